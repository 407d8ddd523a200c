import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { AckMessage, ScanMessage } from "#wire/device-messages.ts";
import type { DeviceRow } from "#wire/http-api.ts";
import { useSession } from "../../api/reference.ts";
import { uuidv7 } from "../../api/uuid.ts";
import { useLiveStore } from "../../live/use-live.ts";
import type { OutboxRecord } from "./outbox.ts";
import { forgetOld, listRecent, saveRecord, writeRecord } from "./outbox-store.ts";
import type { Envelope } from "./scan-message.ts";
import { startSender, type Sender, type SenderState } from "./sender.ts";
import { sound, type Signal } from "./sound.ts";

/** One station at work: what was scanned here, what became of it, what waits. */
const SHOWN = 60;
/** A result that comes this soon is the only thing the hand needs to hear. */
const SAVED_SOUND_AFTER_MS = 350;

export type Said = Readonly<{ said: string; message: (envelope: Envelope) => ScanMessage }>;
export type Station = Readonly<{
  records: readonly OutboxRecord[];
  sender: SenderState;
  waiting: number;
  say(said: Said): Promise<void>;
  retry(record: OutboxRecord): Promise<void>;
}>;

export const useStation = (device: DeviceRow, quiet: boolean): Station => {
  const store = useLiveStore();
  const session = useSession();
  const [records, setRecords] = useState<readonly OutboxRecord[]>([]);
  const [sending, setSending] = useState<{ state: SenderState; waiting: number }>({ state: "idle", waiting: 0 });
  const sender = useRef<Sender>(undefined);
  const mute = useRef(quiet);
  useEffect(() => {
    mute.current = quiet;
  }, [quiet]);
  const put = useCallback((record: OutboxRecord) => setRecords((before) => withRecord(before, record)), []);

  useEffect(() => {
    void listRecent(device.device, SHOWN).then(setRecords);
    void forgetOld(device.device);
    const started = startSender({
      onState: (state, waiting) =>
        setSending((before) => (before.state === state && before.waiting === waiting ? before : { state, waiting })),
      onRecord: (record) => {
        if (record.device !== device.device) return;
        put(record);
        const signal = signalOf(record);
        if (signal) sound(signal, mute.current);
      },
    });
    sender.current = started;
    return () => started.stop();
  }, [device.device, put]);
  useLaterResults(device.device, records, put);

  const operator = session.data?.user ?? "";
  const say = useCallback(
    async ({ said, message }: Said) => {
      const id = uuidv7();
      const at = new Date(store.worldNowMs()).toISOString();
      const record = await writeRecord(
        { id, device: device.device, said, message: (seq) => message({ id, seq, at, operator }) },
        device.lastSeq ?? 0,
      );
      put(record);
      sender.current?.wake();
      setTimeout(
        () =>
          setRecords((now) => {
            if (now.some((each) => each.id === id && each.state === "waiting")) sound("saved", mute.current);
            return now;
          }),
        SAVED_SOUND_AFTER_MS,
      );
    },
    [device.device, device.lastSeq, operator, put, store],
  );
  const retry = useCallback(
    async (record: OutboxRecord) => {
      const { problem, ...rest } = record;
      void problem;
      const again: OutboxRecord = { ...rest, state: "waiting" };
      await saveRecord(again);
      put(again);
      sender.current?.wake();
    },
    [put],
  );
  return useMemo(() => ({ records, sender: sending.state, waiting: sending.waiting, say, retry }), [records, sending, say, retry]);
};

const withRecord = (before: readonly OutboxRecord[], record: OutboxRecord): readonly OutboxRecord[] => {
  const known = before.some((each) => each.id === record.id);
  return known ? before.map((each) => (each.id === record.id ? record : each)) : [record, ...before].slice(0, SHOWN);
};

const signalOf = (record: OutboxRecord): Signal | undefined => {
  if (record.state === "set_aside") return "refused";
  const result = record.answer?.result;
  return result === "posted" ? "posted" : result === "unsettled" ? "unsettled" : result ? "refused" : undefined;
};

/** A result can change later: an unsettled scan settles. The live journal says so. */
const useLaterResults = (device: string, records: readonly OutboxRecord[], put: (record: OutboxRecord) => void): void => {
  const store = useLiveStore();
  const latest = useRef(records);
  useEffect(() => {
    latest.current = records;
  });
  useEffect(
    () =>
      store.onEntries((entries) => {
        for (const { device: by, observation, result, reason, detail, entry } of entries) {
          if (by !== device || !observation || !result) continue;
          const record = latest.current.find((each) => each.id === observation && each.answer && each.answer.result !== result);
          if (!record) continue;
          const answer: AckMessage = { id: observation, result, entry, ...(reason ? { reason } : {}), ...(detail ? { detail } : {}) };
          const changed: OutboxRecord = { ...record, answer };
          put(changed);
          void saveRecord(changed);
        }
      }),
    [store, device, put],
  );
};
