import { createHash } from "node:crypto";
import type pg from "pg";
import type { HeldGoods } from "../../domain/customs/held-goods.ts";
import type { Ledger } from "../../domain/ledger/ledger.ts";
import type { FlowReads, MasterLine, StockCell, StockQuestion } from "../../usecases/customs/flow-ports.ts";
import { Conditions } from "../conditions.ts";
import { textArray } from "./arrays.ts";
import { ACCOUNT_COLUMNS, LOT_COLUMNS, toAccount, toLot, type AccountColumns, type LotColumns } from "./rows.ts";

/** Goods in stock as acts at the customs desk ask for them, and what came in by gate passes. */
type CellRow = AccountColumns & LotColumns & Readonly<{ quantity: string }>;

const LOT_TERMS = ["gtin", "batch", "serial", "owner", "book", "line"] as const;
const ACCOUNT_TERMS = ["location", "parent", "regime", "hold"] as const;

export const listStock = async (client: pg.ClientBase, ledger: Ledger, question: StockQuestion): Promise<readonly StockCell[]> => {
  const where = new Conditions().raw("a.family = 'stock'").add(question.site, (value) => `a.site = ${value}`);
  const term = (column: string, value: unknown): void => {
    if (value === null) where.raw(`${column} IS NULL`);
    else where.add(value, (bound) => `${column} = ${bound}`);
  };
  for (const name of ACCOUNT_TERMS) term(`a.${name}`, question[name]);
  for (const name of LOT_TERMS) term(`l.${name}`, question[name]);
  const { rows } = await client.query<CellRow>(
    `SELECT b.quantity, ${ACCOUNT_COLUMNS}, ${LOT_COLUMNS}
     FROM account a JOIN balance b ON b.account = a.account AND b.quantity <> 0 JOIN lot l ON l.lot = b.lot WHERE ${where.toString()}`,
    where.values,
  );
  const found = new Set<StockCell>();
  for (const row of rows) {
    const [account, lot] = [toAccount(row), toLot(row)];
    ledger.load(account, lot, BigInt(row.quantity));
    found.add(ledger.cell(account, lot) as StockCell);
  }
  // What earlier acts of the transaction moved there is not written yet.
  for (const cell of ledger.changed()) if (isAsked(question, cell as StockCell)) found.add(cell as StockCell);
  return [...found].filter(({ quantity }) => quantity > 0n);
};

const isAsked = (question: StockQuestion, { account, lot }: StockCell): boolean =>
  account.family === "stock" &&
  account.site === question.site &&
  ACCOUNT_TERMS.every((name) => question[name] === undefined || question[name] === account[name]) &&
  LOT_TERMS.every((name) => question[name] === undefined || question[name] === lot[name]);

export const findMasterLine: (client: pg.ClientBase, book: string, line: number) => ReturnType<FlowReads["findMasterLine"]> = async (
  client,
  book,
  line,
) => {
  const { rows } = await client.query<MasterLine>(
    "SELECT l.book, l.line, k.site, k.owner, l.gtin, l.uom FROM book_line l JOIN book k USING (book) WHERE l.book = $1 AND l.line = $2",
    [book, line],
  );
  return rows[0];
};

export const findBook: (client: pg.ClientBase, book: string) => ReturnType<FlowReads["findBook"]> = async (client, book) =>
  (await client.query<{ site: string; owner: string }>("SELECT site, owner FROM book WHERE book = $1", [book])).rows[0];

/** The entry that says that a pass has passed is the one that moved the goods. */
export const listArrivals = async (client: pg.ClientBase, passes: readonly string[]): Promise<readonly HeldGoods[]> => {
  const { rows } = await client.query<CellRow>(
    `SELECT t.quantity, ${ACCOUNT_COLUMNS}, ${LOT_COLUMNS}
     FROM document_event e
     JOIN transfer t ON t.entry = e.entry
     JOIN account a ON a.account = t.to_account AND a.family = 'stock' AND a.regime = 'bonded'
     JOIN lot l ON l.lot = t.lot
     WHERE e.kind = 'pass' AND e.type = 'passed' AND e.number = ANY ($1::text[])
       AND NOT EXISTS (SELECT FROM undone u WHERE u.entry = e.entry)
     ORDER BY t.entry, t.n`,
    [textArray(passes)],
  );
  return rows.flatMap((row) => {
    const account = toAccount(row);
    return account.family === "stock" ? [{ account, lot: toLot(row), quantity: BigInt(row.quantity) }] : [];
  });
};

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
