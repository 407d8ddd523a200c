import { describe, expect, test } from "vitest";
import type { GatePass } from "../../server/domain/customs/documents/gate-pass.ts";
import type { AnswerDraft, Draft, GoodsDraft, PassDraft } from "../../server/exchange/drafts.ts";
import { lookUp } from "../../server/exchange/lookups.ts";
import { resolve, stamped } from "../../server/exchange/resolve.ts";
import type { Resolved } from "../../server/exchange/resolved.ts";
import type { CustomsLookups, KnownDocument, MasterBookLine } from "../../server/usecases/customs/messages-ports.ts";
import { TEA } from "../support/books.ts";
import { BOOK, gatePass, inventory } from "../support/customs.ts";

/** A zone with one book, as master data may have it; documents as a test puts them there. */
const NOW = Date.UTC(2026, 10, 21);
const LINES: readonly (MasterBookLine & { item: string })[] = [
  { book: BOOK, line: 1, item: "SKU1", gtin: TEA, uom: "EA", customsUnit: null },
  { book: BOOK, line: 2, item: "SKU2", gtin: TEA, uom: "KGM", customsUnit: null },
];
const world = (documents: readonly Partial<KnownDocument>[] = [], opened: readonly number[] = []): CustomsLookups => ({
  listBooks: async (books) => (books.includes(BOOK) ? [{ book: BOOK, kind: "bonded", site: "xt", owner: "acme" }] : []),
  listBookLines: async (questions) =>
    questions.flatMap(({ book, line, itemRecordNo }, asked) =>
      LINES.filter((each) => each.book === book && (line === null ? each.item === itemRecordNo : each.line === line)).map((each) => ({
        ...each,
        asked,
      })),
    ),
  listSites: async (offices) =>
    [
      { office: "3111", site: "xt" },
      { office: "3333", site: "north" },
      { office: "3333", site: "south" },
    ].filter(({ office }) => offices.includes(office)),
  listParties: async (codes) => [{ code: "3302999A01", party: "acme" }].filter(({ code }) => codes.includes(code)),
  listDocuments: async (questions) =>
    documents.filter((document) => questions.some(({ kind, key }) => kind === document.kind && key === document.key)) as KnownDocument[],
  listOpenedLines: async () => opened,
  listFirms: async () => [],
  listGoodsNames: async () => [],
  listOffices: async () => [],
  listNamed: async () => [],
  listOwed: async () => [],
  addAlias: async () => undefined,
});
const resolved = async (draft: Draft, lookups = world()): Promise<Resolved> =>
  resolve(draft, { known: await lookUp(lookups, [draft]), nowMs: NOW, kind: "INV101" });

const GOODS: GoodsDraft = {
  says: "goods",
  kind: "inventory",
  action: "file",
  isDeclared: true,
  keys: ["I-1"],
  book: BOOK,
  office: "3111",
  owner: ["3302999A01"],
  direction: "in",
  type: "0",
  mode: "1210",
  needsDeclaration: true,
  gathers: [],
  lines: [{ n: 1, bookLine: 1, unit: "007", quantity: 1_000_000n }],
};
const PASS: PassDraft = {
  says: "pass",
  action: "file",
  isDeclared: true,
  keys: ["P-1"],
  book: null,
  office: "3111",
  owner: ["3302999A01"],
  passKind: "3",
  direction: "out",
  binding: "1",
  plate: "湘A12345",
  container: null,
  totalWeightKg: null,
  documents: [],
  lines: [],
};

