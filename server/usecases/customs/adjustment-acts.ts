import {
  ADJUSTMENT_RULES,
  endsOfCause,
  isDiscovered,
  type Adjustment,
  type AdjustmentCommand,
  type AdjustmentFiling,
  type AdjustmentLine,
} from "../../domain/customs/documents/adjustment.ts";
import { decidePetition, evolvePetition } from "../../domain/customs/documents/petition.ts";
import { subjectKey } from "../../domain/customs/obligations/obligation.ts";
import { shanghaiDay } from "../../domain/customs/settings.ts";
import { contraAccount } from "../../domain/ledger/account.ts";
import { bookTransfer, isCounted } from "./book-transfers.ts";
import { isRefusal, put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import { command as dutyCommand } from "./duty-acts.ts";
import type { StockCell } from "./flow-ports.ts";
import type { StoredDocument } from "./ports.ts";
import { inOrderOfExpiry, Taking, type StockTake } from "./stock.ts";

/**
 * Loss, damage, destruction, expiry (灭失、损毁、销毁、过期). The firm reports; the stock and the book follow only when an officer
 * attests it. What was found missing is owed to customs as a report from the day on which it was told.
 */
type Target = Readonly<{ key: string; command: AdjustmentCommand; atMs: number }>;

export const actOnAdjustment = async (desk: Case, draft: Draft, { key, command, atMs }: Target): Promise<Refusal | undefined> => {
  // What a count finds is disposed of where it was counted, and its document made there.
  if (command.type === "file" && command.filing.cause === "count")
    return refuse("made_by_count", "a count's difference is approved where it stands: among the differences");
  const stored = await desk.find(draft, "adjustment", key);
  const events = decidePetition<AdjustmentFiling>(stored?.content, command, ADJUSTMENT_RULES);
  if (typeof events === "string") return refuse(events, `adjustment ${key}: ${command.type} is not possible`);
  let document = stored?.content;
  for (const event of events) {
    document = evolvePetition<AdjustmentFiling>(document, event);
    draft.events.push({
      kind: "adjustment",
      number: document.number,
      type: event.type,
      ...(event.type === "refused" && { note: event.note }),
    });
    if (event.type === "filed" || event.type === "approved") {
      const takes = await find(desk, document, atMs);
      if (isRefusal(takes)) return takes;
      if (event.type === "approved") await postTakes(desk, draft, { document, takes, atMs });
    }
    await owe(desk, draft, document, atMs);
  }
  if (!document) return undefined;
  draft.subject = storedAdjustment(document);
  if (events.length > 0) put(draft, draft.subject);
  return undefined;
};

export const storedAdjustment = (document: Adjustment): StoredDocument<Adjustment> => ({
  kind: "adjustment",
  number: document.number,
  aliases: document.state === "approved" && document.approval.number !== document.number ? [document.approval.number] : [],
  site: document.site,
  owner: document.owner,
  book: document.lines[0]?.book ?? null,
  direction: null,
  channel: null,
  state: document.state,
  trio: null,
  plate: null,
  links: [],
  content: document,
});

const find = async (desk: Case, document: AdjustmentFiling, atMs: number): Promise<readonly StockTake[] | Refusal> => {
  const taking = new Taking();
  const found: StockTake[] = [];
  for (const line of document.lines) {
    if (line.quantity <= 0n) return refuse("quantity_not_above_zero", `line ${line.n}: nothing is adjusted by nothing`);
    const there = await listThere(desk, document, line);
    const fit = there.filter((cell) => isFit(document, cell, atMs));
    const { takes, short } = taking.take(inOrder(document, fit), line.quantity);
    if (short > 0n) return refuseShort(document, line, { there, fit });
    found.push(...takes);
  }
  return found;
};

const listThere = async (desk: Case, document: AdjustmentFiling, line: AdjustmentLine): Promise<readonly StockCell[]> => {
  const { site, location, parent, regime, owner } = document;
  const { gtin, batch, serial, book, line: bookLine } = line;
  return desk.reads.listStock({
    site,
    location,
    gtin,
    ...(parent !== null && { parent }),
    ...(regime !== null && { regime }),
    ...(owner !== null && { owner }),
    ...(batch !== undefined && { batch }),
    ...(serial !== undefined && { serial }),
    ...(book !== undefined && { book }),
    ...(bookLine !== undefined && { line: bookLine }),
  });
};

const PLANNED: ReadonlySet<string> = new Set(["destruction", "expiry"]);

/** What has gone has gone, held or not; what is to be destroyed may not be a lender's, and what is expired has expired. */
const isFit = ({ cause }: AdjustmentFiling, { account, lot }: StockCell, atMs: number): boolean => {
  if (PLANNED.has(cause) && account.hold === "pledged") return false;
  return cause !== "expiry" || (lot.expiry !== null && lot.expiry < shanghaiDay(atMs));
};

/** What is condemned lies under a hold as a rule; what went missing is the free goods first. */
const inOrder = ({ cause }: AdjustmentFiling, cells: readonly StockCell[]): StockCell[] => {
  const heldFirst = cause === "loss" ? 1 : -1;
  const isHeld = (cell: StockCell): number => Number(cell.account.hold !== "none");
  return inOrderOfExpiry(cells).toSorted((one, other) => heldFirst * (isHeld(one) - isHeld(other)));
};

type Looked = Readonly<{ there: readonly StockCell[]; fit: readonly StockCell[] }>;

const refuseShort = ({ cause, location }: AdjustmentFiling, { n, gtin }: AdjustmentLine, { there, fit }: Looked): Refusal => {
  const unfit = there.filter((cell) => !fit.includes(cell));
  if (unfit.some(({ account }) => account.hold === "pledged"))
    return refuse("pledged", `line ${n}: ${gtin} at ${location} is pledged: its lender releases it first`);
  if (cause === "expiry" && unfit.length > 0) return refuse("not_expired", `line ${n}: not as much ${gtin} at ${location} has expired`);
  return refuse("not_enough", `line ${n}: there is not as much ${gtin} at ${location}`);
};

type Found = Readonly<{ document: AdjustmentFiling; takes: readonly StockTake[]; atMs: number }>;

const postTakes = async (desk: Case, draft: Draft, { document, takes, atMs }: Found): Promise<void> => {
  const { stock, book } = endsOfCause(document.cause);
  for (const take of takes) {
    const { cell, quantity } = take;
    draft.transfers.push({ from: cell.account, to: contraAccount(stock), lot: cell.lot, quantity, atMs });
    if (await isCounted(desk, take)) draft.transfers.push(...bookTransfer(cell.lot, { contra: book, direction: "out", quantity, atMs }));
  }
};

/** 库存差异报告: begun by the discovery, met by the officer's word on it, whichever it is. */
const owe = async (desk: Case, draft: Draft, document: Adjustment, atMs: number): Promise<void> => {
  if (!isDiscovered(document.cause)) return;
  const subject = { kind: "document", number: document.number } as const;
  const obligation = `stock_difference_report/${subjectKey(subject)}`;
  if (document.state === "filed") {
    const { site, owner } = document;
    const terms = { obligation, rule: "stock_difference_report", subject, site, owner, startMs: atMs } as const;
    await dutyCommand(desk, draft, obligation, { type: "open", ...terms });
    return;
  }
  const by = document.state === "approved" ? document.approval.number : document.number;
  await dutyCommand(desk, draft, obligation, { type: "meet", atMs, by });
};
