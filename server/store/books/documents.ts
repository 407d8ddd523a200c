import type pg from "pg";
import type { BookStock } from "../../domain/customs/trade/checks.ts";
import type { FiledItem } from "../../domain/customs/trade/matching-list.ts";
import type { TariffRate } from "../../domain/customs/trade/tariff.ts";
import type { Obligation } from "../../domain/customs/obligations/obligation.ts";
import type { GoodsList } from "../../domain/customs/trade/list.ts";
import { plainArray, textArray } from "./arrays.ts";
import type {
  DocumentContent,
  DocumentKind,
  DocumentReads,
  FiledQuestion,
  FiledStock,
  ListGoods,
  StoredDocument,
} from "../../usecases/customs/ports.ts";

/** Documents as the one writer of the books reads them. As JSON a bigint is `{"$n":"125"}`, a map `{"$m":[[key, value]]}`. */

export const contentToJson = (content: object): string =>
  JSON.stringify(content, (_key, value: unknown) => {
    if (typeof value === "bigint") return { $n: value.toString() };
    return value instanceof Map ? { $m: [...value] } : value;
  });

export const contentFromJson = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(contentFromJson);
  if (typeof value !== "object" || value === null) return value;
  if ("$n" in value && typeof value.$n === "string") return BigInt(value.$n);
  if ("$m" in value && Array.isArray(value.$m)) return new Map(contentFromJson(value.$m) as [unknown, unknown][]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, contentFromJson(inner)]));
};

type DocumentColumns = Readonly<{
  kind: DocumentKind;
  number: string;
  aliases: string[] | null;
  site: string | null;
  owner: string | null;
  book: string | null;
  direction: "in" | "out" | null;
  channel: string | null;
  state: string;
  trio: string | null;
  plate: string | null;
  links: { kind: DocumentKind; number: string }[] | null;
  content: unknown;
}>;

const COLUMNS = `d.kind, d.number, d.site, d.owner, d.book, d.direction, d.channel, d.state, d.trio, d.plate, d.content,
  (SELECT array_agg(a.alias) FROM document_alias a WHERE a.kind = d.kind AND a.number = d.number) AS aliases,
  (SELECT json_agg(json_build_object('kind', l.to_kind, 'number', l.to_number)) FROM document_link l
   WHERE l.kind = d.kind AND l.number = d.number) AS links`;

const toDocument = (row: DocumentColumns): StoredDocument => ({
  kind: row.kind,
  number: row.number,
  aliases: row.aliases ?? [],
  site: row.site,
  owner: row.owner,
  book: row.book,
  direction: row.direction,
  channel: row.channel,
  state: row.state,
  trio: row.trio,
  plate: row.plate,
  links: row.links ?? [],
  content: contentFromJson(row.content) as DocumentContent,
});

