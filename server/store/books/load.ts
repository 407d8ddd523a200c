import type pg from "pg";
import type { Books, Earlier, OpenRelease, Passage, StandingCount } from "../../domain/custody/books.ts";
import { holdKey } from "../../domain/custody/books.ts";
import type { Needs } from "../../domain/custody/needs.ts";
import type { GatePass } from "../../domain/customs/documents/gate-pass.ts";
import type { Account, Hold } from "../../domain/ledger/account.ts";
import type { Ledger } from "../../domain/ledger/ledger.ts";
import { lotKey, type Lot } from "../../domain/ledger/lot.ts";
import type { Transfer } from "../../domain/ledger/transfer.ts";
import { recordedKey } from "../../usecases/books-ports.ts";
import { plainArray, textArray } from "./arrays.ts";
import type { Ids } from "./ids.ts";
import { ACCOUNT_COLUMNS, LOT_COLUMNS, toAccount, toLot, type AccountColumns, type LotColumns } from "./rows.ts";

/** Loads what a batch of facts needs, each kind of key in one set-based query. */

type BalanceRow = AccountColumns & LotColumns & Readonly<{ quantity: string }>;

const BALANCES = `SELECT b.quantity, ${ACCOUNT_COLUMNS}, ${LOT_COLUMNS}`;
const BY_PLACE_AND_PRODUCT = `${BALANCES}
  FROM unnest($1::text[], $2::text[], $3::text[]) AS k(site, location, gtin)
  JOIN account a ON a.family = 'stock' AND a.site = k.site AND a.location = k.location
  JOIN balance b ON b.account = a.account AND b.gtin = k.gtin AND b.quantity <> 0
  JOIN lot l ON l.lot = b.lot`;
const BY_PLACE = `${BALANCES}
  FROM unnest($1::text[], $2::text[]) AS k(site, location)
  JOIN account a ON a.family = 'stock' AND a.site = k.site AND a.location = k.location
  JOIN balance b ON b.account = a.account AND b.quantity <> 0
  JOIN lot l ON l.lot = b.lot`;
const BY_PARENT = `${BALANCES}
  FROM account a JOIN balance b ON b.account = a.account AND b.quantity <> 0 JOIN lot l ON l.lot = b.lot
  WHERE a.parent = ANY($1::text[])`;
const BY_SERIAL = `${BALANCES}
  FROM unnest($1::text[], $2::text[]) AS k(gtin, serial)
  JOIN lot l ON l.serial = k.serial AND l.gtin = k.gtin
  JOIN balance b ON b.lot = l.lot AND b.quantity <> 0
  JOIN account a ON a.account = b.account`;
const BY_CARRIER = `${BALANCES}
  FROM account a JOIN balance b ON b.account = a.account AND b.quantity <> 0 JOIN lot l ON l.lot = b.lot
  WHERE a.contra = 'carrier' AND a.location = ANY($1::text[])`;

/** Contra accounts are not asked for: what they come to matters only at the limit of what a balance can say. */
const CONTRAS_OF_PRODUCTS = `${BALANCES}
  FROM lot l JOIN balance b ON b.lot = l.lot AND b.contra JOIN account a ON a.account = b.account
  WHERE l.gtin = ANY($1::text[])`;

/** Keys that are in the working set already need no query: see `books-store.ts`. */
export type LoadedKeys = Readonly<{
  placesByProduct: Set<string>;
  places: Set<string>;
  parents: Set<string>;
  serials: Set<string>;
  carriers: Set<string>;
  /** For each unit the instant from which no passage of it is in the books. */
  passagesUntil: Map<string, number>;
}>;

export const noKeys = (): LoadedKeys => ({
  placesByProduct: new Set(),
  places: new Set(),
  parents: new Set(),
  serials: new Set(),
  carriers: new Set(),
  passagesUntil: new Map(),
});

