import type pg from "pg";
import type { BookBalance, StockRow } from "../domain/customs/reports/daily-snapshot.ts";
import type { MovementRow, OpeningRow } from "../domain/customs/reports/monthly-report.ts";
import type { WriteOffRow } from "../domain/customs/reports/write-off.ts";
import type { Hold, Regime } from "../domain/ledger/account.ts";
import type { ReportReads } from "../usecases/customs/flow-ports.ts";

/**
 * What reports to customs are made of, each in one set-based question. As of an instant: what is there now, less what the journal
 * says has happened since. Goods that stand in no book are told by their product, as `gtin/…`, line 0.
 */
type LineColumns = Readonly<{ book: string; line: number; uom: string; quantity: string }>;

const LINE = "COALESCE(l.book, 'gtin/' || l.gtin) AS book, COALESCE(l.line, 0) AS line, l.uom";

/** Balances of the accounts in `here` as of $2, by account and lot. */
const THEN = `there AS (
  SELECT account, lot, sum(quantity) AS quantity FROM (
    SELECT b.account, b.lot, b.quantity::numeric FROM here JOIN balance b USING (account) WHERE b.quantity <> 0
    UNION ALL
    SELECT t.to_account, t.lot, -t.quantity FROM transfer t JOIN here ON here.account = t.to_account WHERE t.at >= to_timestamp($2 / 1000.0)
    UNION ALL
    SELECT t.from_account, t.lot, t.quantity FROM transfer t JOIN here ON here.account = t.from_account WHERE t.at >= to_timestamp($2 / 1000.0)
  ) ends GROUP BY account, lot HAVING sum(quantity) <> 0)`;

const STOCK_AT = `
  WITH here AS MATERIALIZED (SELECT account, regime, hold FROM account WHERE family = 'stock' AND site = $1), ${THEN}
  SELECT ${LINE}, h.regime, h.hold, sum(c.quantity)::text AS quantity
  FROM there c JOIN here h USING (account) JOIN lot l USING (lot) GROUP BY 1, 2, 3, 4, 5`;

const BONDED_AT = `
  WITH here AS MATERIALIZED (SELECT account FROM account WHERE family = 'stock' AND site = $1 AND regime = 'bonded'), ${THEN}
  SELECT ${LINE}, sum(c.quantity)::text AS quantity FROM there c JOIN lot l USING (lot) GROUP BY 1, 2, 3`;

const BALANCES_AT = `
  WITH here AS MATERIALIZED (
    SELECT a.account, a.number, a.line, a.state FROM book k JOIN account a ON a.family = 'book' AND a.number = k.book WHERE k.site = $1), ${THEN}
  SELECT h.number AS book, h.line, l.uom,
    COALESCE(sum(c.quantity) FILTER (WHERE h.state = 'actual'), 0)::text AS actual,
    COALESCE(sum(c.quantity) FILTER (WHERE h.state = 'incoming'), 0)::text AS incoming,
    COALESCE(sum(c.quantity) FILTER (WHERE h.state = 'outgoing'), 0)::text AS outgoing
  FROM there c JOIN here h USING (account) JOIN lot l USING (lot) GROUP BY 1, 2, 3`;

/** Into the bonded stock of the site, or out of it; what moves within it is neither. By line, direction and document. */
const MOVEMENTS = `
  WITH here AS MATERIALIZED (SELECT account FROM account WHERE family = 'stock' AND site = $1 AND regime = 'bonded'),
  moved AS (
    SELECT t.entry, t.lot, t.at, t.quantity::numeric, CASE WHEN i.account IS NULL THEN 'out' ELSE 'in' END AS direction
    FROM transfer t LEFT JOIN here i ON i.account = t.to_account LEFT JOIN here o ON o.account = t.from_account
    WHERE t.at >= to_timestamp($2 / 1000.0) AND t.at < to_timestamp($3 / 1000.0) AND (i.account IS NULL) <> (o.account IS NULL))
  SELECT ${LINE}, m.direction, d.number AS document, min(m.at) AS at, sum(m.quantity)::text AS quantity
  FROM moved m JOIN lot l USING (lot)
  LEFT JOIN LATERAL (SELECT e.number FROM document_event e WHERE e.entry = m.entry ORDER BY e.n LIMIT 1) d ON true
  GROUP BY 1, 2, 3, 4, 5`;

