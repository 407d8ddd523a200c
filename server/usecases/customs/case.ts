import type { GatePass } from "../../domain/customs/documents/gate-pass.ts";
import type { GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import type { UmbrellaDeclaration } from "../../domain/customs/documents/umbrella.ts";
import type { Transfer } from "../../domain/ledger/transfer.ts";
import type { BooksWrite } from "../books-ports.ts";
import type { AlarmDraft, ReleaseDraft } from "../ports.ts";
import type { CustomsReads, DocumentContent, DocumentKind, DocumentLink, StoredDocument } from "./ports.ts";

/**
 * What one act changes, gathered before anything is posted: all of it becomes one entry of the journal, or none.
 * Documents that earlier acts of the same transaction changed are seen as those left them.
 */
export type Draft = {
  transfers: Transfer[];
  documents: Map<string, StoredDocument>;
  events: { kind: DocumentKind; number: string; type: string; note?: string }[];
  releases: { draft: ReleaseDraft; atMs: number }[];
  /** Releases that end now. */
  ended: string[];
  alarms: AlarmDraft[];
  /** The document that the act is about. */
  subject: StoredDocument | undefined;
};

export const emptyDraft = (): Draft => ({
  transfers: [],
  documents: new Map(),
  events: [],
  releases: [],
  ended: [],
  alarms: [],
  subject: undefined,
});

export type Refusal = Readonly<{ reason: string; detail: string }>;
export const refuse = (reason: string, detail: string): Refusal => ({ reason, detail });
export const isRefusal = (value: object | undefined): value is Refusal => value !== undefined && "reason" in value && "detail" in value;

type ContentOf<Kind extends DocumentKind> = Kind extends "pass"
  ? GatePass
  : Kind extends "declaration"
    ? UmbrellaDeclaration
    : GoodsDocument;

/** The documents of one transaction. */
export class Case {
  readonly reads: CustomsReads;
  readonly write: BooksWrite;
  readonly #seen = new Map<string, StoredDocument>();

  constructor(reads: CustomsReads, write: BooksWrite) {
    this.reads = reads;
    this.write = write;
  }

  async find<Kind extends DocumentKind>(
    draft: Draft,
    kind: Kind,
    key: string,
  ): Promise<StoredDocument<ContentOf<Kind> & DocumentContent> | undefined> {
    const known = draft.documents.get(`${kind}/${key}`) ?? this.#seen.get(`${kind}/${key}`);
    const found = known ?? (await this.reads.findDocument(kind, key));
    // A number may have been found by its alias, and changed here since.
    const current = found && (draft.documents.get(`${kind}/${found.number}`) ?? this.#seen.get(`${kind}/${found.number}`) ?? found);
    return current as StoredDocument<ContentOf<Kind> & DocumentContent> | undefined;
  }

  /** A goods document by number, whichever of the two kinds it is. */
  async findGoods(draft: Draft, key: string): Promise<StoredDocument<GoodsDocument> | undefined> {
    return (await this.find(draft, "inventory", key)) ?? (await this.find(draft, "stock_document", key));
  }

  async listLinked(draft: Draft, to: DocumentLink): Promise<readonly StoredDocument[]> {
    const stored = await this.reads.listLinked(to);
    return stored
      .map(({ kind, number }) => draft.documents.get(`${kind}/${number}`) ?? this.#seen.get(`${kind}/${number}`))
      .map((current, index) => current ?? (stored[index] as StoredDocument));
  }

  /** The draft became an entry. */
  keep(draft: Draft): void {
    for (const [key, document] of draft.documents) this.#seen.set(key, document);
  }
}

/** Puts a document into the draft under all its names. */
export const put = (draft: Draft, document: StoredDocument): void => {
  for (const name of [document.number, ...document.aliases]) draft.documents.set(`${document.kind}/${name}`, document);
};
