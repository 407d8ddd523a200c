import type { AckMessage, ScanMessage } from "#wire/device-messages.ts";

/**
 * The station's memory of what it has said. A record is written before the screen says anything; it is sent in the order of its
 * seq, one at a time a device, and again until the server has answered. Only what the server will never take is set aside.
 */
export type OutboxState = "waiting" | "answered" | "set_aside";
export type OutboxRecord = Readonly<{
  id: string;
  device: string;
  seq: number;
  message: ScanMessage;
  /** The code as read, for the screen. */
  said: string;
  writtenAtMs: number;
  state: OutboxState;
  attempts: number;
  answer?: AckMessage;
  problem?: string;
}>;

/** The next to send: of the waiting ones the lowest seq of its device; devices take turns by their oldest. */
export const nextToSend = (records: readonly OutboxRecord[]): OutboxRecord | undefined =>
  records
    .filter((record) => record.state === "waiting")
    .reduce<OutboxRecord | undefined>((first, record) => {
      if (!first) return record;
      if (record.device === first.device) return record.seq < first.seq ? record : first;
      return record.writtenAtMs < first.writtenAtMs ? record : first;
    }, undefined);

export type SendOutcome =
  | Readonly<{ kind: "answered"; answer: AckMessage }>
  /** No answer, or a busy server: the same message again, later. */
  | Readonly<{ kind: "again"; why: "offline" | "busy" | "signed_out" }>
  /** The server has read it and will never take it. */
  | Readonly<{ kind: "never"; problem: string }>;

export const afterSend = (record: OutboxRecord, outcome: SendOutcome): OutboxRecord => {
  const attempts = record.attempts + 1;
  if (outcome.kind === "answered") return { ...record, attempts, state: "answered", answer: outcome.answer };
  if (outcome.kind === "never") return { ...record, attempts, state: "set_aside", problem: outcome.problem };
  return { ...record, attempts };
};

const PAUSE_FIRST_MS = 500;
const PAUSE_LAST_MS = 10_000;
export const pauseMs = (failuresInARow: number): number => Math.min(PAUSE_LAST_MS, PAUSE_FIRST_MS * 2 ** Math.max(0, failuresInARow - 1));
