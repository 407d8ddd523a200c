/** Documents that no message filed → messages to customs, and what customs will miss in them. */
import { randomUUID } from "node:crypto";
import type { MessageIssue, CustomsLookups, KnownDocument, ToSend } from "../usecases/customs/messages-ports.ts";
import { composeDeclaration, composeInventory, composePass, composeStockDocument, type Composed, type Composing } from "./compose.ts";
import { keepOutgoing, signBy, type DispatchParts } from "./dispatch.ts";
import type { ReaderPool } from "./reader-pool.ts";

export type ByHandParts = DispatchParts & Readonly<{ lookups: CustomsLookups; readers: ReaderPool }>;

export const createWriteByHand =
  (parts: ByHandParts) =>
  async (sends: readonly ToSend[]): Promise<void> => {
    const documents = await parts.lookups.listDocuments(sends.map(({ kind, number }) => ({ kind, key: number })));
    for (const send of sends) {
      const document = documents.find(({ kind, key }) => kind === send.kind && key === send.number);
      await writeOne(parts, send, document);
    }
  };

const writeOne = async (parts: ByHandParts, send: ToSend, document: KnownDocument | undefined): Promise<void> => {
  const composed = document && composedOf(document, await knowledgeOf(parts.lookups, document));
  if (!composed) {
    const kind = send.kind === "list" ? "CEB6" : send.kind;
    await keepOutgoing(parts, { kind, by: "desk", bytes: new Uint8Array(), issues: [BY_MESSAGE], isSigned: false }, [
      { key: send.number, send },
    ]);
    return;
  }
  const reply = await parts.readers.withReader(0, (reader) => reader.ask({ ask: "compose", composed, guid: randomUUID().toUpperCase() }));
  if (reply.reply !== "written") throw new Error(`the reader answered ${reply.reply}`);
  const bytes = await signBy(parts.signer, reply.written.bytes);
  const { issues } = reply.written;
  await keepOutgoing(parts, { kind: composed.kind, by: "desk", bytes, issues, isSigned: parts.signer !== undefined }, [
    { key: send.number, send },
  ]);
};

const BY_MESSAGE: MessageIssue = {
  element: "",
  message: "it was filed by hand, and a list names its buyer by a number that is not kept here: declare it by its own message",
  found: null,
  allowed: "CEB621 or CEB603",
};

const composedOf = ({ content }: KnownDocument, by: Composing): Composed | undefined => {
  switch (content.kind) {
    case "inventory":
      return composeInventory(content, by);
    case "stock_document":
      return composeStockDocument(content, by);
    case "pass":
      return composePass(content, by);
    case "declaration":
      return composeDeclaration(content, by);
    default:
      return undefined;
  }
};

const knowledgeOf = async (lookups: CustomsLookups, { site, owner, book, content }: KnownDocument): Promise<Composing> => {
  const lines = content.kind === "inventory" || content.kind === "stock_document" || content.kind === "pass" ? content.lines : [];
  const gtins = [...new Set(lines.flatMap(({ gtin }) => gtin ?? []))];
  const [firm] = owner === null ? [] : await lookups.listFirms([owner]);
  const [zone] = site === null ? [] : await lookups.listOffices([site]);
  const goods = gtins.length === 0 ? [] : await lookups.listGoodsNames(gtins);
  const bookLines = lines.flatMap((line) => ("bookLine" in line ? (line.bookLine ?? []) : []));
  const filed = book === null ? [] : await lookups.listBookLines(bookLines.map((line) => ({ book, line, itemRecordNo: null })));
  const gathered = content.kind === "inventory" && content.type === "8" ? content.gathers : [];
  const lists = gathered.length === 0 ? [] : await lookups.listDocuments(gathered.map((key) => ({ kind: "list", key })));
  const units = new Map(filed.map(({ line, customsUnit }) => [line, customsUnit]));
  return {
    firm,
    office: zone?.office,
    findGoods: (gtin) => goods.find((each) => each.gtin === gtin),
    listNumber: (list) => {
      const found = lists.find(({ key }) => key === list)?.content;
      return (found?.kind === "list" ? found.record.invtNo : undefined) ?? list;
    },
    findUnit: (_document, { bookLine }) => (bookLine === null ? null : (units.get(bookLine) ?? null)),
  };
};
