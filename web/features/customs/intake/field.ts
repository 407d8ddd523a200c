/**
 * A form is data: which fields, of what kind, in which list of words. What is typed is text; `tidied` makes of it what the
 * wire speaks of, and the wire's own schema says what is still wrong.
 */
export type FieldPath = readonly (string | number)[];

export type FieldKind =
  /** As it is typed. */
  | "text"
  | "long"
  | "decimal"
  | "whole"
  /** A day, and a moment in the zone of the browser. */
  | "day"
  | "moment"
  | "yes"
  /** One of a list of words, or of `options`. */
  | "choice"
  /** A code of a customs table: the usual ones are offered, any may be typed. */
  | "code"
  /** Several texts. */
  | "several"
  | "site";

export type Field = Readonly<{
  /** Within the part of the form where it stands. */
  name: string;
  kind: FieldKind;
  required?: boolean;
  /** The list of words whose keys may be chosen. */
  words?: string;
  options?: readonly string[];
  maxLength?: number;
  /** Wider than the others. */
  wide?: boolean;
  example?: string;
}>;

type Draft = unknown;
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Without blanks around, without what is empty; an object or a list of which nothing is left is not said. */
export const tidied = (draft: Draft): unknown => {
  if (typeof draft === "string") return draft.trim() === "" ? undefined : draft.trim();
  if (Array.isArray(draft)) {
    const left = draft.map(tidied).filter((each) => each !== undefined);
    return left.length === 0 ? undefined : left;
  }
  if (!isPlain(draft)) return draft ?? undefined;
  const left = Object.entries(draft).flatMap(([key, value]) => {
    const kept = tidied(value);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return left.length === 0 ? undefined : Object.fromEntries(left);
};

/** `2026-11-21T16:30`, as a browser's field says a local moment, becomes an instant. */
export const toInstant = (local: unknown): string | undefined => {
  if (typeof local !== "string" || local === "") return undefined;
  const moment = new Date(local);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
};
export const toWhole = (typed: unknown): number | undefined =>
  typeof typed === "string" && /^\d+$/.test(typed.trim()) ? Number(typed) : undefined;

/** RFC 6901: `/lines/0/quantity`. */
export const pathOf = (pointer: string): (string | number)[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
