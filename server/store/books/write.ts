import type pg from "pg";
import type { Account, StockAccount } from "../../domain/ledger/account.ts";
import type { Cell } from "../../domain/ledger/ledger.ts";
import type { Lot } from "../../domain/ledger/lot.ts";
import type { Transfer } from "../../domain/ledger/transfer.ts";
import type { BooksWrite, Entry } from "../../usecases/books-ports.ts";
import { binaryTextArray, plainArray, textArray } from "./arrays.ts";
import type { Ids, Known } from "./ids.ts";
import { StaleHead } from "./transient.ts";

/**
 * Writes a batch set-based. Accounts and lots that are new come first, then journal, transfers and balances in one
 * statement; what few batches have comes after. Numbers follow the head, whose row the transaction has locked.
 */

const JOURNAL = `
WITH written AS (
  INSERT INTO journal (entry, kind, device, observation, revision, observation_kind, step, site, operator, result, reason, detail,
    at, recorded_at, clock_suspect, message, body)
  SELECT entry, kind, device, observation, revision, observation_kind, step, site, operator, result, reason, detail,
    to_timestamp(at / 1000.0), to_timestamp($17 / 1000.0), clock_suspect, message, body
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::bigint[], $14::boolean[], $15::text[], $16::jsonb[])
    AS e(entry, kind, device, observation, revision, observation_kind, step, site, operator, result, reason, detail, at, clock_suspect, message, body)
), moved AS (
  INSERT INTO transfer (entry, n, at, recorded_at, from_account, to_account, lot, quantity)
  SELECT entry, n, to_timestamp(at / 1000.0), to_timestamp($17 / 1000.0), from_account, to_account, lot, quantity
  FROM unnest($18::bigint[], $19::integer[], $20::bigint[], $21::uuid[], $22::uuid[], $23::uuid[], $24::bigint[])
    AS t(entry, n, at, from_account, to_account, lot, quantity)
), headed AS (
  UPDATE journal_head SET entry = $25, token = $32 WHERE entry = $26 AND token = $33 RETURNING entry
), arrived AS (
  INSERT INTO present (site, location, account, lot)
  SELECT * FROM unnest($34::text[], $35::text[], $36::uuid[], $37::uuid[]) ON CONFLICT DO NOTHING
), emptied AS (
  DELETE FROM present p USING unnest($38::text[], $39::text[], $40::uuid[], $41::uuid[]) AS e(site, location, account, lot)
  WHERE p.site = e.site AND p.location = e.location AND p.account = e.account AND p.lot = e.lot
)
MERGE INTO balance b
USING (
  SELECT account, gtin, lot, delta, contra FROM unnest($27::uuid[], $28::text[], $29::uuid[], $30::bigint[], $31::boolean[])
    AS d(account, gtin, lot, delta, contra)
  -- Nothing is written from where the head is not: this divides by zero, and the statement ends.
  WHERE 1 / (SELECT count(*) FROM headed) = 1
) AS d
ON b.account = d.account AND b.gtin = d.gtin AND b.lot = d.lot
WHEN MATCHED THEN UPDATE SET quantity = b.quantity + d.delta
WHEN NOT MATCHED THEN INSERT (account, gtin, lot, quantity, contra) VALUES (d.account, d.gtin, d.lot, d.delta, d.contra)`;

const DIVISION_BY_ZERO = "22012";

/** `turn`: when the connection is free for it. */
/** `tokens`: what this batch leaves at the head, and what it believes to find there. */
export type NumberedWrite = Readonly<{
  head: number;
  tokens: Readonly<{ next: string; believed: string }>;
  write: BooksWrite;
  turn?: Promise<unknown>;
}>;
type Statement = Readonly<{ name?: string; text: string; values: unknown[] }>;

export const writeBooks = async (client: pg.ClientBase, ids: Ids, { head, tokens, write, turn }: NumberedWrite): Promise<void> => {
  const last = write.entries.at(-1);
  if (!last) return;
  // Put in words before anything is awaited: the next batch moves the same cells on meanwhile.
  const rows = transferRows(ids, write.entries);
  const values = [
    ...journalColumns(write.entries),
    last.recordedMs,
    ...transferColumns(rows),
    last.entry,
    head,
    ...balanceColumns(ids, write),
    tokens.next,
    tokens.believed,
    ...presenceColumns(ids, write.changed, (cell) => cell.loaded <= 0n && cell.quantity > 0n),
    ...presenceColumns(ids, write.changed, (cell) => cell.loaded > 0n && cell.quantity <= 0n),
  ];
  const statements = [...accountsAndLots(write, rows), { name: "write-books", text: JOURNAL, values }];
  await turn;
  try {
    for (const statement of statements) await client.query(statement);
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === DIVISION_BY_ZERO)
      throw new StaleHead(`the head is no longer at ${head}`);
    throw fault;
  }
};

const journalColumns = (entries: readonly Entry[]): (string | Buffer)[] => {
  const texts = (value: (entry: Entry) => string | undefined): Buffer => binaryTextArray(entries.map(value));
  return [
    plainArray(entries.map((each) => each.entry)),
    texts((each) => each.kind),
    texts((each) => each.device),
    texts((each) => each.observation),
    plainArray(entries.map((each) => each.revision)),
    texts((each) => each.observationKind),
    texts((each) => each.step),
    texts((each) => each.site),
    texts((each) => each.operator),
    texts((each) => each.result),
    texts((each) => each.reason),
    texts((each) => each.detail),
    plainArray(entries.map((each) => each.atMs)),
    plainArray(entries.map((each) => each.clockSuspect ?? false)),
    texts((each) => each.content),
    // A list of JSON, and seldom any.
    textArray(entries.map((each) => each.body && JSON.stringify(each.body))),
  ];
};

