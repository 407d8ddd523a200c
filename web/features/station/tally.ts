import type { ScanItem } from "#wire/device-messages.ts";
import { fromScaled, toScaled } from "../../ui/format.ts";
import type { Meaning } from "./scan-message.ts";

/** What was counted so far at one place: a line a product, batch and serial. It is sent as one count. */
export type TallyLine = Readonly<{ key: string; item: ScanItem }>;
export type Tally = readonly TallyLine[];

type Scanned = Readonly<{ meaning: Meaning; quantity: string; uomOf(gtin: string): string | undefined }>;

export const tallied = (tally: Tally, code: string, { meaning, quantity, uomOf }: Scanned): Tally => {
  if (meaning.kind !== "goods" || !meaning.gtin) return tally;
  const { gtin, batch, serial, expiry } = meaning;
  const key = [gtin, batch, serial].join("/");
  const line = tally.find((each) => each.key === key);
  // A serial is one thing, however often it is read.
  if (line && serial) return tally;
  if (line)
    return tally.map((each) => (each === line ? { ...each, item: { ...each.item, quantity: sum(each.item.quantity, quantity) } } : each));
  const item: ScanItem = {
    gtin,
    quantity: serial ? "1" : quantity,
    uom: uomOf(gtin) ?? "EA",
    ...(batch ? { batch } : {}),
    ...(serial ? { serial } : {}),
    ...(expiry ? { expiry } : {}),
  };
  return [{ key: key || code, item }, ...tally];
};

const sum = (a: string, b: string): string => fromScaled(toScaled(a) + toScaled(b));
