import type pg from "pg";
import type { TariffRow } from "../usecases/customs/tariff-table.ts";
import { plainArray, textArray } from "./books/arrays.ts";
import { contentToJson } from "./books/documents.ts";

/** Rates, each from its day; a row that is there as it is stays untouched. How many were new or changed. */
export const putTariff = async (pool: pg.Pool, rows: readonly TariffRow[]): Promise<number> => {
  const result = await pool.query(
    `INSERT INTO tariff AS t (hs_code, valid_from, valid_to, name, content, source)
     SELECT * FROM unnest($1::text[], $2::date[], $3::date[], $4::text[], $5::jsonb[], $6::text[])
     ON CONFLICT (hs_code, valid_from) DO UPDATE
       SET valid_to = EXCLUDED.valid_to, name = EXCLUDED.name, content = EXCLUDED.content, source = EXCLUDED.source
     WHERE (t.valid_to, t.name, t.content, t.source) IS DISTINCT FROM (EXCLUDED.valid_to, EXCLUDED.name, EXCLUDED.content, EXCLUDED.source)`,
    [
      textArray(rows.map(({ rate }) => rate.hsCode)),
      plainArray(rows.map(({ rate }) => rate.validFrom)),
      plainArray(rows.map(({ rate }) => rate.validTo ?? null)),
      textArray(rows.map(({ name }) => name)),
      textArray(rows.map(({ rate }) => contentToJson(rate))),
      textArray(rows.map(({ rate }) => rate.source)),
    ],
  );
  return result.rowCount ?? 0;
};