describe("whose a filing is, and where", () => {
  test("is said by its book", async () => {
    const { acts } = await resolved({ ...GOODS, office: "9999", owner: [] });
    expect(acts).toMatchObject([
      { act: "goods", key: "I-1", command: { type: "file", filing: { site: "xt", owner: "acme", lines: [{ gtin: TEA, uom: "EA" }] } } },
    ]);
  });

  test("is said by the declaration (业务申报表) that it is filed under", async () => {
    const declaration = {
      kind: "declaration",
      key: "D-1",
      number: "D-1",
      site: "xt",
      owner: "acme",
      book: BOOK,
      state: "approved",
    } as const;
    const { acts } = await resolved({ ...GOODS, kind: "stock_document", book: null, declaration: "D-1" }, world([declaration]));
    expect(acts).toMatchObject([{ command: { filing: { book: BOOK, site: "xt", lines: [{ bookLine: 1, gtin: TEA }] } } }]);
  });

  test("is said by the customs office and the firm's codes where no book is named", async () => {
    const { acts } = await resolved(PASS);
    expect(acts).toMatchObject([{ act: "pass", command: { filing: { site: "xt", owner: "acme", plate: "湘A12345", gates: 1 } } }]);
  });

  test.each<[string, Partial<PassDraft>, string]>([
    ["an office that no site has", { office: "9999" }, "site_unknown"],
    ["an office that two sites have", { office: "3333" }, "site_ambiguous"],
    ["a firm that nobody is", { owner: ["9999999999"] }, "owner_unknown"],
    ["a book that is not there", { book: "T0" }, "book_unknown"],
  ])("is not guessed: %s", async (_what, more, reason) => {
    const { acts, errors } = await resolved({ ...PASS, ...more });
    expect(acts).toEqual([]);
    expect(errors.map(({ message }) => message.split(":")[0])).toEqual([reason]);
  });

  test("all that is wrong is told at once", async () => {
    const lines = [
      { n: 1, bookLine: 1, unit: "035", quantity: 1n },
      { n: 2, bookLine: 9, unit: "007", quantity: 1n },
      { n: 3, bookLine: 2, unit: "070", quantity: 150_000n },
    ];
    const { errors } = await resolved({ ...GOODS, lines });
    expect(errors.map(({ element, found, allowed }) => [element.slice(0, 12), found, allowed])).toEqual([
      ["dclUnitcd[1]", "035 千克", "007 个 (EA)"],
      ["gdsMtno[2] 商", "9", "a line of the book"],
    ]);
  });

  test("a weight in another unit is told in the book's, exactly", async () => {
    const { acts } = await resolved({ ...GOODS, lines: [{ n: 1, bookLine: 2, unit: "070", quantity: 150_000n }] });
    expect(acts).toMatchObject([{ command: { filing: { lines: [{ uom: "KGM", quantity: 150_000_000n }] } } }]);
  });
});

describe("an inventory of retail lists (保税电商)", () => {
  const draft: GoodsDraft = { ...GOODS, type: "8", direction: "out", gathers: ["31112026I000000001", "31112026I000000002"] };
  const list: Partial<KnownDocument> = { kind: "list", key: "31112026I000000001", number: "C1", state: "released" };

  test("gathers them by the number that they are filed under; of one that is not here it warns", async () => {
    const { acts, warnings } = await resolved(draft, world([list]));
    expect(acts).toMatchObject([{ command: { filing: { gathers: ["C1", "31112026I000000002"] } } }]);
    const undeclared = { ...draft, needsDeclaration: false };
    // The lists are its declarations, where they are known here.
    expect((await resolved(undeclared, world([list]))).acts).toMatchObject([{ command: { filing: { needsDeclaration: true } } }]);
    expect((await resolved(undeclared)).acts).toMatchObject([{ command: { filing: { needsDeclaration: false } } }]);
    expect(warnings).toMatchObject([{ element: "CbecBillNo 电商清单编号", found: "31112026I000000002" }]);
  });

  test("and no other kind looks for lists", async () => {
    const { acts, warnings } = await resolved({ ...draft, type: "1" }, world([list]));
    expect(acts).toMatchObject([{ command: { filing: { gathers: draft.gathers } } }]);
    expect(warnings).toEqual([]);
  });
});

describe("a pass", () => {
  const filed = {
    kind: "inventory",
    key: "QD1",
    number: "QD1",
    site: "xt",
    owner: "acme",
    book: BOOK,
    state: "approved",
    content: { ...inventory("QD1"), state: "approved" },
  };
  const known = world([filed as Partial<KnownDocument>, { ...filed, key: "QD2", number: "QD2" } as Partial<KnownDocument>]);
  const line = { n: 1, documentLine: 1, itemRecordNo: "SKU1", unit: "007", quantity: 400_000n };

  test("carries the lines that it names of its one document", async () => {
    const { acts } = await resolved({ ...PASS, office: null, owner: [], documents: ["QD1"], lines: [line] }, known);
    expect(acts).toMatchObject([
      { command: { filing: { site: "xt", owner: "acme", lines: [{ document: "QD1", documentLine: 1, gtin: TEA, quantity: 400_000n }] } } },
    ]);
  });

  test("carries all that is left of several documents: no line says of which it is", async () => {
    const { acts } = await resolved({ ...PASS, documents: ["QD1", "QD2"], lines: [line] }, known);
    expect(acts).toMatchObject([{ command: { filing: { documents: ["QD1", "QD2"], lines: [] } } }]);
  });

  test("names a line that its document does not have", async () => {
    const { errors } = await resolved({ ...PASS, documents: ["QD1"], lines: [{ ...line, documentLine: 7, itemRecordNo: "SKU7" }] }, known);
    expect(errors).toMatchObject([{ message: "line_unknown: QD1 has no such line" }]);
  });

  test("for goods registered at the gate (5) needs neither product nor document", async () => {
    const { acts } = await resolved({ ...PASS, passKind: "5", lines: [{ n: 1, documentLine: null, unit: "011", quantity: 100_000n }] });
    expect(acts).toMatchObject([{ command: { filing: { lines: [{ document: null, gtin: null, quantity: 100_000n }] } } }]);
  });
});

