/**
 * What the drafts of a chunk ask of master data and documents, asked at once. A book says site and owner; else the customs office
 * says the site and the firm's codes the owner.
 */
import type {
  AboutKey,
  BookLineQuestion,
  CustomsLookups,
  DocumentQuestion,
  KnownDocument,
  MasterBook,
  MasterBookLine,
} from "../usecases/customs/messages-ports.ts";
import type { DocumentKind } from "../usecases/customs/ports.ts";
import type { DeadlineRule } from "../domain/customs/deadlines.ts";
import { subjectKey } from "../domain/customs/obligations/obligation.ts";
import type { Draft } from "./drafts.ts";

export type Known = Readonly<{
  findBook(book: string): MasterBook | undefined;
  listBookLines(book: string, line: number | null, itemRecordNo: string | undefined): readonly MasterBookLine[];
  listSites(office: string): readonly string[];
  findParty(codes: readonly string[]): string | undefined;
  findDocument(kind: DocumentKind, keys: readonly string[]): KnownDocument | undefined;
  /** Lines of the book that have been counted on. */
  openedLines(book: string): ReadonlySet<number>;
  /** What an application named, or a message carried. */
  listNamed(of: AboutKey): readonly AboutKey[];
  /** Whether this obligation is still open. */
  isOwed(obligation: string): boolean;
}>;

const FILE_ANSWER_KINDS = ["inventory", "pass", "stock_document", "declaration"] as const;

export const lookUp = async (lookups: CustomsLookups, drafts: readonly Draft[]): Promise<Known> => {
  const named = await namedOf(lookups, drafts);
  const documents = await documentsOf(lookups, drafts, named);
  const owed = await owedOf(lookups, drafts, documents);
  const books = await booksOf(lookups, drafts, documents);
  const lines = await linesOf(lookups, drafts, documents);
  const offices = unique(drafts.flatMap((draft) => ("office" in draft ? (draft.office ?? []) : [])));
  const codes = unique(drafts.flatMap((draft) => ("owner" in draft ? draft.owner : [])));
  const sites = offices.length === 0 ? [] : await lookups.listSites(offices);
  const parties = codes.length === 0 ? [] : await lookups.listParties(codes);
  const opened = new Map<string, ReadonlySet<number>>();
  for (const draft of drafts) if (draft.says === "book") opened.set(draft.book, new Set(await lookups.listOpenedLines(draft.book)));
  return {
    findBook: (book) => books.get(book),
    listBookLines: (book, line, itemRecordNo) => lines.get(questionKey({ book, line, itemRecordNo: itemRecordNo ?? null })) ?? [],
    listSites: (office) => sites.filter((each) => each.office === office).map(({ site }) => site),
    findParty: (asked) => asked.map((code) => parties.find((each) => each.code === code)?.party).find((party) => party !== undefined),
    findDocument: (kind, keys) => keys.map((key) => documents.get(`${kind}/${key}`)).find((document) => document !== undefined),
    openedLines: (book) => opened.get(book) ?? new Set(),
    listNamed: (of) => named.get(nameKey(of)) ?? [],
    isOwed: (obligation) => owed.has(obligation),
  };
};

const unique = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

const nameKey = ({ kind, key }: AboutKey): string => `${kind}/${key}`;

const namedOf = async (lookups: CustomsLookups, drafts: readonly Draft[]): Promise<Map<string, AboutKey[]>> => {
  const asked = new Map(drafts.flatMap((draft) => (draft.says === "note" ? (draft.of ?? []) : [])).map((of) => [nameKey(of), of]));
  const named = new Map<string, AboutKey[]>();
  if (asked.size === 0) return named;
  for (const { of, ...about } of await lookups.listNamed([...asked.values()]))
    named.set(nameKey(of), [...(named.get(nameKey(of)) ?? []), about]);
  return named;
};

export const obligationOf = (rule: DeadlineRule, number: string): string => `${rule}/${subjectKey({ kind: "document", number })}`;

/** Of what notes may meet, that which still stands. */
const owedOf = async (
  lookups: CustomsLookups,
  drafts: readonly Draft[],
  documents: ReadonlyMap<string, KnownDocument>,
): Promise<ReadonlySet<string>> => {
  const ids = drafts.flatMap((draft) => {
    const { meets } = draft.says === "note" ? draft : {};
    if (draft.says !== "note" || !meets) return [];
    const numbers = draft.targets.flatMap(({ kind, keys }) => keys.flatMap((key) => documents.get(`${kind}/${key}`)?.number ?? []));
    return numbers.map((number) => obligationOf(meets.rule, number));
  });
  return new Set(ids.length === 0 ? [] : await lookups.listOwed(unique(ids)));
};

