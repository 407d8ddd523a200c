import type pg from "pg";
import type { ControlledSite } from "../usecases/customs/acts.ts";
import type { DocumentLink } from "../usecases/customs/ports.ts";

/** Sites whose gates and stock customs controls. */
export const listControlledSites = async (pool: pg.Pool): Promise<ControlledSite[]> =>
  (await pool.query<ControlledSite>("SELECT site, kind FROM site WHERE customs IS NOT NULL ORDER BY site")).rows;

/** Documents that the gate moved lately: what is owed by them may not have been looked at before the process ended. */
export const listLatelyPassed = async (pool: pg.Pool, sinceMs: number, limit: number): Promise<DocumentLink[]> =>
  (
    await pool.query<DocumentLink>(
      `SELECT kind, number FROM customs_document
       WHERE kind IN ('inventory', 'stock_document', 'pass') AND changed_at >= to_timestamp($1 / 1000.0) ORDER BY changed_at DESC LIMIT $2`,
      [sinceMs, limit],
    )
  ).rows;