describe("what customs answers", () => {
  const pass = (state: GatePass["state"], gates: 1 | 2): CustomsLookups =>
    world([
      {
        kind: "pass",
        key: "P-1",
        number: "P-1",
        site: "xt",
        owner: "acme",
        book: null,
        state,
        content: { ...gatePass("P-1", { gates }), state, passedBy: null },
      },
    ]);
  const passed = (gate: 1 | 2 | "only"): AnswerDraft => ({
    says: "answer",
    document: "pass",
    keys: ["P-1"],
    steps: [{ do: "pass_gate", gate, atMs: NOW, weighedKg: null }],
    receipt: { status: "1", atMs: NOW },
  });

  test.each<[GatePass["state"], 1 | 2, 1 | 2 | "only", number]>([
    ["approved", 1, "only", 1],
    ["approved", 2, 1, 1],
    ["first_gate", 2, 1, 0],
    ["first_gate", 2, 2, 1],
    // The receipt of the first gate was lost.
    ["approved", 2, 2, 2],
    ["passed", 2, 1, 0],
    ["passed", 1, "only", 1],
  ])("a pass that is %s, of %s gates, told of gate %s: %s passages", async (state, gates, gate, passages) => {
    expect((await resolved(passed(gate), pass(state, gates))).acts).toHaveLength(passages);
  });

  test("has customs' own time, and never the future", async () => {
    const draft = passed("only");
    const by = { by: "customs", nowMs: NOW, message: 7, kind: "SAS223" };
    const done = await resolved(draft, pass("approved", 1));
    expect(stamped(draft, done, by)).toMatchObject([{ atMs: NOW, message: 7, by: "customs", receipt: { kind: "SAS223", status: "1" } }]);
    expect(stamped(draft, { ...done, receipt: { status: "1", atMs: NOW - 5 } }, by)).toMatchObject([{ atMs: NOW - 5 }]);
    expect(stamped(draft, { ...done, receipt: { status: "1", atMs: NOW + 5 } }, by)).toMatchObject([{ atMs: NOW }]);
  });

  test("about a document that is not here is kept, and waits for each number that it names", async () => {
    const { acts, errors, warnings, waits } = await resolved({ ...passed("only"), keys: ["P-1", "Z1"] });
    expect([acts, errors]).toEqual([[], []]);
    expect(warnings).toMatchObject([{ element: "P-1", message: expect.stringContaining("not_filed") as string, found: "P-1, Z1" }]);
    expect(waits).toEqual([
      { kind: "pass", key: "P-1" },
      { kind: "pass", key: "Z1" },
    ]);
  });

  test("about a list likewise; what a firm asks of a list that is not here is the desk's to refuse", async () => {
    const receipt: Draft = {
      says: "list",
      keys: ["C1"],
      command: { do: "receive", receipt: { status: 800, atMs: NOW } },
      receipt: { status: "800", atMs: NOW },
    };
    expect(await resolved(receipt)).toMatchObject({ acts: [], waits: [{ kind: "list", key: "C1" }] });
    const asked: Draft = { says: "list", keys: ["C1"], command: { do: "request_cancel", request: "X" } };
    expect(await resolved(asked)).toMatchObject({ acts: [{ act: "list", key: "C1" }], waits: [] });
  });
});

describe("a book that customs opens", () => {
  const opening: Draft = {
    says: "book",
    book: BOOK,
    receipt: { status: "1", atMs: NOW },
    lines: [
      { line: 1, unit: "007", quantity: 500_000n },
      { line: 2, unit: "035", quantity: 200_000n },
    ],
  };
  test("begins with what customs counts on it", async () => {
    expect((await resolved(opening)).acts).toMatchObject([
      {
        act: "open_book",
        book: BOOK,
        site: "xt",
        lines: [
          { line: 1, uom: "EA" },
          { line: 2, uom: "KGM" },
        ],
      },
    ]);
  });
  test("waits for master data with what master data does not have, and opens the rest", async () => {
    expect(await resolved({ ...opening, book: "T0" })).toMatchObject({ acts: [], errors: [], waits: [{ kind: "book", key: "T0" }] });
    const lines = [
      { line: 1, unit: "007", quantity: 500_000n },
      { line: 9, unit: "007", quantity: 1n },
      { line: 2, unit: "007", quantity: 1n },
    ];
    const { acts, errors, warnings, waits } = await resolved({ ...opening, lines });
    expect(acts).toMatchObject([{ act: "open_book", lines: [{ line: 1 }] }]);
    expect(errors).toEqual([]);
    expect(warnings.map(({ message }) => message.split(":")[0])).toEqual(["line_unknown", "unit_differs"]);
    expect(waits).toEqual([{ kind: "book_line", key: `${BOOK}/9` }]);
  });
  test("does not begin twice on a line", async () => {
    expect((await resolved(opening, world([], [1]))).acts).toMatchObject([{ lines: [{ line: 2 }] }]);
    expect((await resolved(opening, world([], [1, 2]))).acts).toEqual([]);
  });
});
