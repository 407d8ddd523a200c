import { describe, expect, test } from "vitest";
import type { BookLineAnswer } from "#wire/customs-books.ts";
import type { DocumentRow } from "#wire/customs-documents.ts";
import type { About } from "../../../simulators/customs/about.ts";
import { Papers } from "../../../simulators/customs/papers.ts";
import { compareBooks, comparePapers } from "../../../simulators/witness.ts";

const BOOK = "T1";
const said = (key: string, outcome: About["outcome"]): About => ({ family: "inventory", key, outcome });
const balance = (papers: Papers) => papers.listBookLines().map(({ actual, incoming, outgoing }) => [actual, incoming, outgoing])[0];
const filed = (direction: "in" | "out", needsDeclaration = false) => {
  const papers = new Papers();
  papers.open(BOOK, 1, 100);
  papers.fileInventory({ key: "I", book: BOOK, direction, needsDeclaration, lines: [{ line: 1, quantity: 30 }] });
  return papers;
};
const state = (papers: Papers, key: string) => papers.list().find((paper) => paper.key === key)?.state;

// Rules 2.5: pre-credited or pre-deducted on approval, formal when the declaration is released and all has passed the gate.
describe("the witness's own tally", () => {
  test.each<["in" | "out", (number | undefined)[], number[]]>([
    ["in", [100, 30, 0], [130, 0, 0]],
    ["out", [70, 0, 30], [70, 0, 0]],
  ])("counts what goes %s as pending first, formally when it has passed", (direction, pending, formal) => {
    const papers = filed(direction);
    expect(balance(papers)).toEqual([100, 0, 0]);
    papers.hear(said("I", "approved"));
    expect(balance(papers)).toEqual(pending);
    papers.passGate("P", "I");
    expect(balance(papers)).toEqual(formal);
    expect(state(papers, "I")).toBe("done");
    expect(state(papers, "P")).toBe("passed");
  });
  test("counts it formally only when it is released as well, in either order", () => {
    const papers = filed("in", true);
    papers.hear(said("I", "approved"));
    papers.passGate("P", "I");
    expect(balance(papers)).toEqual([100, 30, 0]);
    papers.hear(said("I", "released"));
    expect(balance(papers)).toEqual([130, 0, 0]);
    const other = filed("in", true);
    other.hear(said("I", "released"));
    other.hear(said("I", "approved"));
    expect(balance(other)).toEqual([100, 30, 0]);
    other.passGate("P", "I");
    expect(balance(other)).toEqual([130, 0, 0]);
  });
  test("moves nothing for what is refused, or told twice", () => {
    const papers = filed("out");
    papers.hear(said("I", "refused"));
    expect(balance(papers)).toEqual([100, 0, 0]);
    expect(state(papers, "I")).toBe("refused");
    const other = filed("out");
    other.hear(said("I", "approved"));
    other.hear(said("I", "approved"));
    expect(balance(other)).toEqual([70, 0, 30]);
  });
});

const line = (more: Partial<BookLineAnswer>): BookLineAnswer => ({
  line: 1,
  itemRecordNo: "SKU1",
  gtin: "06970001100372",
  name: null,
  hsCode: null,
  uom: "EA",
  formal: "100",
  actual: "70",
  incoming: "0",
  outgoing: "30",
  physical: "100",
  difference: "0",
  ...more,
});
const row = (number: string, innerNo: string | null, kind: DocumentRow["kind"], documentState: string) =>
  ({ number, innerNo, kind, state: documentState }) as DocumentRow;

describe("the witness of customs", () => {
  const expected = [{ book: BOOK, line: 1, actual: 70, incoming: 0, outgoing: 30 }];
  test("agrees with books that are the same", () => {
    expect(compareBooks(expected, new Map([[BOOK, [line({})]]]))).toEqual([]);
  });
  test.each([
    ["what was not deducted", { actual: "100", outgoing: "0" }, 2],
    ["a quantity that is a little off", { outgoing: "29.5" }, 1],
  ])("notices %s", (_, more, count) => {
    expect(compareBooks(expected, new Map([[BOOK, [line(more)]]]))).toHaveLength(count);
  });
  test("notices a line that is not there", () => {
    expect(compareBooks(expected, new Map())).toHaveLength(1);
  });
  test("knows a document by its own number and by the firm's, and notices another state", () => {
    const papers = [
      { kind: "pass", key: "P1", state: "passed" },
      { kind: "list", key: "L1", state: "released" },
      { kind: "inventory", key: "I1", state: "approved" },
    ] as const;
    const found = [row("Z1", "P1", "pass", "passed"), row("L1", null, "list", "released"), row("QD1", "I1", "inventory", "done")];
    expect(comparePapers(papers, found)).toEqual(["inventory I1: expected approved, found done"]);
    expect(comparePapers(papers, [])).toHaveLength(3);
  });
});
