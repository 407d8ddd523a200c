import type { Posted } from "../../domain/custody/decision.ts";
import type { Fact } from "../../domain/custody/fact.ts";
import { followChain, refuseStep, type SerialEvent } from "../../domain/customs/special-goods/chain.ts";
import { serialKey } from "../../domain/customs/special-goods/chains.ts";
import type { BooksWrite } from "../books-ports.ts";
import { refuse, type Case, type Draft, type Refusal } from "./case.ts";

/**
 * Special goods (特殊商品, 龙泉刀剑): the timeline of each serial, and what is told of it at the desk: 下单, 报关, and any step that no
 * device sees. A step that would leave one out is refused; what has happened all the same is told as such, with an alarm.
 */
export type SerialStepAct = Readonly<{
  site: string;
  gtin: string;
  serial: string;
  step: string;
  /** The order, list or paper that tells it. */
  reference: string;
  /** It has happened, and cannot be prevented. */
  hasHappened: boolean;
}>;

const ALARM = "chain_step_missing";

export const actOnSerialStep = async (
  desk: Case,
  draft: Draft,
  { site, gtin, serial, step, reference, hasHappened, atMs }: SerialStepAct & Readonly<{ atMs: number }>,
): Promise<Refusal | undefined> => {
  const number = serialKey(gtin, serial);
  const book = await desk.reads.findSerial(gtin, serial);
  if (!book) return refuse("no_chain", `${gtin} goes through no chain of steps`);
  const here = desk.write.documentEvents.filter((event) => event.kind === "serial" && event.number === number);
  const events = [
    ...book.events,
    ...here.map((event): SerialEvent => ({ step: event.type, atMs: event.atMs, reference: event.note ?? "" })),
  ];
  if (events.some((event) => event.step === step && event.reference === reference)) return undefined;
  const refusal = refuseStep(book.chain, events, step);
  if (refusal && (refusal.refused !== "step_missing" || !hasHappened))
    return refuse(
      refusal.refused === "step_missing" ? ALARM : refusal.refused,
      `serial ${serial} of ${gtin}: ${step}${refusal.missing.length > 0 ? ` comes after ${refusal.missing.join(", ")}` : " is not its next step"}`,
    );
  draft.events.push({ kind: "serial", number, type: step, note: reference });
  const missing = followChain(book.chain, [...events, { step, atMs, reference }]).missing;
  if (missing.length === 0) draft.alarmsCleared.push({ kind: ALARM, subject: number });
  else draft.alarms.push({ kind: ALARM, severity: "major", site, subject: number, detail: { missing, step }, atMs });
  return undefined;
};

type Effect = Readonly<{ fact: Fact; decision: Posted; entry: number }>;

/** Steps that an observation took, and those that it left out. */
export const writeChainSteps = (write: BooksWrite, { fact, decision, entry }: Effect): void => {
  for (const { serial, step, missing } of decision.chained ?? []) {
    const note = `${fact.device}/${fact.id}`;
    if (step !== null)
      write.documentEvents.push({ entry, kind: "serial", number: serial, type: step, atMs: fact.atMs, by: fact.actor, note });
    if (missing.length === 0) continue;
    const draft = { kind: ALARM, severity: "major", site: fact.site, device: fact.device, subject: serial, atMs: fact.atMs } as const;
    write.alarms.push({ draft: { ...draft, detail: { missing, step } }, entry });
  }
};