const missingOf = <Value>(keys: Iterable<readonly [string, Value]>, loaded: Set<string>): Value[] => {
  const missing: Value[] = [];
  for (const [key, value] of keys) {
    if (loaded.has(key)) continue;
    loaded.add(key);
    missing.push(value);
  }
  return missing;
};

const asEntries = (keys: ReadonlySet<string>): [string, string][] => [...keys].map((key) => [key, key]);

export const loadBalances = async (client: pg.ClientBase, needs: Needs, ledger: Ledger, loaded: LoadedKeys): Promise<void> => {
  const fill = async (sql: string, parameters: readonly string[]): Promise<void> => {
    const { rows } = await client.query<BalanceRow>(sql, [...parameters]);
    for (const row of rows) ledger.load(toAccount(row), toLot(row), BigInt(row.quantity));
  };
  const products = missingOf(needs.placesByProduct, loaded.placesByProduct);
  if (products.length > 0)
    await fill(BY_PLACE_AND_PRODUCT, [
      textArray(products.map((each) => each.site)),
      textArray(products.map((each) => each.location)),
      textArray(products.map((each) => each.gtin)),
    ]);
  const places = missingOf(needs.places, loaded.places);
  if (places.length > 0) await fill(BY_PLACE, [textArray(places.map((each) => each.site)), textArray(places.map((each) => each.location))]);
  const parents = missingOf(asEntries(needs.parents), loaded.parents);
  if (parents.length > 0) await fill(BY_PARENT, [textArray(parents)]);
  const serials = missingOf(needs.serials, loaded.serials);
  if (serials.length > 0)
    await fill(BY_SERIAL, [textArray(serials.map((each) => each.gtin)), textArray(serials.map((each) => each.serial))]);
  const carriers = missingOf(asEntries(needs.carriers), loaded.carriers);
  if (carriers.length > 0) await fill(BY_CARRIER, [textArray(carriers)]);
};

/** Balances of named accounts and lots, whatever they are. */
export const loadCells = async (
  client: pg.ClientBase,
  ids: Ids,
  ends: readonly Readonly<{ account: Account; lot: Lot }>[],
  ledger: Ledger,
): Promise<void> => {
  const cells = [...new Map(ends.map((end) => [`${ids.account(end.account).id}/${ids.lot(end.lot).id}`, end])).values()];
  const { rows } = await client.query<{ n: string; quantity: string }>(
    `SELECT k.n, b.quantity FROM unnest($1::uuid[], $2::text[], $3::uuid[]) WITH ORDINALITY AS k(account, gtin, lot, n)
     JOIN balance b ON b.account = k.account AND b.gtin = k.gtin AND b.lot = k.lot`,
    [
      plainArray(cells.map(({ account }) => ids.account(account).id)),
      textArray(cells.map(({ lot }) => lot.gtin)),
      plainArray(cells.map(({ lot }) => ids.lot(lot).id)),
    ],
  );
  for (const { n, quantity } of rows) {
    const end = cells[Number(n) - 1];
    if (end) ledger.load(end.account, end.lot, BigInt(quantity));
  }
};

/** Products that the batch names, or that lie where it moves something whole. */
const productsOf = (needs: Needs, ledger: Ledger): string[] => {
  const named = [...needs.placesByProduct.values(), ...needs.serials.values()];
  const cells = [
    ...[...needs.parents].flatMap((parent) => ledger.inParent(parent)),
    ...[...needs.places.values()].flatMap(({ site, location }) => ledger.atPlace(site, location)),
    ...[...needs.carriers].flatMap((unit) => ledger.onCarrier(unit)),
  ];
  return [...new Set([...named.map(({ gtin }) => gtin), ...cells.map(({ lot }) => lot.gtin)])];
};

export const loadContras = async (client: pg.ClientBase, needs: Needs, ledger: Ledger): Promise<void> => {
  const { rows } = await client.query<BalanceRow>(CONTRAS_OF_PRODUCTS, [textArray(productsOf(needs, ledger))]);
  for (const row of rows) ledger.load(toAccount(row), toLot(row), BigInt(row.quantity));
};

