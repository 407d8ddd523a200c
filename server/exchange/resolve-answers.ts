/** What customs answers → commands on the documents that are filed here. A step that was taken before is taken again and does nothing. */
import type { ActBody } from "../usecases/customs/acts.ts";
import type { KnownDocument } from "../usecases/customs/messages-ports.ts";
import type { AnswerDraft, AnswerStep, FileAnswerDraft } from "./drafts.ts";
import { NOTHING, waiting, warned, type AliasDraft, type Resolved, type Resolving } from "./resolved.ts";

export const resolveAnswer = (draft: AnswerDraft | FileAnswerDraft, by: Resolving): Resolved =>
  draft.says === "answer" ? resolveStatus(draft, by) : resolveFileAnswer(draft, by);

const resolveStatus = (draft: AnswerDraft, { known, nowMs }: Resolving): Resolved => {
  const document = known.findDocument(draft.document, draft.keys);
  if (!document) return notFiled([draft.document], draft.keys);
  const { receipt } = draft;
  const acts = draft.steps.flatMap((step) => actsOf(step, document, receipt.atMs ?? nowMs));
  const given = draft.steps.map((step) => (step.do === "approve" ? step.number : undefined));
  const aliases = draft.keys
    .filter((key) => key !== document.number && key !== document.key && !given.includes(key))
    .map((alias) => ({ document: { kind: draft.document, number: document.number }, alias }));
  const more = acts.length > 0 ? [] : warned(receipt.note ?? `status ${receipt.status}: nothing of it changes the document`).warnings;
  return { ...NOTHING, acts, aliases, receipt, warnings: more };
};

const notFiled = (kinds: readonly AnswerDraft["document"][], keys: readonly string[]): Resolved =>
  waiting(
    kinds.flatMap((kind) => keys.map((key) => ({ kind, key }))),
    `a filed ${kinds.join(", ")}`,
  );

const actsOf = (step: AnswerStep, { kind, number, state, content }: KnownDocument, atMs: number): ActBody[] => {
  switch (kind) {
    case "inventory":
    case "stock_document": {
      const act = (command: Extract<ActBody, { act: "goods" }>["command"]): ActBody[] => [{ act: "goods", kind, key: number, command }];
      if (step.do === "approve") return act({ type: "approve", number: step.number ?? number });
      if (step.do === "refuse") return act({ type: "refuse", note: step.note });
      if (step.do === "release") return act({ type: "release", ...(step.entryNo !== undefined && { entryNo: step.entryNo }) });
      if (step.do === "cancel") return act({ type: "cancel" });
      return step.do === "write_off" ? act({ type: "write_off" }) : [];
    }
    case "pass": {
      const act = (command: Extract<ActBody, { act: "pass" }>["command"]): ActBody[] => [{ act: "pass", key: number, command }];
      if (step.do === "approve") return act({ type: "approve", number: step.number ?? number });
      if (step.do === "refuse") return act({ type: "refuse", note: step.note });
      if (step.do === "cancel") return act({ type: "void" });
      if (step.do !== "pass_gate") return [];
      const passage = act({ type: "pass_gate", atMs: step.atMs ?? atMs, weighedKg: step.weighedKg, by: "customs" });
      return Array<ActBody[]>(passagesLeft(step.gate, state, content.kind === "pass" ? content.gates : 1))
        .fill(passage)
        .flat();
    }
    case "declaration": {
      const act = (command: Extract<ActBody, { act: "declaration" }>["command"]): ActBody[] => [
        { act: "declaration", key: number, command },
      ];
      if (step.do === "approve") return act({ type: "approve", number: step.number ?? number });
      if (step.do === "refuse") return act({ type: "refuse", note: step.note });
      return step.do === "cancel" || step.do === "finish" ? act({ type: step.do }) : [];
    }
    default:
      return [];
  }
};

/** A zone with two gates tells of both: what was told before, or was seen at our own gate, is not told again. */
const passagesLeft = (gate: 1 | 2 | "only", state: string, gates: 1 | 2): number => {
  if (gates === 1) return 1;
  if (gate === 1) return state === "first_gate" || state === "passed" ? 0 : 1;
  return state === "first_gate" || state === "passed" ? 1 : 2;
};

const KINDS = ["inventory", "pass", "stock_document", "declaration"] as const;

const resolveFileAnswer = (draft: FileAnswerDraft, { known }: Resolving): Resolved => {
  const { alias, taken, keys, note } = draft;
  const kinds = draft.document === undefined ? KINDS : [draft.document];
  const documents = kinds.flatMap((kind) => {
    const document = known.findDocument(kind, keys);
    return document ? [{ kind, number: document.number }] : [];
  });
  if (documents.length === 0) return notFiled(kinds, keys);
  const aliases: AliasDraft[] = !taken || alias === undefined ? [] : documents.map((document) => ({ document, alias }));
  return { ...warned(note), aliases };
};
