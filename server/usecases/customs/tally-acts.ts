import type { GatePass } from "../../domain/customs/documents/gate-pass.ts";
import { decideGoods, type DocumentLine, type GoodsDocument, type LineQuantity } from "../../domain/customs/documents/goods-document.ts";
import { formatQuantity } from "../../domain/basics/quantity.ts";
import type { Transfer } from "../../domain/ledger/transfer.ts";
import { settleAdmission } from "./admission-acts.ts";
import { refuse, type Case, type Draft, type Refusal } from "./case.ts";
import { applyGoods } from "./goods-acts.ts";
import type { StockCell } from "./flow-ports.ts";
import type { DocumentLink, StoredDocument } from "./ports.ts";
import { holdOn, inOrderOfExpiry, Taking, throughConversion, type StockTake } from "./stock.ts";

/**
 * Tally first, declare later (先理货后报关). Goods that came in by a pass of kind 1 stand under `tallied_undeclared`. An inventory of
 * type 3 that names the pass declares them: what was tallied of each of its lines passes, takes its book line and is free.
 * Declared and not tallied, it stays declared; tallied and not declared, it stays under the hold; either is told in its timeline.
 */
type Declared = Readonly<{ inventory: StoredDocument<GoodsDocument>; pass: string; atMs: number }>;

/** Called after whatever may have changed an inventory: filed, approved, amended, released. */
export const settleInventory = async (desk: Case, draft: Draft, key: string, atMs: number): Promise<Refusal | undefined> => {
  const inventory = await desk.find(draft, "inventory", key);
  if (!inventory) return undefined;
  for (const pass of await listPasses(desk, draft, inventory)) {
    if (pass.content.passKind === "1" && pass.content.state === "passed" && isTally(inventory)) {
      const refusal = await declareTally(desk, draft, { inventory, pass: pass.number, atMs });
      if (refusal) return refusal;
      break;
    }
    await settleAdmission(desk, draft, pass, atMs);
  }
  return undefined;
};

/** Called after the gate has moved a pass: its inventory may have been there before the goods. */
export const settlePassages = async (
  desk: Case,
  draft: Draft,
  documents: readonly DocumentLink[],
  atMs: number,
): Promise<Refusal | undefined> => {
  for (const { kind, number } of documents) {
    const pass = kind === "pass" ? await desk.find(draft, "pass", number) : undefined;
    if (!pass) continue;
    await settleAdmission(desk, draft, pass, atMs);
    for (const name of [pass.number, ...pass.aliases])
      for (const linked of await desk.listLinked(draft, { kind: "pass", number: name })) {
        const refusal = linked.kind === "inventory" ? await settleInventory(desk, draft, linked.number, atMs) : undefined;
        if (refusal) return refusal;
      }
  }
  return undefined;
};

const isTally = ({ content }: StoredDocument<GoodsDocument>): boolean =>
  content.type === "3" && content.gathers.length > 0 && content.state === "approved" && content.deduction === "pre";

const listPasses = async (
  desk: Case,
  draft: Draft,
  { number, links }: StoredDocument<GoodsDocument>,
): Promise<readonly StoredDocument<GatePass>[]> => {
  const found = new Map<string, StoredDocument<GatePass>>();
  for (const link of links) {
    const pass = link.kind === "pass" ? await desk.find(draft, "pass", link.number) : undefined;
    if (pass) found.set(pass.number, pass);
  }
  for (const linked of await desk.listLinked(draft, { kind: "inventory", number }))
    if (linked.kind === "pass") found.set(linked.number, linked as StoredDocument<GatePass>);
  return [...found.values()];
};

const declareTally = async (desk: Case, draft: Draft, declared: Declared): Promise<Refusal | undefined> => {
  const { inventory, atMs } = declared;
  const { content: document } = inventory;
  const taking = new Taking();
  const tallied = new Map<string, readonly StockCell[]>();
  const lines: LineQuantity[] = [];
  const words: string[] = [];
  for (const line of document.lines) {
    const open = line.quantity - (document.passed[line.n] ?? 0n);
    const cells = tallied.get(line.gtin) ?? (await listTallied(desk, document, line));
    tallied.set(line.gtin, cells);
    const { takes, short } = taking.take(inOrderOfExpiry(cells), open);
    for (const take of takes) draft.transfers.push(...enterBook(document, line, take, atMs));
    if (open > short) lines.push({ n: line.n, quantity: open - short });
    if (short > 0n) words.push(`line ${line.n}: ${formatQuantity(short)} of ${line.gtin} declared and not tallied`);
  }
  for (const [gtin, cells] of tallied) {
    const left = cells.reduce((sum, cell) => sum + taking.leftIn(cell), 0n);
    if (left > 0n) words.push(`${formatQuantity(left)} of ${gtin} tallied and not declared`);
  }
  const isTold = (await desk.timelineOf(draft, inventory)).some(({ type }) => type === "tallied");
  if (lines.length === 0 && (isTold || words.length === 0)) return undefined;
  draft.events.push({ kind: "inventory", number: inventory.number, type: "tallied", ...(words.length > 0 && { note: words.join("; ") }) });
  return lines.length === 0 ? undefined : passTallied(desk, draft, declared, lines);
};

/** Of the firm, or of nobody yet; under no book line, or under this one. */
const listTallied = async (desk: Case, { site, owner, book }: GoodsDocument, line: DocumentLine): Promise<readonly StockCell[]> => {
  const held = await desk.reads.listStock({ site, gtin: line.gtin, regime: "bonded", hold: "tallied_undeclared" });
  return held.filter(({ lot }) => (lot.owner === null || lot.owner === owner) && (lot.book === null || lot.book === book));
};

const enterBook = ({ owner, book }: GoodsDocument, { bookLine }: DocumentLine, take: StockTake, atMs: number): Transfer[] => {
  const { lot } = take.cell;
  if (book === null || bookLine === null || lot.book !== null) return [holdOn(take, "none", atMs)];
  return throughConversion(take, { lot: { ...lot, owner, book, line: bookLine }, hold: "none" }, atMs);
};

const passTallied = async (
  desk: Case,
  draft: Draft,
  { inventory, pass, atMs }: Declared,
  lines: readonly LineQuantity[],
): Promise<Refusal | undefined> => {
  for (const type of ["put_on_pass", "pass"] as const) {
    const now = await desk.find(draft, "inventory", inventory.number);
    const events = decideGoods(now?.content, { type, pass, lines });
    if (typeof events === "string") return refuse(events, `${inventory.number}: what was tallied is more than it declares`);
    applyGoods(draft, now, events, atMs);
  }
  return undefined;
};