/**
 * Open releases of what the batch can move. A zone has thousands of them: by a gate goods leave under its own pass, or under a
 * release that no document made, so that no other is read for it.
 */
const RELEASES = (where: string): string => `
  SELECT r.release, r.site, r.owner, r.valid_until, r.document AS made_by, r.regime, r.becomes,
    n.n, n.gtin, n.batch, n.book, n.line, n.document, n.document_line, n.quantity - n.used AS left
  FROM release r JOIN release_line n USING (release) WHERE ${where} AND n.gtin = ANY($1::text[]) AND n.used < n.quantity`;
const OPEN_RELEASES = [
  "r.site = ANY($2::text[])",
  "r.site = ANY($3::text[]) AND r.document IS NULL",
  "r.site = ANY($3::text[]) AND r.document = ANY($4::text[])",
]
  .map(RELEASES)
  .join(" UNION");

export const loadReleases = async (
  client: pg.ClientBase,
  needs: Needs,
  { passes, ledger }: Readonly<{ passes: readonly GatePass[]; ledger: Ledger }>,
): Promise<OpenRelease[]> => {
  if (needs.releaseSites.size === 0 && needs.gates.length === 0) return [];
  type Row = Omit<OpenRelease, "left" | "validUntilMs" | "madeBy" | "documentLine"> &
    Readonly<{ left: string; valid_until: Date; made_by: string | null; document_line: number | null }>;
  const { rows } = await client.query<Row>(OPEN_RELEASES, [
    textArray(productsOf(needs, ledger)),
    textArray([...needs.releaseSites]),
    textArray([...new Set(needs.gates.map(({ site }) => site))]),
    textArray(passes.map(({ number }) => number)),
  ]);
  return rows.map(({ valid_until, left, made_by, document_line, ...row }) => ({
    ...row,
    madeBy: made_by,
    documentLine: document_line,
    validUntilMs: valid_until.getTime(),
    left: BigInt(left),
  }));
};

/** Counts at the places of the batch that are later than its earliest fact. */
export const loadCounts = async (client: pg.ClientBase, needs: Needs): Promise<StandingCount[]> => {
  const places = [...needs.placesByProduct.values(), ...needs.places.values()];
  if (places.length === 0) return [];
  type Row = Readonly<{ site: string; location: string; gtin: string | null; at: Date }>;
  const { rows } = await client.query<Row>(
    `SELECT DISTINCT c.site, c.location, c.gtin, c.at FROM stock_count c
     JOIN (SELECT DISTINCT * FROM unnest($1::text[], $2::text[])) AS k(site, location) USING (site, location)
     WHERE c.at > to_timestamp($3 / 1000.0) AND NOT EXISTS (SELECT FROM undone u WHERE u.entry = c.entry)`,
    [textArray(places.map((each) => each.site)), textArray(places.map((each) => each.location)), needs.earliestMs],
  );
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }));
};

/** What has been told of units since the facts about them. */
export const loadPassages = async (
  client: pg.ClientBase,
  units: ReadonlyMap<string, number>,
  passagesUntil: Map<string, number>,
): Promise<Passage[]> => {
  const asked = [...units].filter(([unit, sinceMs]) => sinceMs < (passagesUntil.get(unit) ?? Infinity));
  if (asked.length === 0) return [];
  type Row = Readonly<{
    unit: string;
    site: string | null;
    direction: Passage["direction"];
    at: Date;
    hold: Hold | null;
    last: Date | null;
  }>;
  const { rows } = await client.query<Row>(
    `SELECT k.unit, p.site, p.direction, p.at, p.hold, (SELECT max(at) FROM unit_passage l WHERE l.unit = k.unit) AS last
     FROM unnest($1::text[], $2::float8[]) AS k(unit, since)
     LEFT JOIN unit_passage p ON p.unit = k.unit AND p.at >= to_timestamp(k.since / 1000)
       AND NOT EXISTS (SELECT FROM undone u WHERE u.entry = p.entry)`,
    [textArray(asked.map(([unit]) => unit)), plainArray(asked.map(([, sinceMs]) => sinceMs))],
  );
  for (const { unit, last } of rows) passagesUntil.set(unit, last === null ? -Infinity : last.getTime() + 1);
  return rows.flatMap(({ unit, site, direction, at, hold }) =>
    site === null ? [] : [{ unit, site, direction, atMs: at.getTime(), ...(hold !== null && { hold }) }],
  );
};

