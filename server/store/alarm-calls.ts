import type pg from "pg";
import type { AlarmCall, AlarmCallStore } from "../usecases/alarm-calls.ts";
import type { AlarmDraft } from "../usecases/ports.ts";
import { columns, inMs, transact, type Queryable } from "./tracking-transaction.ts";

/** Calls for alarms that wait to be carried over to the books. */
const kindOf = (call: AlarmCall): string => (call.call === "raise" ? call.draft.kind : call.kind);
const subjectOf = (call: AlarmCall): string => (call.call === "raise" ? call.draft.subject : call.subject);
const atOf = (call: AlarmCall): number => (call.call === "raise" ? call.draft.atMs : call.atMs);

export const callAlarms = async (client: Queryable, calls: readonly AlarmCall[]): Promise<void> => {
  if (calls.length === 0) return;
  await client.query(
    `INSERT INTO alarm_call (call, kind, subject, at, draft)
     SELECT call, kind, subject, to_timestamp(at / 1000), draft::jsonb
     FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::text[]) AS c (call, kind, subject, at, draft)`,
    columns(
      calls,
      (each) => each.call,
      kindOf,
      subjectOf,
      atOf,
      (each) => (each.call === "raise" ? JSON.stringify(each.draft) : null),
    ),
  );
};

type CallSqlRow = Readonly<{ n: string; call: string; kind: string; subject: string; at: Date; draft: AlarmDraft | null }>;

const toCall = (row: CallSqlRow): AlarmCall =>
  row.draft ? { call: "raise", draft: row.draft } : { call: "clear", kind: row.kind, subject: row.subject, atMs: inMs(row.at) };

/** One server at a time carries over, so that a clearing never overtakes its alarm. */
const TAKE_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('alarm_call')) AS mine";

export const createAlarmCallStore = (pool: pg.Pool): AlarmCallStore => ({
  takeCalls: (limit, deliver) =>
    transact(pool, async (client) => {
      const { rows: locks } = await client.query<{ mine: boolean }>(TAKE_LOCK);
      if (!locks[0]?.mine) return 0;
      const { rows } = await client.query<CallSqlRow>("SELECT n, call, kind, subject, at, draft FROM alarm_call ORDER BY n LIMIT $1", [
        limit,
      ]);
      if (rows.length === 0) return 0;
      await deliver(rows.map(toCall));
      await client.query("DELETE FROM alarm_call WHERE n = ANY($1::bigint[])", [rows.map((row) => row.n)]);
      return rows.length;
    }),
});