export const documentReads = (client: pg.ClientBase): Omit<DocumentReads, "loadCells"> => ({
  findDocument: async (kind, key) => {
    const { rows } = await client.query<DocumentColumns>({
      name: "find-document",
      text: `SELECT ${COLUMNS} FROM customs_document d
        WHERE d.kind = $1 AND d.number IN (SELECT $2 UNION ALL SELECT a.number FROM document_alias a WHERE a.alias = $2 AND a.kind = $1)
        ORDER BY d.number = $2 DESC LIMIT 1`,
      values: [kind, key],
    });
    return rows[0] && toDocument(rows[0]);
  },
  listDocuments: async (keys) => {
    const { rows } = await client.query<DocumentColumns & { key: string }>({
      name: "list-documents",
      text: `WITH names AS (
          SELECT kind, key, key AS number, 0 AS rank FROM unnest($1::text[], $2::text[]) AS q(kind, key)
          UNION ALL SELECT q.kind, q.key, a.number, 1 FROM unnest($1::text[], $2::text[]) AS q(kind, key)
            JOIN document_alias a ON a.alias = q.key AND a.kind = q.kind)
        SELECT DISTINCT ON (n.kind, n.key) n.key, ${COLUMNS}
        FROM names n JOIN customs_document d ON d.kind = n.kind AND d.number = n.number ORDER BY n.kind, n.key, n.rank`,
      values: [textArray(keys.map(({ kind }) => kind)), textArray(keys.map(({ number }) => number))],
    });
    return rows.map((row) => ({ key: { kind: row.kind, number: row.key }, document: toDocument(row) }));
  },
  listLinked: async (to) => {
    const { rows } = await client.query<DocumentColumns>(
      `SELECT ${COLUMNS} FROM document_link k JOIN customs_document d ON d.kind = k.kind AND d.number = k.number
       WHERE k.to_kind = $1 AND k.to_number = $2`,
      [to.kind, to.number],
    );
    return rows.map(toDocument);
  },
  listTrio: async (trio) => {
    const { rows } = await client.query<DocumentColumns>(`SELECT ${COLUMNS} FROM customs_document d WHERE d.trio = $1`, [trio]);
    return rows.map(toDocument);
  },
  listTrios: async (trios) => {
    const { rows } = await client.query<DocumentColumns>(`SELECT ${COLUMNS} FROM customs_document d WHERE d.trio = ANY ($1::text[])`, [
      textArray(trios),
    ]);
    return rows.map(toDocument);
  },
  listInState: async ({ kind, site, states }) => {
    const { rows } = await client.query<DocumentColumns>(
      `SELECT ${COLUMNS} FROM customs_document d WHERE d.kind = $1 AND d.site = $2 AND d.state = ANY ($3::text[])`,
      [kind, site, textArray(states)],
    );
    return rows.map(toDocument);
  },
  listTimeline: async (kind, numbers) => {
    const { rows } = await client.query<{ type: string; at: Date }>(
      "SELECT type, at FROM document_event WHERE kind = $1 AND number = ANY ($2::text[]) ORDER BY entry, n",
      [kind, textArray(numbers)],
    );
    return rows.map(({ type, at }) => ({ type, atMs: at.getTime() }));
  },
  ...obligationReads(client),
  ...tradeReads(client),
});

type TradeReads = "findFiledBook" | "findListGoods" | "quotaUsed" | "listQuotas" | "listTariff";

const tradeReads = (client: pg.ClientBase): Pick<DocumentReads, TradeReads> => ({
  findFiledBook: (question) => findFiledBook(client, question),
  findListGoods: (list) => findListGoods(client, list),
  quotaUsed: async (buyer, year, exceptLists) => {
    const { rows } = await client.query<{ used: string }>(
      "SELECT COALESCE(sum(amount), 0)::text AS used FROM quota_use WHERE buyer = $1 AND year = $2 AND list <> ALL ($3::text[])",
      [buyer, year, textArray(exceptLists)],
    );
    return BigInt(rows[0]?.used ?? 0);
  },
  listQuotas: async (buyers, years) => {
    const { rows } = await client.query<{ buyer: string; year: number; list: string; amount: string }>(
      "SELECT buyer, year, list, amount FROM quota_use WHERE buyer = ANY ($1::text[]) AND year = ANY ($2::smallint[])",
      [textArray(buyers), plainArray(years)],
    );
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
  },
  listTariff: async (hsCodes) => {
    const codes = [...new Set(hsCodes.flatMap((code) => [code, code.slice(0, TARIFF_LINE_DIGITS)]))];
    const { rows } = await client.query<{ content: unknown }>("SELECT content FROM tariff WHERE hs_code = ANY ($1::text[])", [
      textArray(codes),
    ]);
    return rows.map((row) => contentFromJson(row.content) as TariffRate);
  },
});

const IS_OPEN = "state IN ('open', 'due_soon', 'overdue')";

const obligationReads = (client: pg.ClientBase): Pick<DocumentReads, "findObligation" | "listObligations" | "listFallenDue"> => ({
  findObligation: async (id) => {
    const { rows } = await client.query<{ content: unknown }>("SELECT content FROM obligation WHERE obligation = $1", [id]);
    return rows[0] && (contentFromJson(rows[0].content) as Obligation);
  },
  listObligations: async (owner) => {
    const { rows } = await client.query<{ content: unknown }>(`SELECT content FROM obligation WHERE owner = $1 AND ${IS_OPEN}`, [owner]);
    return rows.map((row) => contentFromJson(row.content) as Obligation);
  },
  listFallenDue: async (nowMs, limit) => {
    const { rows } = await client.query<{ content: unknown }>(
      `SELECT content FROM obligation
       WHERE (state IN ('open', 'due_soon') AND due_at < to_timestamp($1 / 1000.0))
         OR (state = 'open' AND due_soon_at <= to_timestamp($1 / 1000.0))
       ORDER BY due_at LIMIT $2`,
      [nowMs, limit],
    );
    return rows.map((row) => contentFromJson(row.content) as Obligation);
  },
});

