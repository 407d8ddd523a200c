import type pg from "pg";
import type { Issue, Message, MessageReads, OutboxMessage } from "../usecases/customs/read-models.ts";
import { Conditions, instant, pageOf, readNumberCursor } from "./conditions.ts";
import { showIssues } from "./customs-reads-document.ts";

/** Messages of customs without their bytes: what they were, and what became of each of their nodes. */
type MessageSqlRow = Readonly<{
  message: string;
  direction: "in" | "out";
  door: string;
  kind: string;
  sha256: string;
  size: number;
  state: Message["state"];
  note: string | null;
  file_name: string | null;
  at: Date;
  by: string;
}>;
type NodeSqlRow = Readonly<{ message: string; kind: string; key: string; accepted: boolean; issues: Issue[] }>;

const COLUMNS =
  "m.message, m.direction, m.door, m.kind, encode(m.sha256, 'hex') AS sha256, m.size, m.state, m.note, m.file_name, m.at, m.by";
/** Of one message; a full one has 100 nodes. */
const NODES_SHOWN = 100;

const toOutbox = (row: MessageSqlRow): OutboxMessage => ({
  message: Number(row.message),
  kind: row.kind,
  sha256: row.sha256,
  size: row.size,
  state: row.state,
  note: row.note,
  fileName: row.file_name,
  at: instant(row.at),
});

export const createMessageReads = (pool: pg.Pool): MessageReads => ({
  list: async (filter) => {
    const where = new Conditions()
      .add(filter.after === undefined ? undefined : readNumberCursor(filter.after).toString(), (value) => `m.message < ${value}::bigint`)
      .add(filter.direction, (value) => `m.direction = ${value}`)
      .add(filter.state, (value) => `m.state = ${value}`)
      .add(filter.kind, (value) => `m.kind = ${value}`);
    const { rows } = await pool.query<MessageSqlRow>(
      `SELECT ${COLUMNS} FROM customs_message m WHERE ${where.toString()} ORDER BY m.message DESC LIMIT ${where.bind(filter.limit + 1)}`,
      where.values,
    );
    const page = pageOf(rows, filter.limit, (last) => last.message);
    const nodes = await pool.query<NodeSqlRow>(
      `SELECT message, kind, key, accepted, issues FROM customs_message_node WHERE message = ANY($1::bigint[]) AND n < $2 ORDER BY message, n`,
      [page.rows.map(({ message }) => message), NODES_SHOWN],
    );
    return {
      rows: page.rows.map((row) => ({
        ...toOutbox(row),
        direction: row.direction,
        door: row.door,
        by: row.by,
        nodes: nodes.rows
          .filter(({ message }) => message === row.message)
          .map(({ message: _message, issues, ...node }) => ({ ...node, issues: showIssues(issues) })),
      })),
      next: page.next,
    };
  },
  listOutbox: async ({ limit, after }) => {
    const where = new Conditions()
      .raw("m.direction = 'out' AND m.state IN ('waiting', 'taken')")
      .add(after === undefined ? undefined : readNumberCursor(after).toString(), (value) => `m.message > ${value}::bigint`);
    const { rows } = await pool.query<MessageSqlRow>(
      `SELECT ${COLUMNS} FROM customs_message m WHERE ${where.toString()} ORDER BY m.message LIMIT ${where.bind(limit + 1)}`,
      where.values,
    );
    const page = pageOf(rows, limit, (last) => last.message);
    return { rows: page.rows.map(toOutbox), next: page.next };
  },
  findOutgoing: async (message) => {
    const { rows } = await pool.query<MessageSqlRow>(
      `SELECT ${COLUMNS} FROM customs_message m WHERE m.direction = 'out' AND m.message = $1`,
      [message],
    );
    return rows[0] && toOutbox(rows[0]);
  },
});
