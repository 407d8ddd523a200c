/** Messages as devices send them. */
import { randomUUID } from "node:crypto";
import { OIL } from "./books.ts";

let seq = 0;

const head = () => ({ id: randomUUID(), seq: ++seq, at: new Date().toISOString() });

export type Said = Readonly<{ id: string } & Record<string, unknown>>;

export const receiving = (quantity: number, more: object = {}): Said => ({
  ...head(),
  step: "receiving",
  location: "N1",
  items: [{ gtin: OIL, quantity: String(quantity), uom: "EA" }],
  ...more,
});
export const moving = (quantity: number, more: object = {}): Said => ({
  ...head(),
  step: "moving",
  from: "N1",
  to: "N2",
  items: [{ gtin: OIL, quantity: String(quantity), uom: "EA" }],
  ...more,
});
export const position = (more: object = {}): Said => ({ ...head(), lat: 27.9, lon: 112.9, ...more });
export const telemetry = (more: object = {}): Said => ({ ...head(), readings: [{ type: "Temperature", value: 4.5, uom: "CEL" }], ...more });