/** Movements of the formal balance (actual and outgoing) since $2, by what stands at the other end; 1 comes in, −1 goes out. */
const WRITE_OFF = `
  WITH formal AS MATERIALIZED (SELECT account, line FROM account WHERE family = 'book' AND number = $1 AND state IN ('actual', 'outgoing')),
  moved AS MATERIALIZED (
    SELECT COALESCE(i.line, o.line) AS line, l.uom, t.quantity::numeric AS quantity, t.at < to_timestamp($3 / 1000.0) AS within,
      CASE WHEN i.account IS NULL THEN -1 ELSE 1 END AS sign, COALESCE(c.contra, c.state) AS other
    FROM lot l JOIN transfer t USING (lot)
    LEFT JOIN formal i ON i.account = t.to_account LEFT JOIN formal o ON o.account = t.from_account
    JOIN account c ON c.account = CASE WHEN i.account IS NULL THEN t.to_account ELSE t.from_account END
    WHERE l.book = $1 AND t.at >= to_timestamp($2 / 1000.0) AND (i.account IS NULL) <> (o.account IS NULL)),
  now AS (
    SELECT f.line, l.uom, sum(b.quantity::numeric) AS quantity FROM formal f JOIN balance b USING (account) JOIN lot l USING (lot)
    WHERE b.quantity <> 0 GROUP BY 1, 2),
  lying AS (
    SELECT l.line, l.uom, sum(c.quantity) AS quantity FROM (
      SELECT b.lot, b.account, b.quantity::numeric FROM lot l JOIN balance b USING (lot) WHERE l.book = $1 AND b.quantity <> 0
      UNION ALL
      SELECT t.lot, e.account, e.sign * t.quantity FROM lot l JOIN transfer t USING (lot),
        LATERAL (VALUES (t.to_account, -1), (t.from_account, 1)) AS e (account, sign)
      WHERE l.book = $1 AND t.at >= to_timestamp($3 / 1000.0)) c
    JOIN account a ON a.account = c.account AND a.family = 'stock' AND a.regime = 'bonded' JOIN lot l USING (lot) GROUP BY 1, 2),
  lines AS (SELECT line, uom FROM moved UNION SELECT line, uom FROM now UNION SELECT line, uom FROM lying),
  sums AS (
    SELECT line, uom, sum(sign * quantity) AS since,
      sum(quantity) FILTER (WHERE within AND sign > 0 AND other NOT IN ('book_variance', 'book_conversion', 'book_opening')) AS imported,
      sum(quantity) FILTER (WHERE within AND sign > 0 AND other IN ('book_variance', 'book_conversion', 'book_opening')) AS increase,
      sum(quantity) FILTER (WHERE within AND sign < 0 AND other = 'book_inland') AS sale,
      sum(quantity) FILTER (WHERE within AND sign < 0 AND other = 'book_abroad') AS reexported,
      sum(quantity) FILTER (WHERE within AND sign < 0 AND other = 'book_zone') AS transferred,
      sum(quantity) FILTER (WHERE within AND sign < 0 AND other = 'book_destroyed') AS destroyed,
      sum(quantity) FILTER (WHERE within AND sign < 0
        AND other NOT IN ('book_inland', 'book_abroad', 'book_zone', 'book_destroyed')) AS decrease
    FROM moved GROUP BY 1, 2)
  SELECT n.line, n.uom, (COALESCE(w.quantity, 0) - COALESCE(s.since, 0))::text AS opening, COALESCE(s.imported, 0)::text AS imported,
    COALESCE(s.increase, 0)::text AS increase, COALESCE(s.sale, 0)::text AS sale, COALESCE(s.reexported, 0)::text AS reexported,
    COALESCE(s.transferred, 0)::text AS transferred, COALESCE(s.destroyed, 0)::text AS destroyed,
    COALESCE(s.decrease, 0)::text AS decrease, COALESCE(y.quantity, 0)::text AS lying
  FROM lines n LEFT JOIN sums s USING (line, uom) LEFT JOIN now w USING (line, uom) LEFT JOIN lying y USING (line, uom)`;

