/** A device as ingest knows it. `location`, `step`, `direction` stand in for what bare codes do not say. */
export type DeviceRecord = Readonly<{
  device: string;
  site: string;
  kind: string;
  location?: string;
  step?: string;
  direction?: "in" | "out";
  /** What carries it. */
  unit?: string;
}>;

export type DeviceRegistry = Readonly<{
  /** Undefined when unknown or revoked. */
  find(device: string): Promise<DeviceRecord | undefined>;
  authenticate(device: string, password: string): Promise<DeviceRecord | undefined>;
  /** Cuts the device off at once. */
  revoked(device: string): void;
}>;

export type DeviceSighting = Readonly<{ device: string; seenMs: number; seq?: number; online?: boolean }>;

/** When devices were last heard: gathered in memory, written a few times a minute, never on the way of a message. */
export type DeviceActivity = Readonly<{ saw(sighting: DeviceSighting): void }>;
