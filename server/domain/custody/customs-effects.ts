import { transfersOf } from "../customs/bookkeeping.ts";
import { decideGoods, evolveGoods, type GoodsEvent, type LineQuantity } from "../customs/documents/goods-document.ts";
import { evolvePass, type GatePass, type PassEvent } from "../customs/documents/gate-pass.ts";
import type { Transfer } from "../ledger/transfer.ts";
import type { Books } from "./books.ts";
import { notPosted, type Decision, type Posted, type ReleaseUse } from "./decision.ts";
import type { Fact } from "./fact.ts";

/**
 * What leaves by a release that a document made has passed the gate for that document (过卡), and what comes in by a pass has
 * passed for its documents: the document's own account moves, and its book where that was all. One decision with the goods.
 */
export type CustomsEffect =
  | Readonly<{ kind: "goods"; number: string; events: readonly GoodsEvent[] }>
  | Readonly<{ kind: "pass"; number: string; events: readonly PassEvent[] }>;

/** Called once the goods themselves are decided. */
export const withCustoms = (books: Books, fact: Fact, decision: Decision): Decision => {
  if (!decision.posted) return decision;
  // What customs said had passed is counted already.
  const isCounted = decision.gatePass?.events.some(({ type }) => type === "seen_at_gate") === true;
  const passages = isCounted ? [] : [...passagesOfUses(books, decision.uses ?? []), ...(decision.passages ?? [])];
  if (passages.length === 0 && !decision.gatePass) return decision;
  const effects: CustomsEffect[] = [];
  const transfers: Transfer[] = [];
  for (const { document: number, pass, lines } of gathered(passages)) {
    const document = books.customs.documents.get(number);
    if (!document) continue;
    const events = decideGoods(document, { type: "pass", pass, lines });
    if (typeof events === "string") return notPosted("document_exhausted", `${number}: more would pass than it declares`);
    if (lines.some(({ quantity }) => quantity < 0n) && document.deduction !== "pre")
      return notPosted("undo_moved_on", `${number} has been deducted: customs must change it first`);
    let now = document;
    for (const event of events) {
      transfers.push(...transfersOf(now, event, fact.atMs));
      now = evolveGoods(now, event);
    }
    effects.push({ kind: "goods", number, events });
  }
  const { gatePass } = decision;
  if (gatePass) {
    effects.push({ kind: "pass", number: gatePass.pass.number, events: gatePass.events });
    if (gatePass.events.some(({ type }) => type === "passed")) effects.push(...givenBack(books, gatePass.pass, decision.uses ?? []));
  }
  return { ...decision, transfers: [...decision.transfers, ...transfers], customs: effects };
};

export type DocumentPassage = Readonly<{ document: string; pass: string; lines: readonly LineQuantity[] }>;

const passagesOfUses = (books: Books, uses: readonly ReleaseUse[]): DocumentPassage[] =>
  uses.flatMap(({ release, n, quantity }) => {
    const line = books.releases.find((each) => each.release === release && each.n === n);
    if (!line || line.document === null || line.documentLine === null) return [];
    return [{ document: line.document, pass: release, lines: [{ n: line.documentLine, quantity }] }];
  });

/** One command for each document: its lines together decide whether all has passed. */
const gathered = (passages: readonly DocumentPassage[]): DocumentPassage[] => {
  const byDocument = new Map<string, DocumentPassage>();
  for (const { document, pass, lines } of passages) {
    const sums = new Map((byDocument.get(document)?.lines ?? []).map(({ n, quantity }) => [n, quantity]));
    for (const { n, quantity } of lines) sums.set(n, (sums.get(n) ?? 0n) + quantity);
    byDocument.set(document, { document, pass, lines: [...sums].map(([n, quantity]) => ({ n, quantity })) });
  }
  return [...byDocument.values()];
};

/** What a pass reserved and did not carry may go on another. */
const givenBack = (books: Books, pass: GatePass, uses: readonly ReleaseUse[]): CustomsEffect[] => {
  if (pass.direction !== "out") return [];
  const used = new Map<string, bigint>();
  for (const { document, lines } of passagesOfUses(books, uses))
    for (const { n, quantity } of lines) used.set(`${document}/${n}`, (used.get(`${document}/${n}`) ?? 0n) + quantity);
  const unused = pass.lines.flatMap(({ document, documentLine, quantity }) => {
    if (document === null || documentLine === null) return [];
    const left = quantity - (used.get(`${document}/${documentLine}`) ?? 0n);
    return left > 0n ? [{ document, pass: pass.number, lines: [{ n: documentLine, quantity: -left }] }] : [];
  });
  return gathered(unused).map(({ document, lines }) => ({
    kind: "goods",
    number: document,
    events: [{ type: "put_on_pass", pass: pass.number, lines }],
  }));
};

/** What later facts of the same batch must know of documents and passes. */
export const rememberCustoms = ({ customs }: Books, { customs: effects }: Posted): void => {
  for (const effect of effects ?? []) {
    if (effect.kind === "pass") {
      const pass = customs.passes.get(effect.number);
      if (pass) customs.passes.set(effect.number, effect.events.reduce(evolvePass, pass));
    } else {
      const document = customs.documents.get(effect.number);
      if (document) customs.documents.set(effect.number, effect.events.reduce(evolveGoods, document));
    }
  }
};
