/** What a 金关二期 message is, once read: the same shape as every message of the room. */
import type { FieldIssue } from "../field-rule.ts";
import type { ClientControl, Envelope } from "./envelope.ts";
import type { Dialect } from "./field-forms.ts";
import type { Jg2Document } from "./generated/messages.ts";

export type Jg2Kind = Jg2Document["kind"];

export type Jg2Node = {
  [Kind in Jg2Kind]: Readonly<{
    kind: Kind;
    /** Its business number: bondInvtNo, passportNo, sasDclNo …, else the firm's own. */
    key: string;
    record: Extract<Jg2Document, Readonly<{ kind: Kind }>>;
    warnings: readonly FieldIssue[];
  }>;
}[Jg2Kind];

export type Jg2Transfer = Readonly<{
  dialect: Dialect;
  envelope: Envelope;
  /** Empty in the definitions' dialect. */
  control: ClientControl;
}>;
