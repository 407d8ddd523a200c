import type pg from "pg";
import type {
  CustomsMessages,
  KeptMessage,
  MessageDraft,
  NodeResult,
  OutgoingMessage,
  ToSend,
} from "../usecases/customs/messages-ports.ts";
import { plainArray, textArray } from "./books/arrays.ts";
import { transact, type Queryable } from "./tracking-transaction.ts";

/**
 * Messages of customs as they came and went, sealed, and what became of each of their nodes. The same bytes may stand several
 * times: sealed once, and again, without bytes, when nodes that were rejected were tried anew.
 */
type KeptRow = Readonly<{ message: string; state: KeptMessage["state"]; kind: string }>;
type NodeRow = Readonly<{ n: number; kind: string; key: string; accepted: boolean; issues: NodeResult["issues"] }>;
type OutgoingRow = Readonly<{
  message: string;
  kind: string;
  sha256: Buffer;
  state: string;
  file_name: string | null;
}>;

const OUTGOING_COLUMNS = "message, kind, sha256, state, file_name";

export const createCustomsMessages = (pool: pg.Pool): CustomsMessages => ({ ...incoming(pool), ...outgoing(pool) });

type Incoming = Pick<CustomsMessages, "findKept" | "keep" | "addNodes" | "finish" | "findOriginal">;

const incoming = (pool: pg.Pool): Incoming => ({
  findKept: async (sha256) => {
    const { rows } = await pool.query<KeptRow>(
      `SELECT message, state, kind FROM customs_message WHERE sha256 = $1 AND direction = 'in'
       ORDER BY state = 'read' DESC, message DESC LIMIT 1`,
      [sha256],
    );
    const last = rows[0];
    if (!last) return undefined;
    const nodes = await pool.query<NodeRow>(
      `SELECT DISTINCT ON (n.n) n.n, n.kind, n.key, n.accepted, n.issues
       FROM customs_message m JOIN customs_message_node n USING (message) WHERE m.sha256 = $1 AND m.direction = 'in'
       ORDER BY n.n, n.accepted DESC, n.message DESC`,
      [sha256],
    );
    return { message: Number(last.message), state: last.state, kind: last.kind, nodes: nodes.rows };
  },

  keep: (draft) => keep(pool, draft),
  addNodes: (message, nodes) => addNodes(pool, message, nodes),

  finish: async (message, { state, kind, note }) => {
    await pool.query("UPDATE customs_message SET state = $2, kind = $3, note = $4 WHERE message = $1", [
      message,
      state,
      kind,
      note === undefined ? null : storable(note),
    ]);
  },

  findOriginal: async (message) => {
    const { rows } = await pool.query<{ sha256: Buffer; sealed: Buffer }>(
      `SELECT o.sha256, o.sealed FROM customs_message m JOIN customs_message o ON o.sha256 = m.sha256 AND length(o.sealed) > 0
       WHERE m.message = $1 ORDER BY o.message = m.message DESC, o.message LIMIT 1`,
      [message],
    );
    return rows[0];
  },
});