type TransferRow = Readonly<{ entry: number; n: number; transfer: Transfer; from: Known; to: Known; lot: Known }>;

/** Ids are looked up once a transfer: the keys that they are found by are long. */
const transferRows = (ids: Ids, entries: readonly Entry[]): TransferRow[] => {
  const rows: TransferRow[] = [];
  for (const { entry, transfers } of entries) {
    let n = 0;
    for (const transfer of transfers) {
      const { from, to, lot } = transfer;
      rows.push({ entry, n: ++n, transfer, from: ids.account(from), to: ids.account(to), lot: ids.lot(lot) });
    }
  }
  return rows;
};

const transferColumns = (rows: readonly TransferRow[]): string[] => [
  plainArray(rows.map((row) => row.entry)),
  plainArray(rows.map((row) => row.n)),
  plainArray(rows.map((row) => row.transfer.atMs)),
  plainArray(rows.map((row) => row.from.id)),
  plainArray(rows.map((row) => row.to.id)),
  plainArray(rows.map((row) => row.lot.id)),
  plainArray(rows.map((row) => row.transfer.quantity)),
];

const balanceColumns = (ids: Ids, { changed }: BooksWrite): (string | Buffer)[] => [
  plainArray(changed.map((cell) => ids.account(cell.account).id)),
  binaryTextArray(changed.map((cell) => cell.lot.gtin)),
  plainArray(changed.map((cell) => ids.lot(cell.lot).id)),
  plainArray(changed.map((cell) => cell.quantity - cell.loaded)),
  plainArray(changed.map((cell) => cell.account.family === "contra")),
];

/** Where goods lie now: what comes to a place that had none of the lot, and what leaves the last of it. */
const presenceColumns = (ids: Ids, changed: BooksWrite["changed"], isSuch: (cell: Cell) => boolean): string[] => {
  const cells: StockCell[] = [];
  for (const cell of changed) if (cell.account.family === "stock" && isSuch(cell)) cells.push(cell as StockCell);
  return [
    textArray(cells.map(({ account }) => account.site)),
    textArray(cells.map(({ account }) => account.location)),
    plainArray(cells.map(({ account }) => ids.account(account).id)),
    plainArray(cells.map(({ lot }) => ids.lot(lot).id)),
  ];
};

type StockCell = Cell & Readonly<{ account: StockAccount }>;

/** Of each write, what it inserts beside the journal. */
const inserted = new WeakMap<BooksWrite, readonly Known[]>();

/** Accounts and lots that are not known to be there. */
const accountsAndLots = (write: BooksWrite, rows: readonly TransferRow[]): Statement[] => {
  const accounts = new Map<Known, Account>();
  const lots = new Map<Known, Lot>();
  for (const { transfer, from, to, lot } of rows) {
    if (!from.stored) accounts.set(from, transfer.from);
    if (!to.stored) accounts.set(to, transfer.to);
    if (!lot.stored) lots.set(lot, transfer.lot);
  }
  if (accounts.size + lots.size === 0) return [];
  inserted.set(write, [...accounts.keys(), ...lots.keys()]);
  return [
    ...(accounts.size > 0 ? [newAccounts([...accounts].map(([{ id }, account]) => [id, account]))] : []),
    ...(lots.size > 0 ? [newLots([...lots].map(([{ id }, lot]) => [id, lot]))] : []),
  ];
};

const newAccounts = (rows: readonly (readonly [id: string, account: Account])[]): Statement => ({
  text: `INSERT INTO account (account, family, contra, site, location, parent, regime, hold, number, line, state)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::integer[], $11::text[])
    ON CONFLICT DO NOTHING`,
  values: [
    plainArray(rows.map(([id]) => id)),
    textArray(rows.map(([, account]) => account.family)),
    textArray(rows.map(([, account]) => (account.family === "contra" ? account.contra : null))),
    textArray(rows.map(([, account]) => (account.family === "stock" ? account.site : null))),
    textArray(rows.map(([, account]) => account.location)),
    textArray(rows.map(([, account]) => account.parent)),
    textArray(rows.map(([, account]) => account.regime)),
    textArray(rows.map(([, account]) => account.hold)),
    textArray(rows.map(([, account]) => ("number" in account ? account.number : null))),
    plainArray(rows.map(([, account]) => ("line" in account ? account.line : null))),
    textArray(rows.map(([, account]) => ("state" in account ? account.state : null))),
  ],
});

const newLots = (rows: readonly (readonly [id: string, lot: Lot])[]): Statement => ({
  text: `INSERT INTO lot (lot, gtin, uom, owner, book, line, batch, expiry, serial, origin)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::text[], $8::date[], $9::text[], $10::text[])
    ON CONFLICT DO NOTHING`,
  values: [
    plainArray(rows.map(([id]) => id)),
    textArray(rows.map(([, lot]) => lot.gtin)),
    textArray(rows.map(([, lot]) => lot.uom)),
    textArray(rows.map(([, lot]) => lot.owner)),
    textArray(rows.map(([, lot]) => lot.book)),
    plainArray(rows.map(([, lot]) => lot.line)),
    textArray(rows.map(([, lot]) => lot.batch)),
    plainArray(rows.map(([, lot]) => lot.expiry)),
    textArray(rows.map(([, lot]) => lot.serial)),
    textArray(rows.map(([, lot]) => lot.origin)),
  ],
});

/** Called after the commit: these rows need no insert again. */
export const rememberStored = (write: BooksWrite): void => {
  for (const known of inserted.get(write) ?? []) known.stored = true;
};
