/**
 * What tracking takes in and what it tells, in the words of the domain.
 * Instants that go on to a screen are RFC 3339 in UTC; instants that rules reckon with are milliseconds.
 */

// In: the readings lane

export type Datum = "WGS84" | "GCJ02";

export type FixReport = Readonly<{
  lat: number;
  lon: number;
  speedKmh?: number | undefined;
  headingDeg?: number | undefined;
  accuracyM?: number | undefined;
  /** WGS84 when the device does not say. */
  datum?: Datum | undefined;
}>;

export type ReadingReport = Readonly<{
  /** As EPCIS: Temperature, RelativeHumidity, … */
  type: string;
  value: number;
  uom: string;
  probe?: string | undefined;
  /** The message's own time when absent. */
  atMs?: number | undefined;
}>;

type ReadingsHead = Readonly<{
  device: string;
  site: string;
  /** What carries the device; readings of a fixed sensor have none. */
  unit: string | undefined;
  id: string;
  seq: number;
  /** The device's own time, also when it is not plausible: it is part of the key that makes repeats vanish. */
  atMs: number;
  /** World time of receipt. */
  receivedMs: number;
  /** An implausible clock: recorded, and ordered by receipt. */
  clockSuspect: boolean;
}>;

export type ReadingsMessage =
  | (ReadingsHead & Readonly<{ kind: "telemetry"; readings: readonly ReadingReport[] }>)
  | (ReadingsHead & Readonly<{ kind: "position"; fix: FixReport }>);

export type ReadingsAck =
  | Readonly<{ id: string; result: "posted" }>
  | Readonly<{ id: string; result: "refused"; reason: "id_reused"; detail: string }>;

/** A fix that became a unit's newest: what the live frames carry. `n` is the unit's number in frames. */
export type LiveFix = Readonly<{
  unit: string;
  n: number;
  lat: number;
  lon: number;
  speedKmh: number | null;
  headingDeg: number | null;
  accuracyM: number | null;
  atMs: number;
}>;

/** The newest word of a seal, written by the books lane inside its own transaction. */
export type SealReport = Readonly<{
  unit: string;
  seal: string;
  device: string;
  state: "armed" | "locked" | "opened" | "tampered" | "low_battery";
  atMs: number;
  receivedMs: number;
}>;

// Out: what screens ask for

export type FixView = Readonly<{
  lat: number;
  lon: number;
  speedKmh: number | null;
  headingDeg: number | null;
  accuracyM: number | null;
  at: string;
}>;

export type UnitModeName = "truck" | "reefer" | "train" | "vessel" | "barge" | "aircraft";
export type LegModeName = "road" | "rail" | "sea" | "inland_water" | "air";

export type UnitView = {
  n: number;
  unit: string;
  mode: UnitModeName;
  name: { zh: string; en: string };
  plate: string | null;
  fix: FixView | null;
  seal: { seal: string; state: string; at: string } | null;
  readings: { type: string; probe: string | null; value: number; uom: string; at: string; outside: boolean }[];
  limits: { minC: number | null; maxC: number | null };
  /** The shipment it carries, or carries next. */
  shipment: string | null;
};

export type Units = Readonly<{
  /** All units in the order of their names, or only those named. */
  listUnits(only?: readonly string[]): Promise<UnitView[]>;
  /** The units that carry these devices: whose seal or sensor spoke. */
  listUnitsOfDevices(devices: readonly string[]): Promise<UnitView[]>;
  /** The newest fix of every unit that has one; `sinceReceivedMs` leaves out those received before. */
  listFixes(sinceReceivedMs?: number): Promise<LiveFix[]>;
}>;

/** Without `fromMs` the seven days before `toMs`; without `toMs` up to the newest. */
export type TrackQuestion = Readonly<{
  unit: string;
  fromMs?: number | undefined;
  toMs?: number | undefined;
  points: number;
}>;

export type Tracks = Readonly<{
  /** Undefined when there is no such unit. Thinned for drawing; both ends are kept. */
  findTrack(question: TrackQuestion): Promise<{ unit: string; fixes: FixView[] } | undefined>;
  /** Undefined when there is no such unit. Thinned for drawing; a breach is never thinned away. */
  findTelemetry(
    question: TrackQuestion & Readonly<{ type: string; probe?: string | undefined }>,
  ): Promise<{ unit: string; type: string; points: { at: string; value: number; probe: string | null; outside: boolean }[] } | undefined>;
}>;

export type LegView = {
  leg: number;
  mode: LegModeName;
  from: string;
  to: string;
  unit: string | null;
  plannedDeparture: string;
  plannedArrival: string;
  departedAt: string | null;
  arrivedAt: string | null;
  eta: string | null;
  path: [number, number][];
};

export type ShipmentView = {
  shipment: string;
  name: { zh: string; en: string } | null;
  owner: string | null;
  state: "planned" | "under_way" | "arrived";
  /** Of the current leg, 0 to 1. */
  progress: number;
  eta: string | null;
  lateMinutes: number;
  legs: LegView[];
  parents: string[];
};

export type ShipmentDetail = ShipmentView & {
  etaRevisions: { leg: number; eta: string; revisedAt: string; cause: string }[];
  /** Journal entries in which its parents or its units changed hands; the door adds the rows. */
  handOverEntries: number[];
};

export type Shipments = Readonly<{
  /** In the order of their ids; `after` is the last id of the page before. */
  listShipments(page: Readonly<{ limit: number; after?: string | undefined }>): Promise<{ rows: ShipmentView[]; next: string | null }>;
  findShipment(shipment: string): Promise<ShipmentDetail | undefined>;
}>;
