import type pg from "pg";
import type { Config } from "./config.ts";
import { createBoxes } from "./exchange/boxes.ts";
import type { Signer } from "./exchange/dispatch.ts";
import { createFileAnswered, startExchange } from "./exchange/exchange.ts";
import { createReaderPool } from "./exchange/reader-pool.ts";
import { createPatientVerifier, createSimulatedVerifier, NO_VERIFIER, type IdentityVerifier } from "./exchange/identity.ts";
import { startRounds } from "./exchange/rounds.ts";
import { createSealer } from "./exchange/seal.ts";
import { createSending } from "./exchange/sending.ts";
import { createTakeMessage } from "./exchange/take-message.ts";
import { createWaiting } from "./exchange/waiting.ts";
import { createWriteByHand } from "./exchange/write-by-hand.ts";
import type { KeptSecrets } from "./kept-secrets.ts";
import { createCustomsLookups } from "./store/customs-lookups.ts";
import { createCustomsMessages } from "./store/customs-messages.ts";
import { createWaitingAnswers } from "./store/waiting-answers.ts";
import type { CustomsMessages, TakeMessage } from "./usecases/customs/messages-ports.ts";
import type { CustomsDesk } from "./usecases/customs/acts.ts";
import type { Log, WorldClock } from "./usecases/ports.ts";

/** Messages of customs, put together: readers' threads, sealed originals, what is written for customs, and the exchange folders. */
export type CustomsMessaging = Readonly<{
  takeMessage: TakeMessage;
  /** The bytes of a message that came or went. */
  readOriginal(message: number): Promise<Uint8Array | undefined>;
  setOutgoing: CustomsMessages["setOutgoing"];
  /** Something may wait to be written for customs. */
  nudge(): void;
  stop(): Promise<void>;
}>;

export type CustomsMessagingParts = Readonly<{
  config: Pick<Config, "exchangeDir"> & Partial<Pick<Config, "demo">>;
  pool: pg.Pool;
  clock: WorldClock;
  log: Log;
  secrets: Pick<KeptSecrets, "messageKey" | "personKey">;
  desk: CustomsDesk;
  /** With the firm's own key; without one what is written here is unsigned. */
  signer?: Signer;
  /** Of buyers' identities (公民身份信息核查). Without one the demo simulates it, and real use says that nobody knows. */
  verifier?: IdentityVerifier;
  /** The reader's file, where it is not the one compiled beside it. */
  readerFile?: URL;
}>;

const SEND_EVERY_MS = 1_000;
const SEND_AFTER_FAULT_MS = 5_000;
/** What is filed as JSON is looked at so often. */
const WAITING_EVERY_MS = 2_000;
const WAITING_AFTER_FAULT_MS = 30_000;

const verifierOf = ({ config, secrets }: CustomsMessagingParts): IdentityVerifier =>
  config.demo === true ? createSimulatedVerifier({ seed: "demo", secret: secrets.personKey }) : NO_VERIFIER;

export const startCustomsMessaging = (parts: CustomsMessagingParts): CustomsMessaging => {
  const { pool, clock, log, secrets, desk, signer, readerFile } = parts;
  const messages = createCustomsMessages(pool);
  const lookups = createCustomsLookups(pool);
  const readers = createReaderPool({ data: { personKey: secrets.personKey }, ...(readerFile && { file: readerFile }) });
  const sealer = createSealer(secrets.messageKey);
  const nowMs = (): number => Date.now();
  const writing = { messages, lookups, readers, sealer, signer, clock, log };

  const sending = createSending({ ...writing, nowMs, writeByHand: createWriteByHand(writing) });
  const sends = startRounds({
    round: async () => {
      const more = await sending.round();
      folders?.nudge();
      return more;
    },
    everyMs: SEND_EVERY_MS,
    afterFaultMs: SEND_AFTER_FAULT_MS,
    onFault: (fault) => log.warn({ fault: String(fault) }, "what is to go to customs could not be written; tried again soon"),
  });
  const verifier = createPatientVerifier(parts.verifier ?? verifierOf(parts), { log, nowMs });
  const acting = { ...writing, desk, verifier, fileAnswered: createFileAnswered(messages) };
  const waiting = createWaiting({ ...acting, answers: createWaitingAnswers(pool) });
  const looks = startRounds({
    round: () => waiting.round(),
    everyMs: WAITING_EVERY_MS,
    afterFaultMs: WAITING_AFTER_FAULT_MS,
    onFault: (fault) => log.warn({ fault: String(fault) }, "what customs said earlier could not be applied; tried again later"),
  });
  const takeMessage = createTakeMessage({ ...acting, waiting, onTaken: () => sends.nudge() });
  const folders =
    parts.config.exchangeDir === undefined
      ? undefined
      : startExchange({ boxes: createBoxes(parts.config.exchangeDir), messages, sealer, takeMessage, log, nowMs });
  return {
    takeMessage,
    readOriginal: async (message) => {
      const original = await messages.findOriginal(message);
      return original && sealer.open(original.sealed, original.sha256);
    },
    setOutgoing: (message, state, more) => messages.setOutgoing(message, state, more),
    nudge: () => sends.nudge(),
    stop: async () => {
      await folders?.stop();
      await sends.stop();
      await looks.stop();
      await readers.stop();
    },
  };
};
