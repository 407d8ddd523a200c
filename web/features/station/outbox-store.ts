import Dexie, { type EntityTable } from "dexie";
import type { ScanMessage } from "#wire/device-messages.ts";
import type { OutboxRecord } from "./outbox.ts";

/** The outbox in IndexedDB, shared by all tabs of this browser. The seq is taken in the same transaction that writes the record. */
type Counter = { device: string; lastSeq: number };
type Rows = Dexie & { records: EntityTable<OutboxRecord, "id">; counters: EntityTable<Counter, "device"> };

const KEPT_ANSWERED = 200;

const database = new Dexie("entrepot-station") as Rows;
database.version(1).stores({ records: "id, [device+seq], state", counters: "device" });

export type Draft = Readonly<{ id: string; device: string; said: string; message: (seq: number) => ScanMessage }>;

export const writeRecord = (draft: Draft, serverLastSeq: number): Promise<OutboxRecord> =>
  database.transaction("rw", database.records, database.counters, async () => {
    const counter = await database.counters.get(draft.device);
    const seq = Math.max(counter?.lastSeq ?? 0, serverLastSeq) + 1;
    const record: OutboxRecord = {
      id: draft.id,
      device: draft.device,
      seq,
      message: draft.message(seq),
      said: draft.said,
      writtenAtMs: Date.now(),
      state: "waiting",
      attempts: 0,
    };
    await database.counters.put({ device: draft.device, lastSeq: seq });
    await database.records.add(record);
    return record;
  });

export const saveRecord = async (record: OutboxRecord): Promise<void> => void (await database.records.put(record));
export const listWaiting = (): Promise<OutboxRecord[]> => database.records.where("state").equals("waiting").toArray();

/** The newest first. */
export const listRecent = async (device: string, count: number): Promise<OutboxRecord[]> =>
  database.records.where("[device+seq]").between([device, Dexie.minKey], [device, Dexie.maxKey]).reverse().limit(count).toArray();

/** What was answered long ago is in the server's journal; what waits or was set aside is kept. */
export const forgetOld = async (device: string): Promise<void> => {
  const all = await database.records.where("[device+seq]").between([device, Dexie.minKey], [device, Dexie.maxKey]).reverse().toArray();
  const old = all.filter((record) => record.state === "answered").slice(KEPT_ANSWERED);
  await database.records.bulkDelete(old.map((record) => record.id));
};