export const loadIdentities = async (client: pg.ClientBase, codes: ReadonlySet<string>): Promise<Set<string>> => {
  if (codes.size === 0) return new Set();
  const { rows } = await client.query<{ code: string }>("SELECT code FROM identity WHERE code = ANY($1::text[])", [textArray([...codes])]);
  return new Set(rows.map((row) => row.code));
};

export const loadHeldBy = async (client: pg.ClientBase, ledger: Ledger, needs: Needs): Promise<Map<string, Set<string>>> => {
  const heldBy = new Map<string, Set<string>>();
  if (!needs.holds) return heldBy;
  const places = [...needs.places.values()].flatMap(({ site, location }) => ledger.atPlace(site, location));
  const cells = [...places, ...[...needs.parents].flatMap((parent) => ledger.inParent(parent))];
  const held = cells.filter(({ account }) => account.hold !== null && account.hold !== "none");
  if (held.length === 0) return heldBy;
  type Row = LotColumns & Readonly<{ hold: string; put_by: string }>;
  const { rows } = await client.query<Row>(
    `SELECT h.hold, h.put_by, ${LOT_COLUMNS} FROM hold_put h JOIN lot l USING (lot) WHERE l.gtin = ANY($1::text[])`,
    [textArray([...new Set(held.map(({ lot }) => lot.gtin))])],
  );
  for (const row of rows) {
    const key = holdKey(lotKey(toLot(row)), row.hold);
    heldBy.set(key, new Set(heldBy.get(key)).add(row.put_by));
  }
  return heldBy;
};

type TransferColumns = Readonly<{ quantity: string; at: Date; lot: LotColumns; from_account: AccountColumns; to_account: AccountColumns }>;

/** Selects transfers `t` as JSON rows that `toTransfer` reads. */
const TRANSFERS = `SELECT t.entry, t.quantity, t.at,
    json_build_object('gtin', l.gtin, 'uom', l.uom, 'owner', l.owner, 'book', l.book, 'line', l.line, 'batch', l.batch,
      'expiry', l.expiry, 'serial', l.serial, 'origin', l.origin) AS lot,
    to_jsonb(f) || jsonb_build_object('account_line', f.line) AS from_account, to_jsonb(o) || jsonb_build_object('account_line', o.line) AS to_account
  FROM transfer t JOIN lot l USING (lot) JOIN account f ON f.account = t.from_account JOIN account o ON o.account = t.to_account`;

const toTransfer = (row: TransferColumns): Transfer => ({
  from: toAccount(row.from_account),
  to: toAccount(row.to_account),
  lot: toLot(row.lot),
  quantity: BigInt(row.quantity),
  atMs: row.at.getTime(),
});

export const loadTransfersAfter = async (client: pg.ClientBase, places: Needs["countsAt"]): Promise<Books["listTransfersAfter"]> => {
  const byPlace = new Map<string, Transfer[]>();
  for (const { site, location, atMs } of places) {
    const { rows } = await client.query<TransferColumns>(
      `${TRANSFERS} WHERE t.at > to_timestamp($3 / 1000.0) AND ((f.site = $1 AND f.location = $2) OR (o.site = $1 AND o.location = $2))`,
      [site, location, atMs],
    );
    byPlace.set(`${site}/${location}`, rows.map(toTransfer));
  }
  return (site, location) => byPlace.get(`${site}/${location}`) ?? [];
};