/** A row of eight digits stands for the codes below it: see `rateOn`. */
const TARIFF_LINE_DIGITS = 8;

type FiledColumns = Readonly<{
  site: string;
  zone_firm: string;
  item: string | null;
  hs_code: string | null;
  goods_name: string | null;
  unit: string | null;
  actual: string | null;
  expired: string | null;
}>;

/** What is free of a book line, less what lies there past its expiry. */
const FILED_BOOK = `
  SELECT k.site, COALESCE(p.customs_code, k.owner) AS zone_firm, l.item_record_no AS item, l.hs_code, g.name ->> 'zh' AS goods_name,
    COALESCE(l.customs_unit, l.uom) AS unit,
    (SELECT sum(b.quantity)::text FROM account a JOIN balance b USING (account)
     WHERE a.family = 'book' AND a.number = l.book AND a.line = l.line AND a.state = 'actual') AS actual,
    (SELECT sum(b.quantity)::text FROM lot t JOIN balance b USING (lot) JOIN account a USING (account)
     WHERE t.book = l.book AND t.line = l.line AND a.family = 'stock' AND t.expiry < $3::date) AS expired
  FROM book k
  LEFT JOIN party p ON p.party = k.owner
  LEFT JOIN book_line l ON l.book = k.book AND l.item_record_no = ANY ($2::text[])
  LEFT JOIN product g ON g.gtin = l.gtin
  WHERE k.book = $1`;

const findFiledBook = async (client: pg.ClientBase, { book, items, day }: FiledQuestion): Promise<FiledStock | undefined> => {
  const { rows } = await client.query<FiledColumns>(FILED_BOOK, [book, textArray(items), day]);
  const [first] = rows;
  if (!first) return undefined;
  const filed = new Map<string, FiledItem>();
  const stock = new Map<string, BookStock>();
  for (const row of rows) {
    if (row.item === null) continue;
    const unit = row.unit ?? "";
    filed.set(row.item, { itemRecordNo: row.item, hsCode: row.hs_code ?? "", goodsName: row.goods_name ?? "", unit });
    const expired = BigInt(row.expired ?? 0);
    const free = BigInt(row.actual ?? 0) - expired;
    stock.set(row.item, { unit, available: free > 0n ? free : 0n, expired, mode: "1210" });
  }
  return { site: first.site, filed: { book, zoneFirm: first.zone_firm, items: filed }, stockOf: (item) => stock.get(item) };
};

/** The site is named as 监管场所, else the one that stands under the customs office; codes of firms and goods are the master data's. */
const findListGoods = async (client: pg.ClientBase, list: GoodsList): Promise<ListGoods | undefined> => {
  const { rows } = await client.query<{ site: string | null; owner: string | null }>(
    `SELECT
       (SELECT site FROM site WHERE site = $1 OR customs ->> 'office' IN ($2, $3) ORDER BY site = $1 DESC, customs ->> 'office' = $2 DESC LIMIT 1) AS site,
       COALESCE((SELECT party FROM party WHERE customs_code = $4 OR credit_code = $4 OR party = $4 LIMIT 1), $4) AS owner`,
    [list.premises ?? "", list.customsCode, list.portCode, list.merchant.code],
  );
  const [place] = rows;
  if (!place?.site || !place.owner) return undefined;
  const codes = list.lines.map(({ barCode }) => (barCode ?? "").padStart(GTIN_DIGITS, "0"));
  const items = list.lines.map(({ itemRecordNo, itemNo }) => itemRecordNo ?? itemNo ?? "");
  const found = await client.query<{ line: number; gtin: string }>(
    `SELECT k.line, COALESCE(p.gtin, (SELECT l.gtin FROM book_line l WHERE l.item_record_no = k.item ORDER BY l.book = $4 DESC LIMIT 1)) AS gtin
     FROM unnest($1::integer[], $2::text[], $3::text[]) AS k(line, code, item) LEFT JOIN product p ON p.gtin = k.code`,
    [plainArray(list.lines.map(({ line }) => line)), textArray(codes), textArray(items), list.book ?? ""],
  );
  const gtins = new Map(found.rows.flatMap(({ line, gtin }) => (gtin === null ? [] : [[line, gtin] as const])));
  return { site: place.site, owner: place.owner, gtins };
};

const GTIN_DIGITS = 14;
