import type { AckMessage } from "#wire/device-messages.ts";
import type { UpKind } from "#wire/device-topics.ts";
import type { MasterData } from "#wire/master-data.ts";
import type { TakeMessage } from "../usecases/customs/messages-ports.ts";
import type { CustomsViews } from "../usecases/customs/read-models.ts";
import type { CustomsDesk } from "../usecases/customs/acts.ts";
import type { Alarms, Differences, Log, Releases, WorldClock } from "../usecases/ports.ts";
import type {
  AlarmReads,
  Audit,
  Devices,
  DifferenceReads,
  Idempotency,
  Invariants,
  JournalEntry,
  JournalReads,
  Keys,
  MasterDataCounts,
  MasterDataReads,
  ReleaseReads,
  StockReads,
  TraceReads,
} from "../usecases/read-models.ts";
import type { Shipments, Tracks, Units } from "../usecases/tracking-ports.ts";
import type { SessionDoor } from "./sessions.ts";

/** A measure that another part of the server keeps, for /metrics. */
export type Measure = Readonly<{
  name: string;
  help: string;
  kind: "counter" | "gauge";
  value: number;
  labels?: Readonly<Record<string, string>>;
}>;

type MasterDataWrites = Readonly<{
  /** Of these, the ones that are there. */
  knownSites(sites: readonly string[]): Promise<ReadonlySet<string>>;
  knownUnits(units: readonly string[]): Promise<ReadonlySet<string>>;
  /** All or nothing; the same document again changes nothing. "barcode_taken": another location of the site has it. */
  put(document: MasterData): Promise<MasterDataCounts | "barcode_taken">;
}>;

/** Messages of customs: in, out, and as they were. */
export type CustomsExchange = Readonly<{
  takeMessage: TakeMessage;
  /** The bytes of a message that came or went. */
  readOriginal(message: number): Promise<Uint8Array | undefined>;
  setOutgoing(message: number, state: "taken" | "sent" | "failed", more: Readonly<{ note?: string }>): Promise<void>;
}>;

/** Everything that the door asks of the house. */
export type HttpPorts = Readonly<{
  clock: WorldClock;
  log: Log;
  sessions: SessionDoor;
  masterData: MasterDataReads & MasterDataWrites;
  devices: Devices;
  journal: JournalReads & Readonly<{ listEntries(entries: readonly number[]): Promise<JournalEntry[]> }>;
  stock: StockReads;
  trace: TraceReads;
  differenceReads: DifferenceReads;
  differences: Differences;
  releaseReads: ReleaseReads;
  releases: Releases;
  alarmReads: AlarmReads;
  alarms: Alarms;
  invariants: Invariants;
  keys: Keys;
  audit: Audit;
  idempotency: Idempotency;
  tracks: Tracks;
  units: Pick<Units, "listUnits">;
  shipments: Shipments;
  customs: CustomsViews;
  customsDesk: CustomsDesk;
  /** Absent where no messages are taken. */
  exchange?: CustomsExchange | undefined;
  /** What a device would send, from a station in a browser: the same road as MQTT. `operator` is who is signed in, and goes before what the message says. */
  submitObservation(
    submission: Readonly<{ device: string; kind: UpKind; message: unknown; operator?: string; byOfficer: boolean }>,
  ): Promise<AckMessage>;
  /** A revoked device is cut off. */
  disconnectDevice(device: string): Promise<void> | void;
  /** Told after the commit, so that whoever remembers master data or devices reads them again. */
  masterDataChanged?(): Promise<void> | void;
  devicesChanged?(device: string): Promise<void> | void;
  /** What must be well for the server to take traffic, by name. */
  readiness(): Promise<Readonly<Record<string, boolean>>>;
  measures?(): readonly Measure[];
}>;
