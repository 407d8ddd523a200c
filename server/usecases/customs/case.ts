import type { Timeline } from "../../domain/customs/obligations/duties.ts";
import type { Obligation } from "../../domain/customs/obligations/obligation.ts";
import type { GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import type { Transfer } from "../../domain/ledger/transfer.ts";
import type { BooksWrite } from "../books-ports.ts";
import type { Lot } from "../../domain/ledger/lot.ts";
import type { AlarmDraft, ReleaseDraft } from "../ports.ts";
import type { Attachment, KeptReport } from "./flow-ports.ts";
import type { CustomsReads, CustomsWrite, DocumentContent, DocumentKind, DocumentLink, StoredDocument } from "./ports.ts";

/**
 * What one act changes, gathered before anything is posted: all of it becomes one entry of the journal, or none.
 * Documents that earlier acts of the same transaction changed are seen as those left them.
 */
export type Draft = {
  /** Of the act. */
  readonly atMs: number;
  transfers: Transfer[];
  documents: Map<string, StoredDocument>;
  events: { kind: DocumentKind | "serial"; number: string; type: string; note?: string }[];
  releases: { draft: ReleaseDraft; atMs: number }[];
  /** Releases that end now. */
  ended: string[];
  alarms: AlarmDraft[];
  alarmsCleared: { kind: string; subject: string }[];
  obligations: Map<string, Obligation>;
  obligationEvents: { obligation: string; type: string }[];
  quotas: CustomsWrite["quotas"];
  sends: { kind: DocumentKind; number: string }[];
  /** Who has put a hold on a lot. */
  heldBy: { lot: Lot; hold: string; by: string }[];
  attachments: (Attachment & { documentKind: "inspection"; number: string })[];
  reports: (KeptReport & { content: string; sha256: string })[];
  /** Wait keys that rise by something else than a balance. */
  risen: string[];
  /** The document that the act is about. */
  subject: StoredDocument | undefined;
};

export const emptyDraft = (atMs: number): Draft => ({
  atMs,
  transfers: [],
  documents: new Map(),
  events: [],
  releases: [],
  ended: [],
  alarms: [],
  alarmsCleared: [],
  obligations: new Map(),
  obligationEvents: [],
  quotas: [],
  sends: [],
  heldBy: [],
  attachments: [],
  reports: [],
  risen: [],
  subject: undefined,
});

export type Refusal = Readonly<{ reason: string; detail: string }>;
export const refuse = (reason: string, detail: string): Refusal => ({ reason, detail });
export const isRefusal = (value: object | null | undefined): value is Refusal =>
  value !== undefined && value !== null && "reason" in value && "detail" in value;

type ContentOf<Kind extends DocumentKind> = Kind extends GoodsDocument["kind"] ? GoodsDocument : Extract<DocumentContent, { kind: Kind }>;
type InStates<Kind extends DocumentKind> = Readonly<{ kind: Kind; site: string; states: readonly string[] }>;

/** The documents of one transaction. */
export class Case {
  readonly reads: CustomsReads;
  readonly write: BooksWrite;
  readonly #seen = new Map<string, StoredDocument>();
  readonly #obligations = new Map<string, Obligation>();

  constructor(reads: CustomsReads, write: BooksWrite) {
    this.reads = reads;
    this.write = write;
  }

  async find<Kind extends DocumentKind>(draft: Draft, kind: Kind, key: string): Promise<StoredDocument<ContentOf<Kind>> | undefined> {
    const known = draft.documents.get(`${kind}/${key}`) ?? this.#seen.get(`${kind}/${key}`);
    const found = known ?? (await this.reads.findDocument(kind, key));
    // A number may have been found by its alias, and changed here since.
    const current = found && (draft.documents.get(`${kind}/${found.number}`) ?? this.#seen.get(`${kind}/${found.number}`) ?? found);
    return current as StoredDocument<ContentOf<Kind>> | undefined;
  }

  /** A goods document by number, whichever of the two kinds it is. */
  async findGoods(draft: Draft, key: string): Promise<StoredDocument<GoodsDocument> | undefined> {
    return (await this.find(draft, "inventory", key)) ?? (await this.find(draft, "stock_document", key));
  }

  /** Documents that name this one, by whichever of its numbers. */
  async listLinked(draft: Draft, to: DocumentLink & Readonly<{ aliases?: readonly string[] }>): Promise<readonly StoredDocument[]> {
    const names = [to.number, ...(to.aliases ?? [])];
    const stored: StoredDocument[] = [];
    for (const number of names) stored.push(...(await this.reads.listLinked({ kind: to.kind, number })));
    return this.#present(draft, stored, ({ links }) => links.some(({ kind, number }) => kind === to.kind && names.includes(number)));
  }

  async listTrio(draft: Draft, trio: string): Promise<readonly StoredDocument[]> {
    return this.#present(draft, await this.reads.listTrio(trio), (document) => document.trio === trio);
  }

  /** Of a site, in one of these states as this transaction has left them. */
  async listInState<Kind extends DocumentKind>(
    draft: Draft,
    question: InStates<Kind>,
  ): Promise<readonly StoredDocument<ContentOf<Kind>>[]> {
    const { kind, site, states } = question;
    const fits = (document: StoredDocument): boolean => document.kind === kind && document.site === site && states.includes(document.state);
    return this.#present(draft, await this.reads.listInState(question), fits) as StoredDocument<ContentOf<Kind>>[];
  }

  /** What the buyer's year holds beside this list, with what this transaction has reserved or given back. */
  async quotaUsed(draft: Draft, { buyer, year, list }: Readonly<{ buyer: string; year: number; list: string }>): Promise<bigint> {
    const here = new Map<string, bigint>();
    for (const each of [...this.write.quotas, ...draft.quotas])
      if (each.buyer === buyer && each.year === year) here.set(each.list, each.amount);
    let used = await this.reads.quotaUsed(buyer, year, [list, ...here.keys()]);
    for (const [other, amount] of here) if (other !== list) used += amount;
    return used;
  }

  /** What happened to a document, with what this transaction adds. */
  async timelineOf(draft: Draft, { kind, number, aliases }: StoredDocument): Promise<Timeline> {
    const stored = await this.reads.listTimeline(kind, [number, ...aliases]);
    const names = new Set([number, ...aliases]);
    const here = [...this.write.documentEvents, ...draft.events.map((event) => ({ ...event, atMs: draft.atMs }))];
    return [...stored, ...here.filter((event) => event.kind === kind && names.has(event.number))];
  }

  async findObligation(draft: Draft, id: string): Promise<Obligation | undefined> {
    return draft.obligations.get(id) ?? this.#obligations.get(id) ?? (await this.reads.findObligation(id));
  }

  /** Open ones of a firm. */
  async listObligations(draft: Draft, owner: string): Promise<readonly Obligation[]> {
    const found = new Map((await this.reads.listObligations(owner)).map((each) => [each.obligation, each]));
    for (const each of [...this.#obligations.values(), ...draft.obligations.values()])
      if (each.owner === owner) found.set(each.obligation, each);
    return [...found.values()];
  }

  /** Stored documents as this transaction left them, and those that it made. */
  #present(draft: Draft, stored: readonly StoredDocument[], fits: (document: StoredDocument) => boolean): StoredDocument[] {
    const found = new Map(stored.map((document) => [`${document.kind}/${document.number}`, document]));
    for (const document of [...this.#seen.values(), ...draft.documents.values()])
      if (found.has(`${document.kind}/${document.number}`) || fits(document)) found.set(`${document.kind}/${document.number}`, document);
    return [...found.values()].filter(fits);
  }

  /** The draft became an entry. */
  keep(draft: Draft): void {
    for (const [key, document] of draft.documents) this.#seen.set(key, document);
    for (const [id, obligation] of draft.obligations) this.#obligations.set(id, obligation);
  }
}

/** Puts a document into the draft under all its names. */
export const put = (draft: Draft, document: StoredDocument): void => {
  for (const name of [document.number, ...document.aliases]) draft.documents.set(`${document.kind}/${name}`, document);
};
