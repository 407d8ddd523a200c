import { ApiError } from "../../api/api-error.ts";
import { submitObservation } from "../../api/endpoints.ts";
import { afterSend, nextToSend, pauseMs, type OutboxRecord, type SendOutcome } from "./outbox.ts";
import { listWaiting, saveRecord } from "./outbox-store.ts";

/**
 * Empties the outbox: oldest first, one at a time, the same again until it is answered. Of several tabs one sends. A wake-up
 * (a new scan, the network is back) ends the pause after a failure.
 */
export type SenderState = "sending" | "idle" | "offline" | "busy" | "signed_out";
export type Sender = Readonly<{ wake(): void; stop(): void }>;
type Ports = Readonly<{ onState(state: SenderState, waiting: number): void; onRecord(record: OutboxRecord): void }>;

const LOCK = "entrepot-outbox";
const IDLE_MS = 3_000;

export const startSender = (ports: Ports): Sender => {
  const stopped = new AbortController();
  let wake = (): void => {};
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopped.signal.aborted) {
      const waiting = await listWaiting();
      const next = nextToSend(waiting);
      if (!next) {
        ports.onState("idle", 0);
        await rest(IDLE_MS);
        continue;
      }
      const outcome = await sendOne(next);
      const record = afterSend(next, outcome);
      await saveRecord(record);
      ports.onRecord(record);
      failures = outcome.kind === "again" ? failures + 1 : 0;
      ports.onState(outcome.kind === "again" ? outcome.why : "sending", waiting.length - (outcome.kind === "again" ? 0 : 1));
      if (outcome.kind === "again") await rest(pauseMs(failures));
    }
  };
  void withLock(run, stopped.signal);
  const online = (): void => wake();
  addEventListener("online", online);
  return {
    wake: () => wake(),
    stop: () => {
      stopped.abort();
      removeEventListener("online", online);
      wake();
    },
  };
};

/** Locks exist only where the page is secure; without them a second tab may send the same message, which the server takes once. */
const withLock = async (run: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  const locks: LockManager | undefined = navigator.locks;
  try {
    await (locks ? locks.request(LOCK, { signal }, run) : run());
  } catch (error) {
    if (!signal.aborted) throw error;
  }
};

const NEVER = new Set(["invalid", "conflict", "forbidden", "missing"]);

const sendOne = async (record: OutboxRecord): Promise<SendOutcome> => {
  try {
    const answer = await submitObservation({ device: record.device, kind: "scan", message: record.message }, record.id);
    return { kind: "answered", answer };
  } catch (error) {
    if (!(error instanceof ApiError)) return { kind: "again", why: "offline" };
    if (NEVER.has(error.kind)) return { kind: "never", problem: error.message };
    if (error.kind === "signed_out") return { kind: "again", why: "signed_out" };
    return { kind: "again", why: error.kind === "unreachable" ? "offline" : "busy" };
  }
};
