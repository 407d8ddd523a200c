import type { Books } from "../../domain/custody/books.ts";
import type { Posted } from "../../domain/custody/decision.ts";
import type { Fact } from "../../domain/custody/fact.ts";
import type { BooksWrite } from "../books-ports.ts";
import { storedGoods } from "./goods-acts.ts";
import { storedPass } from "./pass-acts.ts";

/** What an observation made of documents and passes: as the rules left them, with what their timelines say. */
export const writeCustomsEffects = (
  write: BooksWrite,
  { customs }: Books,
  { fact, decision, entry }: Readonly<{ fact: Fact; decision: Posted; entry: number }>,
): void => {
  for (const { kind, number, events } of decision.customs ?? []) {
    const pass = kind === "pass" ? customs.passes.get(number) : undefined;
    const goods = kind === "goods" ? customs.documents.get(number) : undefined;
    const document = pass ? storedPass(pass) : goods && storedGoods(goods);
    if (!document) continue;
    write.documents.push({ document, entry, atMs: fact.receivedMs });
    for (const { type } of events)
      write.documentEvents.push({
        entry,
        kind: document.kind,
        number,
        type,
        atMs: fact.atMs,
        by: fact.actor,
        note: `${fact.device}/${fact.id}`,
      });
  }
};
