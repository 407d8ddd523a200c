import { z } from "zod";
import { can, type Action, type Subject } from "../../domain/access/can.ts";
import { HttpProblem } from "../problem.ts";

/** What several routes say alike. */
export const V1 = "/api/v1";

export const idempotencyNote = "An `Idempotency-Key` makes a repeat answer the same.";

/** A number that stands in a path. */
export const entryNumber = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const notFound = (what: string): HttpProblem => new HttpProblem(404, `there is no such ${what}`);

/** What the subject may not see is not there. */
export const requireSight = (subject: Subject, action: Action, site: string | null | undefined, what: string): void => {
  if (!can(subject, action, { site: site ?? null })) throw notFound(what);
};

/** The part of the rows that the wire's schema calls mutable is never written to. */
export const mutable = <Row>(page: Readonly<{ rows: readonly Row[]; next: string | null }>): { rows: Row[]; next: string | null } => ({
  rows: [...page.rows],
  next: page.next,
});
