import type { UpMessage } from "#wire/device-messages.ts";
import type { UpKind } from "#wire/device-topics.ts";
import type { ReleaseRow } from "#wire/http-api.ts";
import type { ShipmentRow } from "#wire/master-data.ts";

/** What the world tells the server. The device adds id, sequence and its clock. */
type Body<Kind extends UpKind> = Omit<UpMessage<Kind>, "id" | "seq" | "at">;

export type DeviceEmission = {
  [Kind in Exclude<UpKind, "state">]: Readonly<{
    what: "message";
    device: string;
    kind: Kind;
    atMs: number;
    body: Body<Kind>;
    /** What it speaks of: of two emissions with a key in common the earlier is told first. */
    keys: readonly string[];
    /** So that a later emission of the same device can undo this one. */
    as?: string;
    undoes?: string;
    /** The world knows that this must be refused, and goes on as if it had been prevented. */
    refusalExpected?: true;
  }>;
}[Exclude<UpKind, "state">];

export type ReleaseBody = Pick<ReleaseRow, "release" | "site" | "owner" | "validUntil"> &
  Readonly<{ lines: readonly Readonly<{ gtin: string; quantity: string; uom?: string }>[] }>;

export type IntegratorEmission =
  | Readonly<{ what: "release"; atMs: number; body: ReleaseBody; keys: readonly string[] }>
  | Readonly<{ what: "shipment"; atMs: number; body: ShipmentRow; keys: readonly string[] }>
  /** A message of customs as XML, written when it is told. */
  | Readonly<{ what: "customs"; atMs: number; body: () => string; keys: readonly string[] }>
  /** Nothing is said: what has the same keys waits until these answers of customs have been heard. */
  | Readonly<{ what: "heard"; atMs: number; body: readonly string[]; keys: readonly string[] }>;

export type Emission = DeviceEmission | IntegratorEmission;