type WriteOffColumns = Readonly<{ line: number; uom: string }> &
  Readonly<
    Record<"opening" | "imported" | "increase" | "sale" | "reexported" | "transferred" | "destroyed" | "decrease" | "lying", string>
  >;

const toWriteOff = (book: string, row: WriteOffColumns): WriteOffRow => ({
  book,
  line: row.line,
  uom: row.uom,
  opening: BigInt(row.opening),
  imported: BigInt(row.imported),
  // Of processing, which a logistics book (物流账册) does not know.
  consumed: 0n,
  visibleLoss: 0n,
  domesticSale: BigInt(row.sale),
  reexported: BigInt(row.reexported),
  destroyed: BigInt(row.destroyed),
  transferredOut: BigInt(row.transferred),
  verifiedIncrease: BigInt(row.increase),
  verifiedDecrease: BigInt(row.decrease),
  actualRemain: BigInt(row.lying),
});

const toLine = ({ book, line, uom, quantity }: LineColumns): OpeningRow => ({ book, line, uom, quantity: BigInt(quantity) });

const KEPT = "kind = $1 AND site = $2 AND book IS NOT DISTINCT FROM $3";

export const createReportReads = (client: () => Promise<pg.ClientBase>): ReportReads => {
  const ask = async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<Row[]> =>
    (await (await client()).query<Row>(sql, [...values])).rows;
  return {
    listStock: async (site, untilMs) => {
      const rows = await ask<LineColumns & { regime: Regime; hold: Hold }>(STOCK_AT, [site, untilMs]);
      return rows.map((row): StockRow => ({ ...toLine(row), regime: row.regime, hold: row.hold }));
    },
    listBookBalances: async (site, untilMs) => {
      const rows = await ask<LineColumns & Record<"actual" | "incoming" | "outgoing", string>>(BALANCES_AT, [site, untilMs]);
      return rows.map(({ book, line, uom, ...row }): BookBalance => ({
        book,
        line,
        uom,
        actual: BigInt(row.actual),
        incoming: BigInt(row.incoming),
        outgoing: BigInt(row.outgoing),
      }));
    },
    listBonded: async (site, untilMs) => (await ask<LineColumns>(BONDED_AT, [site, untilMs])).map(toLine),
    listMovements: async (site, { fromMs, untilMs }) => {
      const rows = await ask<LineColumns & { direction: "in" | "out"; document: string | null; at: Date }>(MOVEMENTS, [
        site,
        fromMs,
        untilMs,
      ]);
      return rows.map((row): MovementRow => ({ ...toLine(row), atMs: row.at.getTime(), direction: row.direction, document: row.document }));
    },
    listWriteOff: async (book, { fromMs, untilMs }) =>
      (await ask<WriteOffColumns>(WRITE_OFF, [book, fromMs, untilMs])).map((row) => toWriteOff(book, row)),
    listDeducted: async (book, untilMs) => {
      const rows = await ask<{ number: string }>(
        `SELECT d.number FROM customs_document d
         WHERE d.kind = 'inventory' AND d.book = $1 AND d.state = 'done' AND EXISTS (SELECT FROM document_event e
           WHERE e.kind = d.kind AND e.number = d.number AND e.type = 'deducted' AND e.at < to_timestamp($2 / 1000.0))
         ORDER BY d.number`,
        [book, untilMs],
      );
      return rows.map(({ number }) => number);
    },
    findHash: async ({ kind, site, book, period }) =>
      (
        await ask<{ sha256: string }>(
          `SELECT encode(sha256, 'hex') AS sha256 FROM customs_report WHERE ${KEPT} AND period = $4 ORDER BY report DESC LIMIT 1`,
          [kind, site, book, period],
        )
      )[0]?.sha256,
    countPeriods: async ({ kind, site, book, period }) =>
      Number(
        (
          await ask<{ count: string }>(`SELECT count(DISTINCT period) FROM customs_report WHERE ${KEPT} AND period <> $4`, [
            kind,
            site,
            book,
            period,
          ])
        )[0]?.count ?? 0,
      ),
  };
};
