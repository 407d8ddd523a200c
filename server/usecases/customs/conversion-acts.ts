import { decideConversion, type Conversion, type Converted } from "../../domain/customs/conversion/convert.ts";
import {
  CONVERSION_RULES,
  type ConversionCommand,
  type ConversionDocument,
  type ConversionFiling,
  type ConversionLine,
} from "../../domain/customs/documents/conversion-document.ts";
import { decidePetition, evolvePetition } from "../../domain/customs/documents/petition.ts";
import { listBlocking } from "../../domain/customs/obligations/blocking.ts";
import { shanghaiDay } from "../../domain/customs/settings.ts";
import type { SupervisionMode } from "../../domain/customs/trade/mode.ts";
import { lotKey } from "../../domain/ledger/lot.ts";
import { bookTransfer, isCounted } from "./book-transfers.ts";
import { isRefusal, put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import type { MasterLine, StockCell } from "./flow-ports.ts";
import type { StoredDocument } from "./ports.ts";
import { inOrderOfExpiry, Taking, throughConversion, type StockTake } from "./stock.ts";

/**
 * Conversion between modes (不同贸易方式互转). What it names is held against the matrix and the stock when it is filed, and again
 * when customs approves it; then the old lot goes out and the new one comes in through `conversion`, the book line follows
 * through `book_conversion`, and the new lot remembers the old.
 */
export const actOnConversion = async (
  desk: Case,
  draft: Draft,
  { key, command, atMs }: Readonly<{ key: string; command: ConversionCommand; atMs: number }>,
): Promise<Refusal | undefined> => {
  const stored = await desk.find(draft, "conversion", key);
  const events = decidePetition<ConversionFiling>(stored?.content, command, CONVERSION_RULES);
  if (typeof events === "string") return refuse(events, `conversion ${key}: ${command.type} is not possible`);
  let document = stored?.content;
  for (const event of events) {
    document = evolvePetition<ConversionFiling>(document, event);
    draft.events.push({
      kind: "conversion",
      number: document.number,
      type: event.type,
      ...(event.type === "refused" && { note: event.note }),
    });
    if (event.type !== "filed" && event.type !== "approved") continue;
    const converted = await convert(desk, draft, document, atMs);
    if (isRefusal(converted)) return converted;
    if (event.type === "approved") postConverted(draft, converted, atMs);
  }
  if (!document) return undefined;
  draft.subject = storedConversion(document);
  if (events.length > 0) put(draft, draft.subject);
  return undefined;
};

const storedConversion = (document: ConversionDocument): StoredDocument<ConversionDocument> => ({
  kind: "conversion",
  number: document.number,
  aliases: document.state === "approved" && document.approval.number !== document.number ? [document.approval.number] : [],
  site: document.site,
  owner: document.owner,
  book: document.lines[0]?.from.book ?? null,
  direction: null,
  channel: null,
  state: document.state,
  trio: null,
  plate: null,
  links: [],
  content: document,
});

type Made = Readonly<{ take: StockTake; converted: Converted; isCounted: boolean }>;

const convert = async (desk: Case, draft: Draft, document: ConversionFiling, atMs: number): Promise<readonly Made[] | Refusal> => {
  const { site, owner, from, to } = document;
  const open = await desk.listObligations(draft, owner);
  // A book that was not reported on in time is stopped (暂停进出口).
  const overdue = listBlocking(open, { act: "gate_pass", owner }, atMs).map(({ obligation }) => obligation);
  const taking = new Taking();
  const made: Made[] = [];
  for (const line of document.lines) {
    const target = await findTarget(desk, document, line);
    if (isRefusal(target)) return target;
    const cells = await listCandidates(desk, document, line);
    const available = cells.reduce((sum, cell) => (isFree(cell, atMs) ? sum + taking.leftIn(cell) : sum), 0n);
    const { takes } = taking.take(inOrderOfUse(cells, atMs), line.quantity);
    // What may not be used says why there is not enough.
    const first = takes.find(({ cell }) => !isFree(cell, atMs)) ?? takes[0];
    if (!first) return refuse("not_enough", `${line.location} has no ${line.gtin} of ${owner} that could be converted`);
    const asked: Omit<Conversion, "lot" | "hold" | "quantity"> = {
      document: document.number,
      isApproved: true,
      zone: site,
      // A code that is no mode stands in no row of the matrix.
      from: from as SupervisionMode,
      to: to as SupervisionMode,
      line: target && { book: target.book, line: target.line, gtin: target.gtin, uom: target.uom },
      available,
      overdue,
      atMs,
    };
    // What is asked for stands against all that is free; then lot by lot.
    const shares = [{ take: first, quantity: line.quantity }, ...takes.map((take) => ({ take, quantity: take.quantity }))];
    for (const [index, { take, quantity }] of shares.entries()) {
      const { cell } = take;
      const converted = decideConversion({ ...asked, lot: cell.lot, hold: cell.account.hold, quantity });
      if (typeof converted === "string") return refuse(converted, describe(document, line, converted));
      if (cell.account.regime === "bonded" && !target)
        return refuse("line_missing", "bonded goods stand in a book: name the line that takes them up");
      if (index > 0) made.push({ take, converted, isCounted: await isCounted(desk, take) });
    }
  }
  return made;
};

const describe = ({ from, to }: ConversionFiling, { n, gtin, location }: ConversionLine, reason: string): string =>
  `line ${n}, ${gtin} at ${location}, from ${from} to ${to}: ${reason.replaceAll("_", " ")}`;

const findTarget = async (
  desk: Case,
  { site, owner }: ConversionFiling,
  { to, n }: ConversionLine,
): Promise<MasterLine | null | Refusal> => {
  if (!to) return null;
  const found = await desk.reads.findMasterLine(to.book, to.line);
  if (!found || found.site !== site) return refuse("line_missing", `line ${n}: book ${to.book} has no line ${to.line} at ${site}`);
  return found.owner === owner ? found : refuse("line_of_another_owner", `line ${n}: book ${to.book} is the book of ${found.owner}`);
};

const listCandidates = async (
  desk: Case,
  { site, owner }: ConversionFiling,
  { location, gtin, batch, serial, from }: ConversionLine,
): Promise<readonly StockCell[]> =>
  desk.reads.listStock({
    site,
    location,
    gtin,
    owner,
    ...(batch !== undefined && { batch }),
    ...(serial !== undefined && { serial }),
    ...from,
  });

const isExpired = ({ lot }: StockCell, atMs: number): boolean => lot.expiry !== null && lot.expiry < shanghaiDay(atMs);
const isFree = (cell: StockCell, atMs: number): boolean => cell.account.hold === "none" && !isExpired(cell, atMs);

/** Free goods first; held and expired ones only to say why there is not enough. */
const inOrderOfUse = (cells: readonly StockCell[], atMs: number): StockCell[] => {
  const free = cells.filter((cell) => isFree(cell, atMs));
  return [...inOrderOfExpiry(free), ...inOrderOfExpiry(cells.filter((cell) => !free.includes(cell)))];
};

const postConverted = (draft: Draft, made: readonly Made[], atMs: number): void => {
  for (const { take, converted, isCounted: isInBook } of made) {
    const { from, to } = converted;
    const { quantity } = take;
    draft.transfers.push(...throughConversion(take, { lot: to.lot, hold: "none" }, atMs));
    if (isInBook && lotKey(from.lot) !== lotKey(to.lot)) {
      draft.transfers.push(...bookTransfer(from.lot, { contra: "book_conversion", direction: "out", quantity, atMs }));
      draft.transfers.push(...bookTransfer(to.lot, { contra: "book_conversion", direction: "in", quantity, atMs }));
    }
  }
};
