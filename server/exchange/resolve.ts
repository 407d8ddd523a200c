/**
 * Drafts and what is known of their firms, books and products → acts of the customs desk, or why there are none. A site, an owner or
 * a product that nobody knows is told by the element that names it.
 */
import { numberOf } from "../domain/customs/trade/records.ts";
import type { CustomsAct } from "../usecases/customs/acts.ts";
import type { AboutKey } from "../usecases/customs/messages-ports.ts";
import { isCustomsWord, type Draft, type ListDraft, type TradeDraft } from "./drafts.ts";
import { resolveAnswer } from "./resolve-answers.ts";
import { resolveBook, resolveGoods } from "./resolve-goods.ts";
import { resolveNote, resolveTax, resolveTaxState, resolveWriteOff } from "./resolve-notes.ts";
import { resolveDeclaration, resolvePass } from "./resolve-passes.ts";
import { NOTHING, waiting, warned, type Resolved, type Resolving } from "./resolved.ts";

export const resolve = (draft: Draft, by: Resolving): Resolved => {
  switch (draft.says) {
    case "goods":
      return resolveGoods(draft, by);
    case "pass":
      return resolvePass(draft, by);
    case "declaration":
      return resolveDeclaration(draft, by);
    case "book":
      return resolveBook(draft, by);
    case "trade":
      return resolveTrade(draft);
    case "list":
      return resolveList(draft, by);
    case "answer":
    case "file_answer":
      return resolveAnswer(draft, by);
    case "note":
      return resolveNote(draft, by);
    case "tax":
      return resolveTax(draft, by);
    case "tax_state":
      return resolveTaxState(draft, by);
    case "write_off":
      return resolveWriteOff(draft, by);
    case "nothing":
      return warned(draft.why);
  }
};

const resolveTrade = ({ trade, application = [] }: TradeDraft): Resolved => {
  const about: AboutKey[] = application.flatMap((key) => [
    { kind: "application", key },
    { kind: trade.kind, key: numberOf(trade) },
  ]);
  return { ...NOTHING, acts: [{ act: "trade", trade }], about, isDeclared: trade.record.head.isDeclared };
};

const resolveList = ({ keys, command, invtNo, receipt }: ListDraft, { known }: Resolving): Resolved => {
  const list = known.findDocument("list", keys);
  // What a firm asks of a list that is not there is the desk's to refuse.
  if (!list && receipt)
    return waiting(
      keys.map((key) => ({ kind: "list", key })),
      "a filed list",
    );
  const act = { act: "list" as const, key: list?.number ?? keys[0] ?? "", command, ...(invtNo !== undefined && { invtNo }) };
  return { ...NOTHING, acts: [act], ...(receipt && { receipt }) };
};

type Stamping = Readonly<{ by: string; nowMs: number; message: number; kind: string }>;

/** Customs' own time where it says one, and a note's; a clock of theirs that is ahead of ours does not make it the future. */
export const stamped = (draft: Draft, resolved: Resolved, { by, nowMs, message, kind }: Stamping): CustomsAct[] => {
  const { receipt, isDeclared } = resolved;
  const saidMs = draft.says === "note" ? draft.atMs : isCustomsWord(draft) ? receipt?.atMs : undefined;
  const atMs = Math.min(saidMs ?? nowMs, nowMs);
  return resolved.acts.map((act) => ({
    ...act,
    by,
    atMs,
    message,
    ...(isDeclared !== undefined && { isDeclared }),
    ...(receipt && { receipt: { kind, status: receipt.status, ...(receipt.note !== undefined && { note: receipt.note }) } }),
  }));
};
