import { followChain, refuseStep, type SerialChain, type SerialEvent } from "../customs/special-goods/chain.ts";
import { serialKey } from "../customs/special-goods/chains.ts";
import type { Transfer } from "../ledger/transfer.ts";
import type { Books } from "./books.ts";
import { notPosted, type Decision, type Posted } from "./decision.ts";
import type { Fact } from "./fact.ts";

/**
 * Special goods (特殊商品, 龙泉刀剑): what happens to a serial takes the steps of its chain. Commissioning is 生产, leaving a site the first
 * time 发货, coming in somewhere 转运; 下单 and 报关 are told at the customs desk. Whoever stands at a station or a gate and would skip
 * a step, or take out of the country what is not declared, is refused; what has happened is recorded, with an alarm.
 */
export type SerialBook = Readonly<{ chain: SerialChain; events: SerialEvent[] }>;

/** `step`: what it takes, null where it takes none; `missing`: what it leaves out. */
export type ChainedSerial = Readonly<{ serial: string; step: string | null; missing: readonly string[] }>;

export const followChains = (books: Books, fact: Fact, decision: Decision): Decision => {
  if (!decision.posted || books.customs.chains.size === 0 || (fact.kind === "scan" && fact.undo !== undefined)) return decision;
  const here = new Map<string, SerialEvent[]>();
  const chained: ChainedSerial[] = [];
  for (const { serial, move } of movesOf(fact, decision.transfers)) {
    const book = books.customs.chains.get(serial);
    if (!book) continue;
    const events = [...book.events, ...(here.get(serial) ?? [])];
    const found = take(book.chain, events, { move, isBorder: books.master.findZone(fact.site)?.isBorder === true });
    if (!found) continue;
    if (found.missing.length > 0 && fact.live && fact.approval === undefined)
      return notPosted(
        "chain_step_missing",
        `${serial}: ${found.missing.join(", ")} must come before ${found.step ?? "leaving the country"}`,
      );
    chained.push({ serial, ...found });
    if (found.step !== null) here.set(serial, [...(here.get(serial) ?? []), eventOf(fact, found.step)]);
  }
  return chained.length === 0 ? decision : { ...decision, chained };
};

const eventOf = ({ atMs, device, id }: Fact, step: string): SerialEvent => ({ step, atMs, reference: `${device}/${id}` });

/** What later facts of the same batch must know. */
export const rememberChains = ({ customs }: Books, fact: Fact, { chained }: Posted): void => {
  for (const { serial, step } of chained ?? []) if (step !== null) customs.chains.get(serial)?.events.push(eventOf(fact, step));
};

type Move = "made" | "left" | "came_in";

type SerialMove = Readonly<{ serial: string; move: Move }>;

const movesOf = (fact: Fact, transfers: readonly Transfer[]): readonly SerialMove[] => {
  if (fact.kind === "scan" && fact.step === "commissioning")
    return fact.goods.flatMap(({ gtin, serial }) =>
      serial === undefined ? [] : [{ serial: serialKey(gtin, serial), move: "made" as const }],
    );
  return transfers.flatMap(({ from, to, lot }): SerialMove[] => {
    if (lot.serial === null) return [];
    const serial = serialKey(lot.gtin, lot.serial);
    if (from.family === "stock" && to.family === "contra" && LEFT_FOR.has(to.contra)) return [{ serial, move: "left" }];
    return from.family === "contra" && from.contra === "carrier" && to.family === "stock" ? [{ serial, move: "came_in" }] : [];
  });
};

const LEFT_FOR: ReadonlySet<string> = new Set(["carrier", "consignee", "abroad"]);
const STEP_OF: Readonly<Record<Move, string>> = { made: "produced", left: "dispatched", came_in: "transferred" };

type Moved = Readonly<{ move: Move; isBorder: boolean }>;

const take = (chain: SerialChain, events: readonly SerialEvent[], { move, isBorder }: Moved): Omit<ChainedSerial, "serial"> | undefined => {
  const { done, isComplete } = followChain(chain, events);
  // A chain that has come to its end takes no more steps.
  if (isComplete) return undefined;
  const mandatory = chain.steps.filter(({ isOptional }) => !isOptional).map(({ step }) => step);
  if (move === "left" && isBorder) return { step: null, missing: mandatory.filter((step) => !done.includes(step)) };
  const step = STEP_OF[move];
  if (move === "left" && done.includes(step)) return undefined;
  const refusal = refuseStep(chain, events, step);
  // Of another chain, or told again.
  if (refusal && refusal.refused !== "step_missing") return undefined;
  return { step, missing: refusal?.missing ?? [] };
};
