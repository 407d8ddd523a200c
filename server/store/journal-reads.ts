import type pg from "pg";
import type {
  JournalEntry,
  JournalFilter,
  JournalReads,
  ObservationStory,
  Page,
  PageRequest,
  Quarantined,
} from "../usecases/read-models.ts";
import { Conditions, instant, pageOf, readNumberCursor } from "./conditions.ts";
import { JOURNAL_COLUMNS, type JournalSqlRow, withTransfers } from "./journal-rows.ts";

/**
 * The journal in commit order, which is also the change feed. Filters by goods or place ask the transfers of an entry;
 * a place that few lots ever touched is found through those lots, a busy one by walking its site's entries.
 */
const FEW_LOTS = 200;

type Place = Readonly<{ accounts: string[]; lots: string[] }>;

const findPlace = async (pool: pg.Pool, site: string, location: string): Promise<Place> => {
  const accounts = await pool.query<{ account: string }>(
    "SELECT account FROM account WHERE family = 'stock' AND site = $1 AND location = $2",
    [site, location],
  );
  const ids = accounts.rows.map((row) => row.account);
  // Balances stay when they are empty, so they name every lot that was ever here.
  const lots = await pool.query<{ lot: string }>(
    "SELECT DISTINCT lot FROM (SELECT lot FROM balance WHERE account = ANY($1::uuid[]) LIMIT $2) AS seen",
    [ids, FEW_LOTS + 1],
  );
  return { accounts: ids, lots: lots.rows.map((row) => row.lot) };
};

const transferTerm = async (pool: pg.Pool, filter: JournalFilter, where: Conditions): Promise<string | undefined> => {
  const terms: string[] = [];
  if (filter.lot !== undefined) terms.push(`t.lot = ${where.bind(filter.lot)}::uuid`);
  if (filter.gtin !== undefined) terms.push(`t.lot IN (SELECT lot FROM lot WHERE gtin = ${where.bind(filter.gtin)})`);
  if (filter.site !== undefined && filter.location !== undefined) {
    const place = await findPlace(pool, filter.site, filter.location);
    const accounts = `${where.bind(place.accounts)}::uuid[]`;
    terms.push(`(t.from_account = ANY(${accounts}) OR t.to_account = ANY(${accounts}))`);
    if (place.lots.length <= FEW_LOTS) terms.push(`t.lot = ANY(${where.bind(place.lots)}::uuid[])`);
  }
  return terms.length === 0 ? undefined : `EXISTS (SELECT FROM transfer t WHERE t.entry = j.entry AND ${terms.join(" AND ")})`;
};

const list = async (pool: pg.Pool, filter: JournalFilter): Promise<Page<JournalEntry>> => {
  const order = filter.newest ? "DESC" : "ASC";
  const after = filter.after === undefined ? undefined : readNumberCursor(filter.after).toString();
  const where = new Conditions()
    .add(after, (value) => `j.entry ${filter.newest ? "<" : ">"} ${value}::bigint`)
    .reach(filter.reach, "j.site")
    .add(filter.site, (value) => `j.site = ${value}`)
    .add(filter.device, (value) => `j.device = ${value}`);
  const goods = await transferTerm(pool, filter, where);
  if (goods !== undefined) where.raw(goods);
  const { rows } = await pool.query<JournalSqlRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM journal j WHERE ${where.toString()} ORDER BY j.entry ${order} LIMIT ${where.bind(filter.limit + 1)}`,
    where.values,
  );
  const page = pageOf(rows, filter.limit, (last) => last.entry);
  return { rows: await withTransfers(pool, page.rows), next: page.next };
};

/** The entries with these numbers, in order. */
export const listEntries = async (pool: pg.Pool, entries: readonly number[]): Promise<JournalEntry[]> => {
  if (entries.length === 0) return [];
  const { rows } = await pool.query<JournalSqlRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM journal j WHERE j.entry = ANY($1::bigint[]) ORDER BY j.entry`,
    [entries],
  );
  return withTransfers(pool, rows);
};

type StorySqlRow = JournalSqlRow & Readonly<{ message: string | null; clock_suspect: boolean }>;

const readMessage = (text: string | null): unknown => {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const deviceTime = (message: unknown, fallback: string): string =>
  typeof message === "object" && message !== null && "at" in message && typeof message.at === "string" ? message.at : fallback;

const findObservation = async (pool: pg.Pool, device: string, id: string): Promise<ObservationStory | undefined> => {
  const { rows } = await pool.query<StorySqlRow>(
    `SELECT ${JOURNAL_COLUMNS}, j.message, j.clock_suspect FROM journal j
     WHERE j.device = $1 AND j.observation = $2 ORDER BY j.revision, j.entry`,
    [device, id],
  );
  const first = rows[0];
  const last = rows.findLast((row) => row.result !== null);
  if (!first || !last?.result || !first.observation_kind) return undefined;
  const message = readMessage(first.message);
  return {
    device,
    id,
    kind: first.observation_kind,
    site: first.site,
    at: instant(first.at),
    deviceAt: deviceTime(message, instant(first.at)),
    receivedAt: instant(first.recorded_at),
    clockSuspect: first.clock_suspect,
    message,
    result: last.result,
    ...(last.reason !== null && { reason: last.reason }),
    ...(last.detail !== null && { detail: last.detail }),
    history: await withTransfers(pool, rows),
  };
};

const PREVIEW_BYTES = 512;

type QuarantineSqlRow = Readonly<{
  quarantine: string;
  topic: string;
  device: string | null;
  reason: string;
  detail: string;
  head: Buffer;
  size: number;
  received_at: Date;
}>;

const toQuarantined = (row: QuarantineSqlRow): Quarantined => ({
  quarantine: Number(row.quarantine),
  topic: row.topic,
  device: row.device,
  reason: row.reason,
  detail: row.detail,
  bytes: row.size,
  preview: row.head.toString("utf8"),
  receivedAt: instant(row.received_at),
});

/** Newest first. */
const listQuarantine = async (pool: pg.Pool, { limit, after }: PageRequest): Promise<Page<Quarantined>> => {
  const before = after === undefined ? undefined : readNumberCursor(after).toString();
  const where = new Conditions().add(before, (value) => `quarantine < ${value}::bigint`);
  const { rows } = await pool.query<QuarantineSqlRow>(
    `SELECT quarantine, topic, device, reason, detail, substring(payload FROM 1 FOR ${PREVIEW_BYTES}) AS head, size, received_at
     FROM quarantine WHERE ${where.toString()} ORDER BY quarantine DESC LIMIT ${where.bind(limit + 1)}`,
    where.values,
  );
  const page = pageOf(rows, limit, (last) => last.quarantine);
  return { rows: page.rows.map(toQuarantined), next: page.next };
};

const findQuarantinedBytes = async (pool: pg.Pool, quarantine: number): Promise<Uint8Array | undefined> => {
  const { rows } = await pool.query<{ payload: Buffer }>("SELECT payload FROM quarantine WHERE quarantine = $1", [quarantine]);
  return rows[0]?.payload;
};

export const createJournalReads = (
  pool: pg.Pool,
): JournalReads & Readonly<{ listEntries(entries: readonly number[]): Promise<JournalEntry[]> }> => ({
  list: (filter) => list(pool, filter),
  listEntries: (entries) => listEntries(pool, entries),
  findObservation: (device, id) => findObservation(pool, device, id),
  listQuarantine: (page) => listQuarantine(pool, page),
  findQuarantinedBytes: (quarantine) => findQuarantinedBytes(pool, quarantine),
});
