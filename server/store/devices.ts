import { createHash, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";
import type pg from "pg";
import { UP_KINDS, ackTopic, commandTopic, topicPrefix } from "#wire/device-topics.ts";
import type { Device, DeviceDraft, Devices, Page, ProvisionOutcome } from "../usecases/read-models.ts";
import { Conditions, optionalInstant, pageOf, readCursor, writeCursor } from "./conditions.ts";

/**
 * Devices and their secrets. A password is 32 random bytes shown once; what is kept is its SHA-256, enough for a random
 * secret and cheap at every connect, and the hash that a Mosquitto password file wants.
 */
const PASSWORD_BYTES = 32;
/** Mosquitto 2's own choice; the password is random, so stretching it adds nothing. */
const MOSQUITTO_ITERATIONS = 101;
const MOSQUITTO_SALT_BYTES = 12;
const MOSQUITTO_HASH_BYTES = 64;

const TOPIC_ROOT = "e";

export const secretHash = (password: string): Buffer => createHash("sha256").update(password, "utf8").digest();

/** `$7$iterations$salt$hash`: PBKDF2 with SHA-512, as `mosquitto_passwd` writes it. */
export const mosquittoHash = (password: string): string => {
  const salt = randomBytes(MOSQUITTO_SALT_BYTES);
  const hash = pbkdf2Sync(password, salt, MOSQUITTO_ITERATIONS, MOSQUITTO_HASH_BYTES, "sha512");
  return `$7$${MOSQUITTO_ITERATIONS}$${salt.toString("base64")}$${hash.toString("base64")}`;
};

const UPSERT = `
  INSERT INTO device AS d (device, site, kind, location, step, direction, unit, secret_hash, mosquitto_hash, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT (device) DO UPDATE SET site = EXCLUDED.site, kind = EXCLUDED.kind, location = EXCLUDED.location, step = EXCLUDED.step,
    direction = EXCLUDED.direction, unit = EXCLUDED.unit, secret_hash = EXCLUDED.secret_hash, mosquitto_hash = EXCLUDED.mosquitto_hash,
    created_at = EXCLUDED.created_at, revoked_at = NULL, online = false
  WHERE d.revoked_at IS NOT NULL`;

const REFERENCES = `
  SELECT EXISTS (SELECT FROM site WHERE site = $1) AS site,
    $2::text IS NULL OR EXISTS (SELECT FROM location WHERE site = $1 AND location = $2) OR EXISTS (SELECT FROM unit WHERE unit = $2) AS location,
    $3::text IS NULL OR EXISTS (SELECT FROM unit WHERE unit = $3) AS unit`;

const provision = async (pool: pg.Pool, draft: DeviceDraft, now: Date): Promise<ProvisionOutcome> => {
  const known = await pool.query<Record<"site" | "location" | "unit", boolean>>(REFERENCES, [draft.site, draft.location ?? null, draft.unit ?? null]);
  const found = known.rows[0];
  if (!found?.site) return { outcome: "unknown_site" };
  if (!found.location) return { outcome: "unknown_location" };
  if (!found.unit) return { outcome: "unknown_unit" };
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  const { rowCount } = await pool.query(UPSERT, [
    draft.device, draft.site, draft.kind, draft.location ?? null, draft.step ?? null, draft.direction ?? null, draft.unit ?? null,
    secretHash(password), mosquittoHash(password), now,
  ]);
  if (rowCount === 0) return { outcome: "exists" };
  return { outcome: "provisioned", topic: topicPrefix(draft.site, draft.device), username: draft.device, password };
};

type DeviceSqlRow = Readonly<{
  device: string; site: string; kind: Device["kind"]; location: string | null; step: string | null; direction: "in" | "out" | null; unit: string | null;
  online: boolean; last_seen_at: Date | null; last_seq: string | null; revoked_at: Date | null;
}>;
const COLUMNS = "device, site, kind, location, step, direction, unit, online, last_seen_at, last_seq, revoked_at";

const toDevice = ({ last_seen_at: lastSeenAt, last_seq: lastSeq, revoked_at: revokedAt, ...row }: DeviceSqlRow): Device => ({
  ...row,
  topic: topicPrefix(row.site, row.device),
  lastSeenAt: optionalInstant(lastSeenAt),
  lastSeq: lastSeq === null ? null : Number(lastSeq),
  revokedAt: optionalInstant(revokedAt),
});

type DeviceFilter = Parameters<Devices["list"]>[0];

const list = async (pool: pg.Pool, filter: DeviceFilter): Promise<Page<Device>> => {
  const after = filter.after === undefined ? undefined : readCursor(filter.after, 1)[0];
  const where = new Conditions()
    .add(after, (value) => `device > ${value}`)
    .reach(filter.reach, "site")
    .add(filter.site, (value) => `site = ${value}`);
  const { rows } = await pool.query<DeviceSqlRow>(
    `SELECT ${COLUMNS} FROM device WHERE ${where.toString()} ORDER BY device LIMIT ${where.bind(filter.limit + 1)}`, where.values);
  const page = pageOf(rows, filter.limit, (last) => writeCursor([last.device]));
  return { rows: page.rows.map(toDevice), next: page.next };
};

type StandingRow = Readonly<{ device: string; site: string; secret_hash: Buffer; mosquitto_hash: string | null }>;

const findStanding = async (pool: pg.Pool, device: string): Promise<StandingRow | undefined> => {
  const { rows } = await pool.query<StandingRow>(
    "SELECT device, site, secret_hash, mosquitto_hash FROM device WHERE device = $1 AND revoked_at IS NULL", [device]);
  return rows[0];
};

/** Topic rules of one device: it writes what it may say, and reads what is said to it. */
const aclOf = ({ device, site }: StandingRow): string => {
  const prefix = topicPrefix(site, device);
  const write = UP_KINDS.map((kind) => `topic write ${prefix}/${kind}`);
  return [`user ${device}`, ...write, `topic read ${ackTopic(prefix)}`, `topic read ${commandTopic(prefix)}`, ""].join("\n");
};

type Account = Readonly<{ username: string; password: string }>;

const mosquittoFiles = async (pool: pg.Pool, server: Account | undefined): Promise<{ passwd: string; acl: string }> => {
  const { rows } = await pool.query<StandingRow>(
    "SELECT device, site, secret_hash, mosquitto_hash FROM device WHERE revoked_at IS NULL AND mosquitto_hash IS NOT NULL ORDER BY device");
  const own = server === undefined ? { passwd: "", acl: "" } : {
    passwd: `${server.username}:${mosquittoHash(server.password)}\n`,
    acl: `user ${server.username}\ntopic readwrite ${TOPIC_ROOT}/#\n\n`,
  };
  return {
    passwd: own.passwd + rows.map((row) => `${row.device}:${row.mosquitto_hash}\n`).join(""),
    acl: own.acl + rows.map((row) => `${aclOf(row)}\n`).join(""),
  };
};

export const createDevices = (pool: pg.Pool, now: () => Date): Devices => ({
  provision: (draft) => provision(pool, draft, now()),
  revoke: async (device) => {
    const { rowCount } = await pool.query(
      "UPDATE device SET revoked_at = $2, online = false WHERE device = $1 AND revoked_at IS NULL", [device, now()]);
    return rowCount === 1;
  },
  find: async (device) => {
    const { rows } = await pool.query<DeviceSqlRow>(`SELECT ${COLUMNS} FROM device WHERE device = $1`, [device]);
    return rows[0] && toDevice(rows[0]);
  },
  list: (filter) => list(pool, filter),
  knows: async (username, password) => {
    const standing = await findStanding(pool, username);
    return standing !== undefined && timingSafeEqual(standing.secret_hash, secretHash(password));
  },
  findTopic: async (username) => {
    const standing = await findStanding(pool, username);
    return standing && topicPrefix(standing.site, standing.device);
  },
  mosquittoFiles: (server) => mosquittoFiles(pool, server),
});
