/** A small journal with its balances, written as the books write them, so that readers can be held against it. */
import { createHash } from "node:crypto";
import type pg from "pg";

const uuid = (key: string): string =>
  createHash("md5")
    .update(key)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

export type Place =
  | Readonly<{ site: string; location: string; parent?: string; regime?: string; hold?: string }>
  | Readonly<{ contra: string }>;
export type Goods = Readonly<{
  gtin: string;
  owner?: string;
  book?: string;
  line?: number;
  batch?: string;
  expiry?: string;
  serial?: string;
  uom?: string;
}>;
export type Movement = Readonly<{ from: Place; to: Place; goods: Goods; quantity: number; at?: string }>;
export type EntryDraft = Readonly<{
  site?: string;
  at: string;
  recordedAt?: string;
  device?: string;
  observation?: string;
  step?: string;
  result?: string;
  reason?: string;
  kind?: string;
  revision?: number;
  message?: unknown;
  movements?: readonly Movement[];
}>;

export const SUPPLIER: Place = { contra: "supplier" };
export const at = (location: string, more: Partial<{ site: string; parent: string; regime: string; hold: string }> = {}): Place => ({
  site: "xiangtan",
  location,
  ...more,
});
export const lotId = (goods: Goods): string => uuid(`lot/${JSON.stringify(goods, Object.keys(goods).toSorted())}`);

const saveAccount = async (pool: pg.Pool, place: Place): Promise<string> => {
  const account = uuid(`account/${JSON.stringify(place)}`);
  const { site, location, parent, regime = "bonded", hold = "none", contra } = { ...place } as Record<string, string | undefined>;
  const values =
    contra === undefined ? ["stock", null, site, location, parent ?? null, regime, hold] : ["contra", contra, null, null, null, null, null];
  await pool.query(
    "INSERT INTO account (account, family, contra, site, location, parent, regime, hold) VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT DO NOTHING",
    [account, ...values],
  );
  return account;
};

const saveLot = async (pool: pg.Pool, goods: Goods): Promise<string> => {
  const lot = lotId(goods);
  await pool.query(
    "INSERT INTO lot (lot, gtin, uom, owner, book, line, batch, expiry, serial) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT DO NOTHING",
    [
      lot,
      goods.gtin,
      goods.uom ?? "EA",
      goods.owner ?? "acme",
      goods.book ?? null,
      goods.line ?? null,
      goods.batch ?? null,
      goods.expiry ?? null,
      goods.serial ?? null,
    ],
  );
  return lot;
};

const UNITS = 100_000;

/** Its number in the journal. */
export const writeEntry = async (pool: pg.Pool, draft: EntryDraft): Promise<number> => {
  const { rows } = await pool.query("UPDATE journal_head SET entry = entry + 1 RETURNING entry");
  const entry = Number(rows[0].entry);
  const recordedAt = draft.recordedAt ?? draft.at;
  await pool.query(
    `INSERT INTO journal (entry, kind, device, observation, revision, observation_kind, step, site, result, reason, at, recorded_at, message)
     VALUES ($1,$2,$3,$4,$5,'scan',$6,$7,$8,$9,$10,$11,$12)`,
    [
      entry,
      draft.kind ?? "observation",
      draft.device ?? "scan-1",
      draft.observation ?? `m${entry}`,
      draft.revision ?? 0,
      draft.step ?? "receiving",
      draft.site ?? "xiangtan",
      draft.result ?? "posted",
      draft.reason ?? null,
      draft.at,
      recordedAt,
      JSON.stringify(draft.message ?? { at: draft.at }),
    ],
  );
  for (const [n, move] of (draft.movements ?? []).entries()) {
    const [from, to, lot] = [await saveAccount(pool, move.from), await saveAccount(pool, move.to), await saveLot(pool, move.goods)];
    const quantity = Math.round(move.quantity * UNITS);
    await pool.query(
      "INSERT INTO transfer (entry, n, at, recorded_at, from_account, to_account, lot, quantity) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
      [entry, n, move.at ?? draft.at, recordedAt, from, to, lot, quantity],
    );
    for (const [account, sign, place] of [
      [from, -1, move.from],
      [to, 1, move.to],
    ] as const) {
      // Zero rows first, as the books do: the constraint looks at what an upsert proposes.
      await pool.query("INSERT INTO balance (account, gtin, lot, quantity, contra) VALUES ($1,$2,$3,0,$4) ON CONFLICT DO NOTHING", [
        account,
        move.goods.gtin,
        lot,
        "contra" in place,
      ]);
      await pool.query("UPDATE balance SET quantity = quantity + $3 WHERE account = $1 AND lot = $2", [account, lot, sign * quantity]);
    }
  }
  await keepPresent(pool);
  return entry;
};

/** What the writer of the books keeps beside the balances. */
const keepPresent = async (pool: pg.Pool): Promise<void> => {
  await pool.query(`
    DELETE FROM present;
    INSERT INTO present (site, location, account, lot)
    SELECT a.site, a.location, b.account, b.lot FROM balance b JOIN account a USING (account) WHERE a.family = 'stock' AND b.quantity > 0`);
};
