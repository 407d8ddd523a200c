import type { z } from "zod";
import type { filingAnswer } from "#wire/customs-filings.ts";
import { can, type Action, type Subject } from "../../domain/access/can.ts";
import { parseQuantity } from "../../domain/basics/quantity.ts";
import type { Voice } from "../../domain/customs/documents/petition.ts";
import type { ActBody, CustomsAct } from "../../usecases/customs/acts.ts";
import type { DocumentKind, DocumentPlace } from "../../usecases/customs/read-models.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem, type FieldFault } from "../problem.ts";
import { Answer } from "../route.ts";

/** What acts at the customs desk have in common: who acts, on what they may, and how a refusal is told. */
export type Actor = Readonly<{ subject: Subject; by: string }>;

/** A key is no officer, whatever it may do. */
export const voiceOf = (subject: Subject): Voice => (subject.kind === "user" ? subject.role : "administrator");

/** A refusal is an entry of the journal; it is told by its name and in a sentence. 201 for what changed something, 200 for a repeat. */
export const act = async (
  { customsDesk, clock }: HttpPorts,
  body: ActBody,
  { by, atMs, receipt }: Readonly<{ by: string }> & Partial<Pick<CustomsAct, "atMs" | "receipt">>,
): Promise<Answer> => {
  const [answer] = await customsDesk.act([{ by, atMs: atMs ?? clock.nowMs(), ...(receipt && { receipt }), ...body }]);
  if (!answer) throw new HttpProblem(500, "the customs desk did not answer");
  if (!answer.accepted) throw new HttpProblem(409, answer.detail, { errors: [{ pointer: "", detail: answer.reason }] });
  const done: z.input<typeof filingAnswer> = { number: answer.number, entry: answer.entry };
  return new Answer(answer.entry === null ? 200 : 201, done);
};

/** What bears this number already, if it is the subject's to change. */
export const findOwn = async (
  { customs }: HttpPorts,
  { subject }: Actor,
  { kind, key, action }: Readonly<{ kind: DocumentKind; key: string; action: Action }>,
): Promise<DocumentPlace | undefined> => {
  const found = await customs.documents.locate(key, kind);
  if (found && !can(subject, action, { site: found.site }))
    throw new HttpProblem(409, `${key} is the number of another document`, { errors: [{ pointer: "", detail: "already_filed" }] });
  return found;
};

/** Reads decimals of a body, and gathers what is wrong with all of them. */
export class Faults {
  readonly errors: FieldFault[] = [];

  add(pointer: string, detail: string): void {
    this.errors.push({ pointer, detail });
  }

  quantity(pointer: string, value: string): bigint {
    const quantity = this.amount(pointer, value);
    if (quantity === 0n) this.add(pointer, "must be above zero");
    return quantity;
  }

  /** May be zero. */
  amount(pointer: string, value: string): bigint {
    const amount = parseQuantity(value);
    if (typeof amount === "bigint") return amount;
    this.add(pointer, amount);
    return 1n;
  }

  throwIfAny(): void {
    if (this.errors.length > 0)
      throw new HttpProblem(422, this.errors.length === 1 ? "one field cannot be taken" : `${this.errors.length} fields cannot be taken`, {
        errors: this.errors,
      });
  }
}
