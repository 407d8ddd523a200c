import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { PACKET_BYTES_MAX } from "#wire/device-messages.ts";
import { explainListenError, type Config } from "./config.ts";
import { distanceM } from "./domain/tracking/geodesy.ts";
import { startMqttBroker } from "./embedded/mqtt-broker.ts";
import { createDownlink, type Downlink, type Send } from "./ingest/downlink.ts";
import { createEmbeddedIngest } from "./ingest/embedded-ingest.ts";
import { connectOutsideBroker } from "./ingest/outside-broker.ts";
import { createReceiver, type Receiver } from "./ingest/receiver.ts";
import { createBooksStore } from "./store/books/books-store.ts";
import { listWaitKeys } from "./store/books/books-reads.ts";
import { isImpossible, isTransient } from "./store/books/transient.ts";
import { watchMark } from "./store/change-marks.ts";
import { forgetConnections, startDeviceActivity } from "./store/device-activity.ts";
import { startDeviceRegistry } from "./store/device-registry.ts";
import { loadMasterCache, type MasterCache } from "./store/master-cache.ts";
import { applySealStates } from "./store/seals.ts";
import { createBooksLane, type BooksLane } from "./usecases/books-lane.ts";
import { GroupCommit } from "./usecases/group-commit.ts";
import type { DeviceRegistry } from "./usecases/device-ports.ts";
import type { Log, WorldClock } from "./usecases/ports.ts";
import type { RecordReadings } from "./usecases/record-readings.ts";
import type { ReadingsAck, ReadingsMessage, SealReport } from "./usecases/tracking-ports.ts";

/** The way in, put together: books lane, readings lane, receiver, and the broker that brings the messages. */
export type BooksParts = Readonly<{ books: BooksLane; master: MasterCache; tellSettled: (downlink: Downlink) => void }>;

export const composeBooks = async (
  parts: Readonly<{ pool: pg.Pool; clock: WorldClock; log: Log; onCommitted: (entry: number) => void }>,
): Promise<BooksParts> => {
  const master = await loadMasterCache(parts.pool);
  let downlink: Downlink | undefined;
  const store = createBooksStore({
    pool: parts.pool,
    master,
    writeSeals: (client, seals) =>
      applySealStates(
        client,
        seals.flatMap((fact) => (fact.unit === undefined ? [] : [{ ...fact, unit: fact.unit, state: fact.state as SealReport["state"] }])),
      ),
  });
  const books = createBooksLane({
    store,
    master,
    clock: parts.clock,
    sleep: (milliseconds) => sleep(milliseconds),
    log: parts.log,
    onCommitted: parts.onCommitted,
    onSettled: (acks) => downlink?.settled(acks),
  });
  books.settle(await listWaitKeys(parts.pool));
  return { books, master, tellSettled: (to) => (downlink = to) };
};

export type Ingest = Readonly<{
  receiver: Receiver;
  devices: DeviceRegistry;
  mqttUrl: string;
  isReady(): boolean;
  waiting(): number;
  /** This server has changed it; what another changed is found out. */
  masterDataChanged(): Promise<void>;
  stop(): Promise<void>;
}>;

export type IngestParts = BooksParts &
  Readonly<{
    config: Config;
    pool: pg.Pool;
    clock: WorldClock;
    log: Log;
    recordReadings: RecordReadings;
    instance: string;
    /** Master data was read anew. */
    onMasterData?: () => Promise<void>;
  }>;

export const startIngest = async (parts: IngestParts): Promise<Ingest> => {
  const { pool, clock, log, books, master } = parts;
  const onFault = (fault: unknown): void =>
    log.warn({ fault: String(fault) }, "devices or master data could not be read or written; tried again soon");
  let disconnect = (_device: string): void => undefined;
  const devices = await startDeviceRegistry({ pool, onRevoked: (device) => disconnect(device), onFault });
  const activity = startDeviceActivity(pool, onFault);
  const readings = new GroupCommit<ReadingsMessage, ReadingsAck>({
    flush: parts.recordReadings,
    isTransient,
    sleep: (milliseconds) => sleep(milliseconds),
  });
  const receiver = createReceiver({
    books,
    submitReadings: (message) => readings.submit(message),
    devices,
    activity,
    clock,
    isImpossible,
    log,
    findUom: (gtin) => master.findProduct(gtin)?.uom,
    isAtKnownSite: (lat, lon) =>
      master.listSites().some((site) => distanceM([site.lat, site.lon], [lat, lon]) <= (site.fenceRadiusM ?? SITE_RADIUS_M)),
  });
  const bring = parts.config.mqttUrl === undefined ? bringEmbedded : bringOutside;
  const broker = await bring({ ...parts, devices, activity, receiver });
  disconnect = broker.disconnect;
  parts.tellSettled(broker.downlink);
  const masterDataChanged = async (): Promise<void> => {
    await master.reload();
    books.masterDataChanged();
    await parts.onMasterData?.();
  };
  const watch = watchMark({ pool, mark: "master_data", onMoved: masterDataChanged, onFault });
  return {
    receiver,
    devices,
    mqttUrl: broker.url,
    isReady: broker.isReady,
    waiting: () => readings.waiting + books.waiting(),
    masterDataChanged,
    stop: async () => {
      await watch.stop();
      await broker.stop();
      await readings.close();
      await books.close();
      await devices.stop();
      await activity.stop();
    },
  };
};

/** A seal that is opened this near to a site is opened there. */
const SITE_RADIUS_M = 3_000;

type BringParts = IngestParts & Readonly<{ devices: DeviceRegistry; activity: ReturnType<typeof startDeviceActivity>; receiver: Receiver }>;
type Brought = Readonly<{
  url: string;
  downlink: Downlink;
  disconnect: (device: string) => void;
  isReady(): boolean;
  stop(): Promise<void>;
}>;

const bringEmbedded = async ({ config, pool, clock, devices, activity, receiver }: BringParts): Promise<Brought> => {
  // On a database that is named, other servers may stand, and their devices are connected.
  if (config.databaseUrl === undefined) await forgetConnections(pool);
  let send: Send = () => undefined;
  const downlink = createDownlink((...message) => send(...message), Date.now);
  const at = { setting: "MQTT_PORT", host: config.host, port: config.mqttPort } as const;
  const broker = await startMqttBroker({
    host: config.host,
    port: config.mqttPort,
    packetBytesMax: PACKET_BYTES_MAX,
    ...(config.tls && { tls: config.tls }),
    hooks: createEmbeddedIngest({ devices, activity, clock, receiver, downlink: () => downlink }),
  }).catch((error: unknown) => {
    throw explainListenError(error, at);
  });
  send = broker.send;
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  return {
    url: `${config.tls ? "mqtts" : "mqtt"}://${host}:${broker.port}`,
    downlink,
    disconnect: broker.disconnect,
    isReady: () => true,
    stop: broker.stop,
  };
};

const bringOutside = ({ config, receiver, log, instance }: BringParts): Promise<Brought> => {
  const url = config.mqttUrl ?? "";
  let send: Send = () => undefined;
  const downlink = createDownlink((...message) => send(...message), Date.now);
  const broker = connectOutsideBroker({ url, instance, receiver, downlink: () => downlink, log });
  send = broker.send;
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  // The broker itself cuts off who its own rules no longer let in; here their messages go to quarantine.
  return Promise.resolve({ url: shown.toString(), downlink, disconnect: () => undefined, isReady: broker.connected, stop: broker.stop });
};
