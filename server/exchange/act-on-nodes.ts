/**
 * Nodes of a message → acts of the desk, and what became of each: resolved with one round of questions, acted on with few transactions.
 * What a firm files may be refused. What customs says never is: an act that the desk refuses stands in the journal as
 * refused and is told as a warning; what is not filed here yet waits.
 */
import type { ActAnswer, CustomsAct, CustomsDesk } from "../usecases/customs/acts.ts";
import type { AboutKey, CustomsLookups, MessageIssue, MessageSource, NodeResult } from "../usecases/customs/messages-ports.ts";
import type { Log } from "../usecases/ports.ts";
import { isCustomsWord, namesOf, type FileAnswerDraft, type NodeDraft } from "./drafts.ts";
import { verifyBuyers, type IdentityVerifier } from "./identity.ts";
import { lookUp } from "./lookups.ts";
import { resolve, stamped } from "./resolve.ts";
import type { Resolved } from "./resolved.ts";

export type ActingParts = Readonly<{
  lookups: CustomsLookups;
  desk: CustomsDesk;
  log: Log;
  /** Of buyers; without one nothing is recorded of them. */
  verifier?: IdentityVerifier;
  /** The client's direct answer to a file of ours. */
  fileAnswered?: (answer: FileAnswerDraft, fileName: string | undefined) => Promise<void>;
}>;

export type Acting = Readonly<{
  message: number;
  source: MessageSource;
  /** World time of receipt. */
  nowMs: number;
}>;

export type Acted = Readonly<{
  node: NodeDraft;
  result: NodeResult;
  /** Numbers by which documents are asked for since: what waited for one of them may be applied. */
  touched: readonly AboutKey[];
  /** Taken, and not to be sent to customs. */
  isHeldBack: boolean;
}>;

/** One transaction of the books, which gates wait behind. */
const ACTS_AT_ONCE_MAX = 100;

export const actOnNodes = async (parts: ActingParts, nodes: readonly NodeDraft[], acting: Acting): Promise<Acted[]> => {
  const drafts = nodes.flatMap((node) => (node.accepted ? [node.draft] : []));
  const known = await lookUp(parts.lookups, drafts);
  const pending = nodes.map((node): Pending => {
    if (!node.accepted) return { node, acts: [], issues: node.errors, resolved: undefined };
    const { message, source, nowMs } = acting;
    if (source.mayAnswer === false && isCustomsWord(node.draft)) return { node, acts: [], issues: [NOT_YOURS], resolved: undefined };
    const resolved = resolve(node.draft, { known, nowMs, kind: node.kind });
    if (resolved.errors.length > 0) return { node, acts: [], issues: resolved.errors, resolved: undefined };
    const by = isCustomsWord(node.draft) && source.door === "exchange" ? "customs" : source.by;
    const acts = stamped(node.draft, resolved, { by, nowMs, message, kind: node.kind });
    return { node, acts, issues: [...node.warnings, ...resolved.warnings], resolved };
  });
  const answers = await actInTurns(
    parts.desk,
    pending.flatMap(({ acts }) => acts),
  );
  const done = pending.map((each) => ({ ...each, answers: answers.splice(0, each.acts.length) }));
  const { verifier, lookups } = parts;
  if (verifier) await actInTurns(parts.desk, await verifyBuyers(done, { verifier, lookups, ...acting }));
  const acted: Acted[] = [];
  for (const each of done) acted.push(await follow(parts, each, acting));
  return acted;
};

type Pending = Readonly<{
  node: NodeDraft;
  acts: readonly CustomsAct[];
  /** Errors where it is not resolved, else warnings. */
  issues: readonly MessageIssue[];
  resolved: Resolved | undefined;
}>;

const NOT_YOURS: MessageIssue = {
  element: "",
  message: "not_yours_to_say: only customs, or a key that speaks for it, may bring what customs answers",
  found: null,
  allowed: "filings",
};

const actInTurns = async (desk: CustomsDesk, acts: readonly CustomsAct[]): Promise<ActAnswer[]> => {
  const answers: ActAnswer[] = [];
  for (let start = 0; start < acts.length; start += ACTS_AT_ONCE_MAX)
    answers.push(...(await desk.act(acts.slice(start, start + ACTS_AT_ONCE_MAX))));
  return answers;
};

type Done = Pending & Readonly<{ answers: readonly ActAnswer[] }>;

const follow = async (parts: ActingParts, { node, resolved, issues, answers }: Done, acting: Acting): Promise<Acted> => {
  const { n, kind, key } = node;
  if (!node.accepted || !resolved) return { node, touched: [], isHeldBack: true, result: { n, kind, key, accepted: false, issues } };
  const refusals = answers.flatMap((answer) => (answer.accepted ? [] : [{ reason: answer.reason, detail: answer.detail }]));
  const isOfficial = isCustomsWord(node.draft);
  if (refusals.length === 0) await alias(parts, resolved, answers);
  // Also where the document is not known any more.
  if (node.draft.says === "file_answer") await parts.fileAnswered?.(node.draft, acting.source.fileName);
  const told = refusals.map(({ reason, detail }): MessageIssue => ({
    element: key,
    message: `${reason}: ${detail}`,
    found: null,
    allowed: "",
  }));
  // A note is no request: nobody can refuse what it tells.
  if (refusals.length > 0 && !isOfficial && node.draft.says !== "note")
    return { node, touched: [], isHeldBack: true, result: { n, kind, key, accepted: false, issues: told } };
  if (refusals.length > 0) parts.log.warn({ message: acting.message, kind, key, refusals }, "customs said what the desk could not do");
  const about = [...resolved.about.map((each) => ({ ...each, waits: false })), ...resolved.waits.map((each) => ({ ...each, waits: true }))];
  return {
    node,
    isHeldBack: resolved.isHeldBack === true,
    touched: [
      ...namesOf(node.draft),
      ...resolved.aliases.map(({ document, alias: name }) => ({ kind: document.kind, key: name })),
      ...resolved.waits,
    ],
    result: { n, kind, key, accepted: true, issues: [...issues, ...told], ...(about.length > 0 && { about }) },
  };
};

const alias = async ({ lookups }: ActingParts, { aliases }: Resolved, answers: readonly ActAnswer[]): Promise<void> => {
  for (const { document, alias: name } of aliases) {
    const last = answers.at(-1);
    await lookups.addAlias({ kind: document.kind, number: last?.accepted ? last.number : document.number }, name);
  }
};
