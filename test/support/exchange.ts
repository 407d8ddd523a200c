/** Messages of customs as the server takes them: database, desk and reader's thread are real. */
import type pg from "pg";
import type { ActingParts } from "../../server/exchange/act-on-nodes.ts";
import { createSealer } from "../../server/exchange/seal.ts";
import { createReaderPool, type ReaderPool } from "../../server/exchange/reader-pool.ts";
import { createTakeMessage } from "../../server/exchange/take-message.ts";
import { createWaiting, type Waiting } from "../../server/exchange/waiting.ts";
import { createCustomsLookups } from "../../server/store/customs-lookups.ts";
import { createCustomsMessages } from "../../server/store/customs-messages.ts";
import { createWaitingAnswers } from "../../server/store/waiting-answers.ts";
import type {
  CustomsLookups,
  CustomsMessages,
  MessageAnswer,
  MessageSource,
  TakeMessage,
} from "../../server/usecases/customs/messages-ports.ts";
import type { CustomsDesk } from "../../server/usecases/customs/acts.ts";
import { T0 } from "./books.ts";
import type { BuiltReader } from "./reader-worker.ts";

export const MESSAGE_KEY = "a key for messages";
export const PERSON_KEY = "a key for people";
/** Twenty days after T0: after everything that the messages of the tests say happened. */
export const NOW = T0 + 20 * 24 * 3_600_000;

export type TestDoor = Readonly<{
  messages: CustomsMessages;
  lookups: CustomsLookups;
  readers: ReaderPool;
  takeBytes: TakeMessage;
  waiting: Waiting;
  /** The bytes of a kept original. */
  open(original: Awaited<ReturnType<CustomsMessages["findOriginal"]>>): Promise<Uint8Array>;
  /** As text, from a key. */
  take(text: string, source?: Partial<MessageSource>): Promise<MessageAnswer>;
  stop(): Promise<void>;
}>;

export const openDoor = (pool: pg.Pool, desk: CustomsDesk, reader: BuiltReader, more: Partial<ActingParts> = {}): TestDoor => {
  const messages = createCustomsMessages(pool);
  const lookups = createCustomsLookups(pool);
  const readers = createReaderPool({ data: { personKey: PERSON_KEY }, file: reader.file });
  const parts = {
    messages,
    lookups,
    desk,
    readers,
    sealer: createSealer(MESSAGE_KEY),
    clock: { nowMs: () => NOW, rate: 1, state: () => ({ worldMs: NOW, wallMs: NOW, rate: 1 }) },
    log: { info: () => undefined, warn: () => undefined, error: (fields: object) => console.error(fields) },
    ...more,
  };
  const waiting = createWaiting({ ...parts, answers: createWaitingAnswers(pool) });
  const takeBytes = createTakeMessage({ ...parts, waiting });
  return {
    waiting,
    open: (original) => parts.sealer.open(original?.sealed ?? new Uint8Array(), original?.sha256 ?? new Uint8Array()),
    messages,
    lookups,
    readers,
    takeBytes,
    take: (text, source = {}) => takeBytes(new TextEncoder().encode(text), { door: "http", by: "acme", ...source }),
    stop: () => readers.stop(),
  };
};