const outgoing = (pool: pg.Pool): Omit<CustomsMessages, keyof Incoming> => ({
  listToSend: async (limit) => {
    const { rows } = await pool.query<Omit<ToSend, "entry" | "message"> & { entry: string; message: string | null }>(
      `SELECT s.kind, s.number, s.entry, filed.message FROM customs_send s
       LEFT JOIN LATERAL (
         SELECT j.body->>'message' AS message FROM document_event e JOIN journal j ON j.entry = e.entry
         WHERE e.kind = s.kind AND e.number = s.number AND e.type IN ('filed', 'amended') ORDER BY e.entry DESC LIMIT 1) filed ON true
       ORDER BY s.entry LIMIT $1`,
      [limit],
    );
    return rows.map((row) => ({ ...row, entry: Number(row.entry), message: row.message === null ? null : Number(row.message) }));
  },

  dispatch: (draft, nodes, sends) =>
    transact(pool, async (client) => {
      const gone = await client.query(
        `DELETE FROM customs_send s USING unnest($1::text[], $2::text[], $3::bigint[]) AS t(kind, number, entry)
         WHERE s.kind = t.kind AND s.number = t.number AND s.entry = t.entry`,
        [
          textArray(sends.map(({ kind }) => kind)),
          textArray(sends.map(({ number }) => number)),
          plainArray(sends.map(({ entry }) => entry)),
        ],
      );
      // Filed anew since it was listed, or sent by another server: what is there now is sent in its turn.
      if (gone.rowCount !== sends.length) throw new SentElsewhere();
      await addNodes(client, await keep(client, draft), nodes);
      return true;
    }).catch((fault: unknown) => {
      if (fault instanceof SentElsewhere) return false;
      throw fault;
    }),

  listOutgoing: async (state, after, limit) => {
    const { rows } = await pool.query<OutgoingRow>(
      `SELECT ${OUTGOING_COLUMNS} FROM customs_message
       WHERE direction = 'out' AND state IN ('waiting', 'taken') AND state = $1 AND message > $2 ORDER BY message LIMIT $3`,
      [state, after, limit],
    );
    return rows.map(toOutgoing);
  },

  findOutgoing: async (message) => {
    const { rows } = await pool.query<OutgoingRow>(
      `SELECT ${OUTGOING_COLUMNS} FROM customs_message WHERE direction = 'out' AND message = $1`,
      [message],
    );
    return rows[0] && toOutgoing(rows[0]);
  },

  setOutgoing: async (message, state, { note, fileName }) => {
    await pool.query(
      `UPDATE customs_message SET state = $2, note = COALESCE($3, note), file_name = COALESCE($4, file_name)
       WHERE message = $1 AND direction = 'out'`,
      [message, state, note === undefined ? null : storable(note), fileName ?? null],
    );
  },
});

class SentElsewhere extends Error {}

const keep = async (client: Queryable, draft: MessageDraft): Promise<number> => {
  const { rows } = await client.query<{ message: string }>(
    `INSERT INTO customs_message (direction, door, kind, sha256, size, sealed, state, note, file_name, at, by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0), $11) RETURNING message`,
    [
      draft.direction,
      draft.door,
      draft.kind,
      draft.sha256,
      draft.size,
      draft.sealed,
      draft.state,
      draft.note === undefined ? null : storable(draft.note),
      draft.fileName === undefined ? null : storable(draft.fileName),
      draft.atMs,
      draft.by,
    ],
  );
  return Number(rows[0]?.message);
};

const addNodes = async (client: Queryable, message: number, nodes: readonly NodeResult[]): Promise<void> => {
  if (nodes.length === 0) return;
  const about = nodes.flatMap((node) => (node.about ?? []).map((each) => ({ n: node.n, ...each })));
  await client.query(
    `WITH node AS (
       INSERT INTO customs_message_node (message, n, kind, key, accepted, issues)
       SELECT $1, n, kind, key, accepted, issues
       FROM unnest($2::integer[], $3::text[], $4::text[], $5::boolean[], $6::jsonb[]) AS u(n, kind, key, accepted, issues)
       ON CONFLICT DO NOTHING)
     INSERT INTO customs_message_about (message, n, kind, key, waits)
     SELECT $1, n, kind, key, waits FROM unnest($7::integer[], $8::text[], $9::text[], $10::boolean[]) AS u(n, kind, key, waits)
     ON CONFLICT DO NOTHING`,
    [
      message,
      plainArray(nodes.map((node) => node.n)),
      textArray(nodes.map((node) => node.kind)),
      textArray(nodes.map((node) => storable(node.key))),
      plainArray(nodes.map((node) => node.accepted)),
      textArray(nodes.map((node) => JSON.stringify(node.issues, storableText))),
      plainArray(about.map(({ n }) => n)),
      textArray(about.map(({ kind }) => kind)),
      textArray(about.map(({ key }) => storable(key))),
      plainArray(about.map(({ waits }) => waits)),
    ],
  );
};

const toOutgoing = (row: OutgoingRow): OutgoingMessage => ({
  message: Number(row.message),
  kind: row.kind,
  sha256: row.sha256,
  state: row.state,
  fileName: row.file_name,
});

/** PostgreSQL keeps neither NUL nor half a surrogate pair: a text that was shortened may end in one. */
const storable = (text: string): string => text.replaceAll(/\0|\p{Surrogate}/gu, "\ufffd");
const storableText = (_key: string, value: unknown): unknown => (typeof value === "string" ? storable(value) : value);
