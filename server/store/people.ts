import type pg from "pg";
import type { Role, Subject } from "../domain/access/can.ts";
import type { UserRow } from "../usecases/sessions.ts";
import { instant, optionalInstant } from "./conditions.ts";

/** People and what stands behind their sessions; the sessions themselves are made by the door. */
/** A session that has not been used for this long is over, whatever its cookie says. */
const IDLE = "30 minutes";
/** A session is over after a working day, used or not. */
const ABSOLUTE = "12 hours";
const SEEN_GRAIN = "1 minute";

type PersonSqlRow = Readonly<{
  email: string; name: string; role: Role; sites: string[]; disabled_at: Date | null; created_at: Date;
}>;

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

const END_SESSIONS = "DELETE FROM login_session WHERE user_id = (SELECT id FROM person WHERE email = $1)";

export const createPeople = (pool: pg.Pool): People => ({
  count: async () => {
    const { rows } = await pool.query<{ count: string }>("SELECT count(*) FROM person");
    return Number(rows[0]?.count ?? 0);
  },
  list: async () => {
    const { rows } = await pool.query<PersonSqlRow>("SELECT email, name, role, sites, disabled_at, created_at FROM person ORDER BY email");
    return rows.map((row) => ({
      user: row.email,
      name: row.name,
      role: row.role,
      sites: row.sites,
      disabledAt: optionalInstant(row.disabled_at),
      createdAt: instant(row.created_at),
    }));
  },
  findBySession: (sessionId) => findBySession(pool, sessionId),
  isDisabled: async (personId) => {
    const { rowCount } = await pool.query("SELECT FROM person WHERE id = $1 AND disabled_at IS NOT NULL", [personId]);
    return rowCount === 1;
  },
  setSites: async (email, sites) => {
    await pool.query("UPDATE person SET sites = $2 WHERE email = $1", [email, sites]);
  },
  disable: async (email) => {
    const { rowCount } = await pool.query("UPDATE person SET disabled_at = now() WHERE email = $1 AND disabled_at IS NULL", [email]);
    await pool.query(END_SESSIONS, [email]);
    return rowCount === 1;
  },
  setPasswordHash: async (email, hash) => {
    const { rowCount } = await pool.query(
      `UPDATE credential SET password = $2, updated_at = now()
       WHERE provider_id = 'credential' AND user_id = (SELECT id FROM person WHERE email = $1)`, [email, hash]);
    await pool.query(END_SESSIONS, [email]);
    return rowCount === 1;
  },
});
