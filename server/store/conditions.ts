import type { Reach } from "../domain/access/can.ts";
import { CursorUnreadable } from "../usecases/read-models.ts";

/** The WHERE of a query whose filters are optional: every value is a parameter, never text. */
export class Conditions {
  readonly values: unknown[];
  readonly #terms: string[] = [];

  /** Several of them may share the parameters of one query. */
  constructor(values: unknown[] = []) {
    this.values = values;
  }

  get isEmpty(): boolean {
    return this.#terms.length === 0;
  }

  /** `bind(value)` answers the placeholder of a value. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** Adds a term when there is a value for it. */
  add(value: unknown, term: (placeholder: string) => string): this {
    if (value !== undefined) this.#terms.push(term(this.bind(value)));
    return this;
  }

  raw(term: string): this {
    this.#terms.push(term);
    return this;
  }

  reach(reach: Reach, column: string): this {
    return reach === "all" ? this : this.add(reach, (sites) => `${column} = ANY(${sites}::text[])`);
  }

  toString(): string {
    return this.#terms.length === 0 ? "true" : this.#terms.join(" AND ");
  }
}

const INT8_MAX = 9_223_372_036_854_775_807n;

/** Cursors are opaque outside: the keys of the last row, in base64url. */
export const writeCursor = (keys: readonly unknown[]): string => Buffer.from(JSON.stringify(keys)).toString("base64url");

export const readCursor = (after: string, length: number): string[] => {
  try {
    const keys: unknown = JSON.parse(Buffer.from(after, "base64url").toString("utf8"));
    if (Array.isArray(keys) && keys.length === length && keys.every((key) => typeof key === "string")) return keys;
  } catch {
    // Said below: it is not ours.
  }
  throw new CursorUnreadable("the cursor is not one of this list");
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const readUuid = (text: string): string => {
  if (UUID.test(text)) return text;
  throw new CursorUnreadable("the cursor is not one of this list");
};

/** Numbers that stand for themselves: entries of the journal, alarms. */
export const readNumberCursor = (after: string): bigint => {
  if (!/^\d{1,19}$/.test(after) || BigInt(after) > INT8_MAX) throw new CursorUnreadable("the cursor must be a number");
  return BigInt(after);
};

/** One row more than asked for was read, to know whether there is a next page. */
export const pageOf = <Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
): { rows: readonly Row[]; next: string | null } => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
};

/** RFC 3339 in UTC. */
export const instant = (value: Date): string => value.toISOString();
export const optionalInstant = (value: Date | null): string | null => value && value.toISOString();
