/** What changes no state of a document → notes on the timelines of those that are filed here; for the others it waits. Tax sheets likewise. */
import { findDue } from "../domain/customs/deadlines.ts";
import { shanghaiDay } from "../domain/customs/settings.ts";
import { releasedAtMs } from "../domain/customs/trade/list-life.ts";
import type { ActBody } from "../usecases/customs/acts.ts";
import type { AboutKey, KnownDocument } from "../usecases/customs/messages-ports.ts";
import type { NoteDraft, NoteTarget, TaxDraft, TaxStateDraft, WriteOffDraft } from "./drafts.ts";
import { obligationOf, type Known } from "./lookups.ts";
import { NOTHING, waiting, warned, type Resolved, type Resolving } from "./resolved.ts";

export const resolveNote = (draft: NoteDraft, { known }: Resolving): Resolved => {
  const named = (draft.of ?? [])
    .flatMap((of) => known.listNamed(of))
    .flatMap(({ kind, key }) => (isNotable(kind) ? [{ kind, keys: [key] }] : []));
  const targets: readonly NoteTarget[] = named.length > 0 ? named : draft.targets;
  if (targets.length === 0) return { ...warned(withoutDocuments(draft)), about: namedBy(draft, []) };
  const found = new Map<string, KnownDocument>();
  const missing: NoteTarget[] = [];
  for (const target of targets) {
    const document = known.findDocument(target.kind, target.keys);
    if (document) found.set(`${target.kind}/${document.number}`, document);
    else missing.push(target);
  }
  const documents = [...found.values()];
  const late = draft.isReturn ? documents.map((document) => lateReturn(document, draft.atMs)).find((why) => why !== undefined) : undefined;
  if (late !== undefined) return { ...warned(late), isHeldBack: true };
  // What an application named waits by the application itself.
  const { warnings, waits } = missing.length === 0 || named.length > 0 ? NOTHING : notThere(missing, targets.length);
  return {
    ...NOTHING,
    acts: [...documents.map((document) => noteOn(document, draft)), ...meetings(documents, draft, known)],
    warnings,
    waits,
    about: namedBy(draft, documents),
    ...(draft.receipt && { receipt: draft.receipt }),
  };
};

const withoutDocuments = ({ of }: NoteDraft): string =>
  of ? `kept; nothing was brought here under ${of.map(({ key }) => key).join(", ")}` : "kept; it names no document";

const NOTABLE: ReadonlySet<string> = new Set(["order", "payment", "waybill", "list"]);
const isNotable = (kind: AboutKey["kind"]): kind is NoteTarget["kind"] => NOTABLE.has(kind);

const notThere = (missing: readonly NoteTarget[], all: number): Resolved => {
  const kinds = [...new Set(missing.map(({ kind }) => kind))].join(", ");
  const those = waiting(
    missing.flatMap(({ kind, keys }) => keys.map((key) => ({ kind, key }))),
    `a filed ${kinds}`,
  );
  return all === 1
    ? those
    : { ...those, warnings: those.warnings.map((each) => ({ ...each, message: `${each.message} (${missing.length} of ${all})` })) };
};

const noteOn = ({ kind, number }: KnownDocument, { type, note }: NoteDraft): ActBody => ({
  act: "note",
  kind,
  key: number,
  type,
  ...(note !== undefined && { note }),
});

/** What a receipt of an application, which names it alone, is about. */
const namedBy = ({ application }: NoteDraft, documents: readonly KnownDocument[]): AboutKey[] =>
  application.length === 0
    ? []
    : [
        ...application.map((key): AboutKey => ({ kind: "application", key })),
        ...documents.map(({ kind, number }): AboutKey => ({ kind, key: number })),
      ];

const meetings = (documents: readonly KnownDocument[], { meets, atMs }: NoteDraft, known: Known): ActBody[] => {
  if (!meets) return [];
  const ids = documents.map(({ number }) => obligationOf(meets.rule, number)).filter((id) => known.isOwed(id));
  return ids.map((id) => ({ act: "obligation", id, command: { type: "meet", atMs, by: meets.by } }));
};

/** 海关总署公告2020年第44号: exported goods come back within a year of their release. */
const lateReturn = ({ number, content }: KnownDocument, atMs: number): string | undefined => {
  const releasedMs = content.kind === "list" ? releasedAtMs(content.life) : undefined;
  const due = releasedMs === undefined ? undefined : findDue({ rule: "export_return", startMs: releasedMs });
  if (!due || atMs <= due.dueMs) return undefined;
  return `return_too_late: ${number} could be returned until ${shanghaiDay(due.dueMs)} (${due.deadline.source}): nothing of it is booked, and it is not sent to customs`;
};

export const resolveTax = ({ keys, tax, receipt }: TaxDraft, { known }: Resolving): Resolved => {
  const list = known.findDocument("list", keys);
  if (!list) return listWaits(keys);
  return { ...NOTHING, acts: [{ act: "tax", key: list.number, tax }], receipt };
};

/** Of the sheet that stands it is the new state; of any other a word on the timeline. */
export const resolveTaxState = ({ keys, taxNo, state, receipt }: TaxStateDraft, { known }: Resolving): Resolved => {
  const list = known.findDocument("list", keys);
  if (!list) return listWaits(keys);
  const sheet = list.content.kind === "list" ? list.content.customsTax : undefined;
  const act: ActBody =
    sheet?.taxNo === taxNo
      ? { act: "tax", key: list.number, tax: { ...sheet, state } }
      : { act: "note", kind: "list", key: list.number, type: `tax_${state}`, note: taxNo };
  return { ...NOTHING, acts: [act], receipt };
};

const listWaits = (keys: readonly string[]): Resolved =>
  waiting(
    keys.map((key) => ({ kind: "list", key })),
    "a filed list",
  );

/** 账册报核 accepted: the inventories that the report covers are written off. Whether it was reported for that period is the desk's to say. */
export const resolveWriteOff = ({ book, period, number, receipt }: WriteOffDraft, { known }: Resolving): Resolved => {
  const site = known.findBook(book)?.site;
  if (site === undefined) return waiting([{ kind: "book", key: book }], "a book of the master data");
  const approval = { number, by: "customs" };
  return { ...NOTHING, acts: [{ act: "write_off", key: number, site, book, period, approval, role: "customs" }], receipt };
};