/** What an undo reverses: all that an observation and its settlements moved. */
export const loadEarlier = async (
  client: pg.ClientBase,
  needs: Needs,
  { ledger, ids }: Readonly<{ ledger: Ledger; ids: Ids }>,
): Promise<Books["findEarlier"]> => {
  const found = new Map<string, Earlier>();
  for (const { device, id } of needs.earlier) {
    const earlier = await loadOneEarlier(client, { device, id }, ledger);
    const counted = (earlier?.transfers ?? []).flatMap(({ from, to, lot }) => [from, to].map((account) => ({ account, lot })));
    const inBooks = counted.filter(({ account }) => account.family === "book");
    if (inBooks.length > 0) await loadCells(client, ids, inBooks, ledger);
    if (earlier) found.set(recordedKey(device, id), earlier);
  }
  return (device, id) => found.get(recordedKey(device, id));
};

const loadOneEarlier = async (
  client: pg.ClientBase,
  { device, id }: Readonly<{ device: string; id: string }>,
  ledger: Ledger,
): Promise<Earlier | undefined> => {
  type Outcome = Readonly<{
    entry: string;
    result: string;
    undone: boolean;
    body: Readonly<{ uses?: readonly { release: string; n: number; quantity: string }[] }> | null;
  }>;
  const { rows } = await client.query<Outcome>(
    `SELECT j.entry, j.result, j.body, EXISTS (SELECT FROM undone u WHERE u.entry = first.entry) AS undone
     FROM journal j JOIN journal first ON first.device = j.device AND first.observation = j.observation AND first.revision = 0
     WHERE j.device = $1 AND j.observation = $2 ORDER BY j.revision`,
    [device, id],
  );
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last) return undefined;
  const entries = plainArray(rows.map((row) => row.entry));
  const transfers = await client.query<TransferColumns>(`${TRANSFERS} WHERE t.entry = ANY($1::bigint[]) ORDER BY t.entry, t.n`, [entries]);
  const moved = transfers.rows.map(toTransfer);
  await loadEnds(client, moved, ledger);
  const later = await client.query<{ entry: string }>(
    `SELECT DISTINCT t.entry FROM transfer t
     JOIN transfer m ON m.entry = ANY($1::bigint[]) AND t.lot = m.lot AND t.from_account = m.to_account AND t.entry > m.entry
     ORDER BY t.entry LIMIT 20`,
    [entries],
  );
  return {
    entries: rows.map((row) => Number(row.entry)),
    result: last.result,
    undone: first.undone,
    transfers: moved,
    uses: rows.flatMap((row) => (row.body?.uses ?? []).map((use) => ({ ...use, quantity: BigInt(use.quantity) }))),
    movedOnBy: later.rows.map((row) => Number(row.entry)),
  };
};

const loadEnds = async (client: pg.ClientBase, transfers: readonly Transfer[], ledger: Ledger): Promise<void> => {
  const ends = transfers.flatMap(({ from, to, lot }) => [from, to].map((account) => ({ account, gtin: lot.gtin })));
  const stock = ends.flatMap(({ account, gtin }) =>
    account.family === "stock" ? [{ site: account.site, location: account.location, gtin }] : [],
  );
  const units = ends.flatMap(({ account }) =>
    account.family === "contra" && account.contra === "carrier" ? [account.location ?? ""] : [],
  );
  const places = await client.query<BalanceRow>(BY_PLACE_AND_PRODUCT, [
    textArray(stock.map((each) => each.site)),
    textArray(stock.map((each) => each.location)),
    textArray(stock.map((each) => each.gtin)),
  ]);
  const carriers = await client.query<BalanceRow>(BY_CARRIER, [textArray([...new Set(units)])]);
  for (const row of [...places.rows, ...carriers.rows]) ledger.load(toAccount(row), toLot(row), BigInt(row.quantity));
};
