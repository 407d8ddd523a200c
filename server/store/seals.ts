import type { SealReport } from "../usecases/tracking-ports.ts";
import { mayBeNewest, newestByKey } from "../domain/tracking/newest.ts";
import { columns, type Queryable } from "./tracking-transaction.ts";

/**
 * Seal messages are observations of the books; their newest state is kept here for screens. Call it inside the
 * transaction that writes them. An older message than the one that stands changes nothing.
 */
export const applySealStates = async (client: Queryable, reports: readonly SealReport[]): Promise<void> => {
  const timed = reports.map((report) => ({ ...report, clockSuspect: false })).filter(mayBeNewest);
  const newest = [...newestByKey(timed, ({ unit, seal }) => JSON.stringify([unit, seal])).values()];
  if (newest.length === 0) return;
  await client.query(
    `INSERT INTO seal_state AS stands (unit, seal, device, state, at)
     SELECT unit, seal, device, state, to_timestamp(at / 1000)
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[]) AS s (unit, seal, device, state, at)
     ORDER BY unit, seal
     ON CONFLICT (unit, seal) DO UPDATE SET device = excluded.device, state = excluded.state, at = excluded.at
     WHERE stands.at < excluded.at`,
    columns(
      newest,
      (row) => row.unit,
      (row) => row.seal,
      (row) => row.device,
      (row) => row.state,
      (row) => row.atMs,
    ),
  );
};
