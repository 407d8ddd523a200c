import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import type pg from "pg";
import { SCOPES, type Scope, type Subject } from "../domain/access/can.ts";
import type { Audit, Idempotency, KeyRow, Keys, StoredAnswer } from "../usecases/read-models.ts";
import { instant, optionalInstant } from "./conditions.ts";
import type { PrismaClient } from "./generated/client.ts";

/** Integrator keys, the audit of denials and administrative acts, and the answers kept for repeats. */
const SECRET_BYTES = 32;
const KEY_ID_BYTES = 6;
const PREFIX = "entrepot";
/** `last_used_at` is for people: to the minute is enough. */
const LAST_USED_GRAIN = "1 minute";

const sha256 = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();

type KeySqlRow = Readonly<{
  key: string;
  name: string;
  scopes: string[];
  sites: string[] | null;
  created_at: Date;
  created_by: string;
  revoked_at: Date | null;
  last_used_at: Date | null;
}>;

const toKeyRow = (row: KeySqlRow): KeyRow => ({
  key: row.key,
  name: row.name,
  scopes: row.scopes,
  sites: row.sites,
  createdAt: instant(row.created_at),
  createdBy: row.created_by,
  revokedAt: optionalInstant(row.revoked_at),
  lastUsedAt: optionalInstant(row.last_used_at),
});

const isScope = (scope: string): scope is Scope => (SCOPES as readonly string[]).includes(scope);

/** Undefined for a key that is unknown or revoked. */
const findKey = async (pool: pg.Pool, secret: string): Promise<Subject | undefined> => {
  const { rows } = await pool.query<Pick<KeySqlRow, "key" | "name" | "scopes" | "sites"> & { stale: boolean }>(
    `SELECT key, name, scopes, sites, last_used_at IS NULL OR last_used_at < now() - interval '${LAST_USED_GRAIN}' AS stale
     FROM integrator_key WHERE secret_hash = $1 AND revoked_at IS NULL`,
    [sha256(secret)],
  );
  const found = rows[0];
  if (!found) return undefined;
  if (found.stale) await pool.query("UPDATE integrator_key SET last_used_at = now() WHERE key = $1", [found.key]);
  return { kind: "key", key: found.key, name: found.name, scopes: found.scopes.filter(isScope), sites: found.sites };
};

export type KeyStore = Keys & Readonly<{ find(secret: string): Promise<Subject | undefined> }>;

export const createKeys = (pool: pg.Pool): KeyStore => ({
  find: (secret) => findKey(pool, secret),
  list: async () => {
    const { rows } = await pool.query<KeySqlRow>(
      "SELECT key, name, scopes, sites, created_at, created_by, revoked_at, last_used_at FROM integrator_key ORDER BY created_at, key",
    );
    return rows.map(toKeyRow);
  },
  create: async ({ name, scopes, sites, by }) => {
    const key = randomBytes(KEY_ID_BYTES).toString("hex");
    const secret = `${PREFIX}_${key}_${randomBytes(SECRET_BYTES).toString("base64url")}`;
    await pool.query(
      "INSERT INTO integrator_key (key, name, secret_hash, scopes, sites, created_at, created_by) VALUES ($1, $2, $3, $4, $5, now(), $6)",
      [key, name, sha256(secret), scopes, sites, by],
    );
    return { key, secret };
  },
  revoke: async (key) => {
    const { rowCount } = await pool.query("UPDATE integrator_key SET revoked_at = now() WHERE key = $1 AND revoked_at IS NULL", [key]);
    return rowCount === 1;
  },
});

export const createAudit = (prisma: PrismaClient): Audit => ({
  write: async (line) => {
    await prisma.audit.create({ data: { ...line }, select: { audit: true } });
  },
});

/** A repeat may come this late; after that the key is free again. */
const KEPT = "24 hours";
/** A first request that has been under way for longer died with its server. */
const ABANDONED = "2 minutes";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

/** An answer may hold a password that is shown once, so it is sealed under the caller's key, which is kept nowhere. */
const sealingKey = (caller: string, key: string): Buffer => Buffer.from(hkdfSync("sha256", key, caller, "entrepot idempotent answer", 32));

const seal = (body: Uint8Array, key: Buffer): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = Buffer.concat([cipher.update(body), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
};

const unseal = (sealed: Buffer, key: Buffer): Uint8Array => {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
};

const CLAIM = `
  INSERT INTO idempotency AS i (caller, key_hash, request_hash) VALUES ($1, $2, $3)
  ON CONFLICT (caller, key_hash) DO UPDATE SET request_hash = EXCLUDED.request_hash, status = NULL, answer = NULL, created_at = now()
  WHERE i.created_at < now() - interval '${KEPT}' OR (i.status IS NULL AND i.created_at < now() - interval '${ABANDONED}')`;

type AnswerSqlRow = Readonly<{ request_hash: Buffer; status: number | null; answer: Buffer | null }>;

const begin = async (
  pool: pg.Pool,
  slot: Parameters<Idempotency["begin"]>[0],
): Promise<"first" | "in_progress" | "differs" | StoredAnswer> => {
  const keyHash = sha256(slot.key);
  const claimed = await pool.query(CLAIM, [slot.caller, keyHash, slot.hash]);
  if (claimed.rowCount === 1) return "first";
  const { rows } = await pool.query<AnswerSqlRow>(
    "SELECT request_hash, status, answer FROM idempotency WHERE caller = $1 AND key_hash = $2",
    [slot.caller, keyHash],
  );
  const kept = rows[0];
  if (!kept) return "in_progress";
  if (!kept.request_hash.equals(slot.hash)) return "differs";
  if (kept.status === null || kept.answer === null) return "in_progress";
  return { status: kept.status, body: unseal(kept.answer, sealingKey(slot.caller, slot.key)) };
};

export const createIdempotency = (pool: pg.Pool): Idempotency & Readonly<{ sweep(): Promise<void> }> => ({
  begin: (slot) => begin(pool, slot),
  finish: async ({ caller, key }, answer) => {
    await pool.query("UPDATE idempotency SET status = $3, answer = $4 WHERE caller = $1 AND key_hash = $2", [
      caller,
      sha256(key),
      answer.status,
      seal(answer.body, sealingKey(caller, key)),
    ]);
  },
  forget: async ({ caller, key }) => {
    await pool.query("DELETE FROM idempotency WHERE caller = $1 AND key_hash = $2 AND status IS NULL", [caller, sha256(key)]);
  },
  sweep: async () => {
    await pool.query(`DELETE FROM idempotency WHERE created_at < now() - interval '${KEPT}'`);
  },
});