const documentsOf = async (
  lookups: CustomsLookups,
  drafts: readonly Draft[],
  named: ReadonlyMap<string, readonly AboutKey[]>,
): Promise<Map<string, KnownDocument>> => {
  const questions = new Map<string, DocumentQuestion>();
  const ask = (kind: DocumentKind, keys: readonly string[]): void => keys.forEach((key) => questions.set(`${kind}/${key}`, { kind, key }));
  for (const draft of drafts) {
    switch (draft.says) {
      case "goods":
        ask(draft.kind, draft.keys);
        if (draft.declaration !== undefined) ask("declaration", [draft.declaration]);
        if (draft.type === "8") ask("list", draft.gathers);
        break;
      case "pass":
        ask("pass", draft.keys);
        ask("inventory", draft.documents);
        ask("stock_document", draft.documents);
        break;
      case "declaration":
        ask("declaration", draft.keys);
        break;
      case "answer":
        ask(draft.document, draft.keys);
        break;
      case "list":
      case "tax":
      case "tax_state":
        ask("list", draft.keys);
        break;
      case "note":
        for (const { kind, keys } of draft.targets) ask(kind, keys);
        break;
      case "file_answer":
        for (const kind of draft.document === undefined ? FILE_ANSWER_KINDS : [draft.document]) ask(kind, draft.keys);
        break;
      default:
    }
  }
  for (const { kind, key } of [...named.values()].flat()) if (isDocument(kind)) ask(kind, [key]);
  if (questions.size === 0) return new Map();
  const found = await lookups.listDocuments([...questions.values()]);
  return new Map(found.map((document) => [`${document.kind}/${document.key}`, document]));
};

const isDocument = (kind: AboutKey["kind"]): kind is DocumentKind =>
  kind !== "book" && kind !== "book_line" && kind !== "application" && kind !== "message";

const booksOf = async (
  lookups: CustomsLookups,
  drafts: readonly Draft[],
  documents: ReadonlyMap<string, KnownDocument>,
): Promise<Map<string, MasterBook>> => {
  const named = drafts.flatMap((draft) => ("book" in draft ? (draft.book ?? []) : []));
  const known = [...documents.values()].flatMap(({ book }) => book ?? []);
  const books = unique([...named, ...known]);
  if (books.length === 0) return new Map();
  return new Map((await lookups.listBooks(books)).map((book) => [book.book, book]));
};

const questionKey = ({ book, line, itemRecordNo }: BookLineQuestion): string =>
  `${book}\u001f${line ?? ""}\u001f${line === null ? (itemRecordNo ?? "") : ""}`;

/** The book that a goods draft stands on: its own, else that of the declaration (业务申报表) it is filed under. */
export const bookOf = (
  draft: Readonly<{ book: string | null; declaration?: string }>,
  findDeclaration: (key: string) => KnownDocument | undefined,
): string | null => draft.book ?? (draft.declaration === undefined ? null : (findDeclaration(draft.declaration)?.book ?? null));

const linesOf = async (
  lookups: CustomsLookups,
  drafts: readonly Draft[],
  documents: ReadonlyMap<string, KnownDocument>,
): Promise<Map<string, MasterBookLine[]>> => {
  const questions = new Map<string, BookLineQuestion>();
  const ask = (question: BookLineQuestion): void => void questions.set(questionKey(question), question);
  for (const draft of drafts) {
    if (draft.says === "goods") {
      const book = bookOf(draft, (key) => documents.get(`declaration/${key}`));
      if (book === null) continue;
      for (const { bookLine, itemRecordNo } of draft.lines) {
        ask({ book, line: bookLine, itemRecordNo: itemRecordNo ?? null });
        // A number that the master data does not have: its 料号 may still be there.
        if (bookLine !== null && itemRecordNo !== undefined) ask({ book, line: null, itemRecordNo });
      }
    } else if (draft.says === "book") {
      for (const { line } of draft.lines) ask({ book: draft.book, line, itemRecordNo: null });
    } else if (draft.says === "pass") {
      const [document] = draft.documents.flatMap(
        (number) => documents.get(`inventory/${number}`) ?? documents.get(`stock_document/${number}`) ?? [],
      );
      const book = document?.book ?? draft.book;
      if (book === null) continue;
      for (const { itemRecordNo } of draft.lines) if (itemRecordNo !== undefined) ask({ book, line: null, itemRecordNo });
    }
  }
  if (questions.size === 0) return new Map();
  const asked = [...questions.keys()];
  const found = new Map<string, MasterBookLine[]>();
  for (const { asked: index, ...line } of await lookups.listBookLines([...questions.values()])) {
    const key = asked[index] ?? "";
    found.set(key, [...(found.get(key) ?? []), line]);
  }
  return found;
};
