import type pg from "pg";
import { formatQuantity } from "../domain/basics/quantity.ts";
import type { Account, Hold, Regime } from "../domain/ledger/account.ts";
import type { JournalAccount, JournalEntry, JournalLot, JournalTransfer } from "../usecases/read-models.ts";
import { instant } from "./conditions.ts";

/** Entries of the journal with their transfers, as they are shown. */
export type JournalSqlRow = Readonly<{
  entry: string;
  kind: JournalEntry["kind"];
  device: string | null;
  observation: string | null;
  observation_kind: JournalEntry["observationKind"] | null;
  step: string | null;
  site: string | null;
  operator: string | null;
  result: JournalEntry["result"] | null;
  reason: string | null;
  detail: string | null;
  at: Date;
  recorded_at: Date;
  body: Record<string, unknown> | null;
}>;

export const JOURNAL_COLUMNS = `j.entry, j.kind, j.device, j.observation, j.observation_kind, j.step, j.site, j.operator,
  j.result, j.reason, j.detail, j.at, j.recorded_at, j.body`;

const TRANSFER_QUERY = `
  SELECT t.entry, t.quantity::text AS quantity,
    to_json(f) AS "from", to_json(g) AS "to", to_json(l) AS lot
  FROM transfer t
  JOIN account f ON f.account = t.from_account
  JOIN account g ON g.account = t.to_account
  JOIN lot l ON l.lot = t.lot
  WHERE t.entry = ANY($1::bigint[])
  ORDER BY t.entry, t.n`;

export type AccountJson = Readonly<{
  family: Account["family"];
  contra: string | null;
  site: string | null;
  location: string | null;
  parent: string | null;
  regime: Regime | null;
  hold: Hold | null;
  number: string | null;
  line: number | null;
  state: string | null;
}>;
type TransferSqlRow = Readonly<{ entry: string; quantity: string; from: AccountJson; to: AccountJson; lot: JournalLot }>;

export const toJournalAccount = (account: AccountJson): JournalAccount => ({
  family: account.family,
  ...(typeof account.contra === "string" && { contra: account.contra }),
  ...(typeof account.site === "string" && { site: account.site }),
  ...(account.location !== null && { location: account.location }),
  ...(account.family === "stock" || account.parent !== null ? { parent: account.parent } : {}),
  ...(account.regime !== null && { regime: account.regime }),
  ...(account.hold !== null && { hold: account.hold }),
  ...(account.number !== null && { number: account.number }),
  ...(account.line !== null && { line: account.line }),
  ...(account.state !== null && { state: account.state }),
});

const toTransfer = (row: TransferSqlRow): JournalTransfer => ({
  from: toJournalAccount(row.from),
  to: toJournalAccount(row.to),
  lot: row.lot,
  quantity: formatQuantity(BigInt(row.quantity)),
  uom: row.lot.uom,
});

const present = <Key extends string, Value>(key: Key, value: Value | null): { [key in Key]?: Value } =>
  (value === null ? {} : { [key]: value }) as { [key in Key]?: Value };

const toEntry = (row: JournalSqlRow, transfers: JournalTransfer[]): JournalEntry => ({
  entry: Number(row.entry),
  kind: row.kind,
  ...present("device", row.device),
  ...present("observation", row.observation),
  ...present("observationKind", row.observation_kind ?? null),
  ...present("step", row.step),
  ...present("result", row.result ?? null),
  ...present("reason", row.reason),
  ...present("detail", row.detail),
  ...present("site", row.site),
  ...present("operator", row.operator),
  at: instant(row.at),
  recordedAt: instant(row.recorded_at),
  transfers,
  ...present("body", row.body),
});

/** Adds the transfers to rows that were selected with `JOURNAL_COLUMNS`. */
export const withTransfers = async (pool: pg.Pool, rows: readonly JournalSqlRow[]): Promise<JournalEntry[]> => {
  if (rows.length === 0) return [];
  const found = await pool.query<TransferSqlRow>(TRANSFER_QUERY, [rows.map((row) => row.entry)]);
  const byEntry = new Map<string, JournalTransfer[]>();
  for (const row of found.rows) {
    const transfers = byEntry.get(row.entry);
    if (transfers) transfers.push(toTransfer(row));
    else byEntry.set(row.entry, [toTransfer(row)]);
  }
  return rows.map((row) => toEntry(row, byEntry.get(row.entry) ?? []));
};
