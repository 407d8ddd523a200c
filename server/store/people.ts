import type pg from "pg";
import type { Role, Subject } from "../domain/access/can.ts";
import type { UserRow } from "../usecases/sessions.ts";
import { instant, optionalInstant } from "./conditions.ts";
import type { PrismaClient } from "./generated/client.ts";

/** People and what stands behind their sessions; the sessions themselves are made by the door. */
/** A session that has not been used for this long is over, whatever its cookie says. */
const IDLE = "30 minutes";
/** A session is over after a working day, used or not. */
const ABSOLUTE = "12 hours";
const SEEN_GRAIN = "1 minute";

type PersonSqlRow = Readonly<{ email: string; name: string; role: Role; sites: string[] }>;

export type People = Readonly<{
  count(): Promise<number>;
  list(): Promise<readonly UserRow[]>;
  /** Who a session belongs to, unless it is idle, too old, or the person is disabled. Marks it as used. */
  findBySession(sessionId: string): Promise<Subject | undefined>;
  isDisabled(personId: string): Promise<boolean>;
  setSites(email: string, sites: readonly string[]): Promise<void>;
  /** Ends every session as well. */
  disable(email: string): Promise<boolean>;
  /** The credential's new hash; ends every session. */
  setPasswordHash(email: string, hash: string): Promise<boolean>;
}>;

const findBySession = async (pool: pg.Pool, sessionId: string): Promise<Subject | undefined> => {
  const { rows } = await pool.query<PersonSqlRow & { stale: boolean }>(
    `SELECT p.email, p.name, p.role, p.sites, s.updated_at < now() - interval '${SEEN_GRAIN}' AS stale
     FROM login_session s JOIN person p ON p.id = s.user_id
     WHERE s.id = $1 AND p.disabled_at IS NULL
       AND s.updated_at > now() - interval '${IDLE}' AND s.created_at > now() - interval '${ABSOLUTE}'`,
    [sessionId],
  );
  const person = rows[0];
  if (!person) return undefined;
  if (person.stale) await pool.query("UPDATE login_session SET updated_at = now() WHERE id = $1", [sessionId]);
  return { kind: "user", user: person.email, name: person.name, role: person.role, sites: person.sites };
};

export const createPeople = (pool: pg.Pool, prisma: PrismaClient): People => ({
  count: () => prisma.person.count(),
  list: async () => {
    const rows = await prisma.person.findMany({ orderBy: { email: "asc" } });
    return rows.map((row) => ({
      user: row.email,
      name: row.name,
      role: row.role as Role,
      sites: row.sites,
      disabledAt: optionalInstant(row.disabledAt),
      createdAt: instant(row.createdAt),
    }));
  },
  findBySession: (sessionId) => findBySession(pool, sessionId),
  isDisabled: async (id) => (await prisma.person.count({ where: { id, disabledAt: { not: null } } })) === 1,
  setSites: async (email, sites) => {
    await prisma.person.update({ where: { email }, data: { sites: [...sites] } });
  },
  disable: async (email) => {
    const { count } = await prisma.person.updateMany({ where: { email, disabledAt: null }, data: { disabledAt: new Date() } });
    await endSessions(prisma, email);
    return count === 1;
  },
  setPasswordHash: async (email, hash) => {
    const person = await prisma.person.findUnique({ where: { email }, select: { id: true } });
    if (!person) return false;
    const where = { userId: person.id, providerId: "credential" };
    const { count } = await prisma.credential.updateMany({ where, data: { password: hash, updatedAt: new Date() } });
    await endSessions(prisma, email);
    return count === 1;
  },
});

const endSessions = async (prisma: PrismaClient, email: string): Promise<void> => {
  const person = await prisma.person.findUnique({ where: { email }, select: { id: true } });
  if (person) await prisma.loginSession.deleteMany({ where: { userId: person.id } });
};
