import { holdOfInspection, type InspectionSubject } from "../../domain/customs/inspection/inspection.ts";
import type { HeldGoods } from "../../domain/customs/held-goods.ts";
import { put, type Case, type Draft } from "./case.ts";
import type { InspectionContent, StockCell } from "./flow-ports.ts";
import type { StoredDocument } from "./ports.ts";
import { asHeld, cellsOfHeld, holdOn, Taking } from "./stock.ts";

/**
 * The hold of customs (customs_hold) is lifted from goods wherever they lie now; what another inspection still holds stays, and
 * that inspection answers for it from here on.
 */
const HOLDING = ["ordered", "under_way", "differs"];

export const covers = (subject: InspectionSubject, { account }: StockCell): boolean => {
  if (subject.kind === "parent") return account.parent === subject.parent;
  return subject.kind === "place" && account.site === subject.site && account.location === subject.location;
};

type Lifting = Readonly<{ site: string; held: readonly HeldGoods[]; atMs: number }>;

export const liftCustomsHold = async (desk: Case, draft: Draft, { site, held, atMs }: Lifting): Promise<void> => {
  const inspections = await desk.listInState(draft, { kind: "inspection", site, states: HOLDING });
  const taking = new Taking();
  for (const goods of held) {
    const cells = await desk.reads.listStock({ site, gtin: goods.lot.gtin, hold: "customs_hold" });
    for (const take of taking.take(cellsOfHeld(cells, goods), goods.quantity).takes) {
      const other = inspections.find(({ content }) => holdOfInspection(content) !== "none" && covers(content.subject, take.cell));
      if (other) handOver(draft, other, asHeld(take));
      else draft.transfers.push(holdOn(take, "none", atMs));
    }
  }
};

const handOver = (draft: Draft, stored: StoredDocument<InspectionContent>, goods: HeldGoods): void => {
  const other = (draft.documents.get(`inspection/${stored.number}`) ?? stored) as StoredDocument<InspectionContent>;
  put(draft, { ...other, content: { ...other.content, held: [...other.content.held, goods] } });
};
