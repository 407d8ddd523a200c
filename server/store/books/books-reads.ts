import type pg from "pg";
import { recordedKey, type BooksTransaction, type Recorded, type UnsettledRow } from "../../usecases/books-ports.ts";
import { textArray } from "./arrays.ts";
import { factFromJson } from "./rows.ts";

/** What the one writer asks of the books before it decides. */
export type BooksReads = Pick<BooksTransaction, "listUnsettled" | "findUnsettled" | "findRelease" | "findOpenAlarm" | "acknowledgeAlarm">;

export const booksReads = (client: pg.ClientBase): BooksReads => ({
  listUnsettled: async (keys, limit, after) => {
    const { rows } = await client.query<UnsettledColumns>(
      `SELECT ${UNSETTLED_COLUMNS} FROM unsettled
       WHERE waits_for && $1::text[] AND ($3::bigint IS NULL OR (at, device, seq, entry) > (to_timestamp($3 / 1000.0), $4, $5, $6))
       ORDER BY at, device, seq, entry LIMIT $2`,
      [textArray(keys), limit, after?.fact.atMs, after?.fact.device, after?.fact.seq, after?.entry],
    );
    return rows.map(toUnsettled);
  },
  findUnsettled: async (entry) => {
    const { rows } = await client.query<UnsettledColumns>(`SELECT ${UNSETTLED_COLUMNS} FROM unsettled WHERE entry = $1`, [entry]);
    return rows[0] && toUnsettled(rows[0]);
  },
  findRelease: async (release) => {
    const { rows } = await client.query<{ content: string }>("SELECT content FROM release WHERE release = $1", [release]);
    return rows[0]?.content;
  },
  findOpenAlarm: async (alarm) => {
    const { rows } = await client.query<{ kind: string; site: string | null }>(
      "SELECT kind, site FROM alarm WHERE alarm = $1 AND state = 'open'",
      [alarm],
    );
    return rows[0];
  },
  acknowledgeAlarm: async (alarm, by, note, { atMs, entry }) => {
    await client.query(
      `UPDATE alarm SET state = 'acknowledged', acknowledged_by = $2, note = $3, acknowledged_at = to_timestamp($4 / 1000.0), entry = $5
       WHERE alarm = $1`,
      [alarm, by, note ?? null, atMs, entry],
    );
  },
});

/** Everything that something waits for. */
export const listWaitKeys = async (pool: pg.Pool): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ key: string }>("SELECT DISTINCT unnest(waits_for) AS key FROM unsettled ORDER BY key");
  return rows.map(({ key }) => key);
};

export const findRecorded = async (
  client: pg.ClientBase,
  keys: readonly Readonly<{ device: string; id: string }>[],
): Promise<ReadonlyMap<string, Recorded>> => {
  type Row = Readonly<{
    device: string;
    id: string;
    result: Recorded["result"];
    reason: string | null;
    detail: string | null;
    entry: string;
    message: string;
  }>;
  const { rows } = await client.query<Row>({
    name: "find-recorded",
    text: `SELECT DISTINCT ON (j.device, j.observation) j.device, j.observation AS id, j.result, j.reason, j.detail, j.entry, first.message
      FROM unnest($1::text[], $2::text[]) AS k(device, observation)
      JOIN journal j ON j.device = k.device AND j.observation = k.observation
      JOIN journal first ON first.device = j.device AND first.observation = j.observation AND first.revision = 0
      ORDER BY j.device, j.observation, j.revision DESC`,
    values: [textArray(keys.map((key) => key.device)), textArray(keys.map((key) => key.id))],
  });
  return new Map(
    rows.map((row) => [
      recordedKey(row.device, row.id),
      {
        content: row.message,
        result: row.result,
        entry: Number(row.entry),
        ...(row.reason !== null && { reason: row.reason }),
        ...(row.detail !== null && { detail: row.detail }),
      },
    ]),
  );
};

const UNSETTLED_COLUMNS = "entry, fact, reason, detail, waits_for, missing, recorded_at, revision";
type UnsettledColumns = Readonly<{
  entry: string;
  fact: unknown;
  reason: string;
  detail: string | null;
  waits_for: string[];
  recorded_at: Date;
  revision: number;
}>;

const toUnsettled = (row: UnsettledColumns): UnsettledRow => ({
  entry: Number(row.entry),
  fact: factFromJson(row.fact),
  reason: row.reason,
  detail: row.detail ?? "",
  waitsFor: row.waits_for,
  // Told to screens from the row itself; a settling decides it anew.
  missing: [],
  recordedMs: row.recorded_at.getTime(),
  revision: row.revision,
});
