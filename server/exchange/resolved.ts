/** What resolving a draft gives, and how what is wrong with it is gathered. */
import type { ActBody } from "../usecases/customs/acts.ts";
import type { AboutKey, MessageIssue } from "../usecases/customs/messages-ports.ts";
import type { ReceiptDraft } from "./drafts.ts";
import type { Known } from "./lookups.ts";

export type Resolving = Readonly<{
  known: Known;
  /** World time of receipt. */
  nowMs: number;
  /** INV201, CEB622, … */
  kind: string;
}>;

/** Numbers by which a document is asked for from now on. */
export type AliasDraft = Readonly<{
  document: Readonly<{ kind: "inventory" | "stock_document" | "pass" | "declaration"; number: string }>;
  alias: string;
}>;

export type Resolved = Readonly<{
  acts: readonly ActBody[];
  errors: readonly MessageIssue[];
  warnings: readonly MessageIssue[];
  aliases: readonly AliasDraft[];
  /** Numbers under which nothing is filed here yet: it is applied when something is. */
  waits: readonly AboutKey[];
  /** What it is about, where that is asked for later. */
  about: readonly AboutKey[];
  /** It is not sent to customs. */
  isHeldBack?: true;
  /** What customs answered, as it goes with each act. */
  receipt?: ReceiptDraft;
  isDeclared?: boolean;
}>;

export const NOTHING: Resolved = { acts: [], errors: [], warnings: [], aliases: [], waits: [], about: [] };

export const refused = (element: string, message: string, about: Readonly<{ found: string | null; allowed: string }>): Resolved => ({
  ...NOTHING,
  errors: [{ element, message, ...about }],
});

export const warned = (message: string): Resolved => ({ ...NOTHING, warnings: [{ element: "", message, found: null, allowed: "" }] });

/** Customs' word is never refused: what it is about may be filed later. */
export const waiting = (waits: readonly AboutKey[], allowed: string): Resolved => {
  const keys = [...new Set(waits.map(({ key }) => key))];
  const message = "not_filed: nothing of that number is filed here; it is kept, and applied when it is";
  return { ...NOTHING, waits, warnings: [{ element: keys[0] ?? "", message, found: keys.join(", "), allowed }] };
};

/** Collects what is wrong or odd, all of it. */
export class Findings {
  readonly errors: MessageIssue[] = [];
  readonly warnings: MessageIssue[] = [];

  error(element: string, message: string, found: string | null, allowed = ""): void {
    this.errors.push({ element, message, found, allowed });
  }

  warn(element: string, message: string, found: string | null, allowed = ""): void {
    this.warnings.push({ element, message, found, allowed });
  }
}

export const withFindings = ({ errors, warnings }: Findings, acts: readonly ActBody[], isDeclared: boolean): Resolved => ({
  ...NOTHING,
  errors,
  warnings,
  acts: errors.length > 0 ? [] : acts,
  isDeclared,
});
