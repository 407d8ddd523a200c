import { createHash, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";
import type pg from "pg";
import { UP_KINDS, ackTopic, commandTopic, topicPrefix } from "#wire/device-topics.ts";
import type { Device, DeviceDraft, Devices, Page, ProvisionOutcome } from "../usecases/read-models.ts";
import { optionalInstant, pageOf, readCursor, writeCursor } from "./conditions.ts";
import type { Prisma, PrismaClient } from "./generated/client.ts";

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
  const known = await pool.query<Record<"site" | "location" | "unit", boolean>>(REFERENCES, [
    draft.site,
    draft.location ?? null,
    draft.unit ?? null,
  ]);
  const found = known.rows[0];
  if (!found?.site) return { outcome: "unknown_site" };
  if (!found.location) return { outcome: "unknown_location" };
  if (!found.unit) return { outcome: "unknown_unit" };
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  const { rowCount } = await pool.query(UPSERT, [
    draft.device,
    draft.site,
    draft.kind,
    draft.location ?? null,
    draft.step ?? null,
    draft.direction ?? null,
    draft.unit ?? null,
    secretHash(password),
    mosquittoHash(password),
    now,
  ]);
  if (rowCount === 0) return { outcome: "exists" };
  return { outcome: "provisioned", topic: topicPrefix(draft.site, draft.device), username: draft.device, password };
};

const SHOWN = {
  device: true,
  site: true,
  kind: true,
  location: true,
  step: true,
  direction: true,
  unit: true,
  online: true,
  lastSeenAt: true,
  lastSeq: true,
  revokedAt: true,
} as const;
type Shown = Prisma.DeviceGetPayload<{ select: typeof SHOWN }>;

/** What the columns may hold is what `provision` let in. */
const toDevice = (row: Shown): Device => ({
  ...row,
  kind: row.kind as Device["kind"],
  direction: row.direction as Device["direction"],
  topic: topicPrefix(row.site, row.device),
  lastSeenAt: optionalInstant(row.lastSeenAt),
  lastSeq: row.lastSeq === null ? null : Number(row.lastSeq),
  revokedAt: optionalInstant(row.revokedAt),
});

type DeviceFilter = Parameters<Devices["list"]>[0];

const list = async (prisma: PrismaClient, filter: DeviceFilter): Promise<Page<Device>> => {
  const after = filter.after === undefined ? undefined : (readCursor(filter.after, 1)[0] ?? "");
  const rows = await prisma.device.findMany({
    where: {
      AND: [
        filter.reach === "all" ? {} : { site: { in: [...filter.reach] } },
        filter.site === undefined ? {} : { site: filter.site },
        after === undefined ? {} : { device: { gt: after } },
      ],
    },
    select: SHOWN,
    orderBy: { device: "asc" },
    take: filter.limit + 1,
  });
  const page = pageOf(rows, filter.limit, (last) => writeCursor([last.device]));
  return { rows: page.rows.map(toDevice), next: page.next };
};

type StandingRow = Readonly<{ device: string; site: string; secret_hash: Buffer; mosquitto_hash: string | null }>;

const findStanding = async (pool: pg.Pool, device: string): Promise<StandingRow | undefined> => {
  const { rows } = await pool.query<StandingRow>(
    "SELECT device, site, secret_hash, mosquitto_hash FROM device WHERE device = $1 AND revoked_at IS NULL",
    [device],
  );
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
    "SELECT device, site, secret_hash, mosquitto_hash FROM device WHERE revoked_at IS NULL AND mosquitto_hash IS NOT NULL ORDER BY device",
  );
  const own =
    server === undefined
      ? { passwd: "", acl: "" }
      : {
          passwd: `${server.username}:${mosquittoHash(server.password)}\n`,
          acl: `user ${server.username}\ntopic readwrite ${TOPIC_ROOT}/#\n\n`,
        };
  return {
    passwd: own.passwd + rows.map((row) => `${row.device}:${row.mosquitto_hash}\n`).join(""),
    acl: own.acl + rows.map((row) => `${aclOf(row)}\n`).join(""),
  };
};

export type DeviceOptions = Readonly<{ pool: pg.Pool; prisma: PrismaClient; now: () => Date }>;

export const createDevices = ({ pool, prisma, now }: DeviceOptions): Devices => ({
  provision: (draft) => provision(pool, draft, now()),
  revoke: async (device) => {
    const { count } = await prisma.device.updateMany({ where: { device, revokedAt: null }, data: { revokedAt: now(), online: false } });
    return count === 1;
  },
  find: async (device) => {
    const row = await prisma.device.findUnique({ where: { device }, select: SHOWN });
    return row ? toDevice(row) : undefined;
  },
  list: (filter) => list(prisma, filter),
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
