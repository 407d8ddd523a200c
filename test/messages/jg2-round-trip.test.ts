/** Whatever is written is read again as it was: every kind, each dialect, any field that the dialect has. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WritableDocument } from "../../server/messages/jg2/generated/messages.ts";
import { writeJg2, type Writing } from "../../server/messages/jg2/write-jg2.ts";
import { arbitraryDocument } from "./jg2-arbitrary.ts";
import { ENVELOPE, read } from "./jg2-samples.ts";

const DECLARED_BY_CLIENT = ["BWS101", "INV101", "SAS101", "SAS111", "SAS121"] as const;
const KINDS: readonly WritableDocument["kind"][] = [
  ...DECLARED_BY_CLIENT,
  "EMS121",
  "BWS201",
  "INV201",
  "SAS201",
  "SAS211",
  "SAS221",
  "SAS222",
  "SAS223",
  "EMS221",
];
const RUNS = { numRuns: 60 };
const CONTROL = { declareFlag: "1", sysId: "Z7", operCusRegCode: "3302999A01" };

const inDefinitions = (document: WritableDocument): Writing => ({ dialect: "definitions", document, envelope: ENVELOPE });
const inClient = (document: WritableDocument): Writing =>
  ({ dialect: "client", document, envelope: ENVELOPE, control: CONTROL }) as Writing;

function expectReadAgain(writing: Writing): void {
  const { xml, issues } = writeJg2(writing);
  const message = read(xml);
  expect(message.rejected).toEqual([]);
  expect(message.nodes.map(({ record }) => record)).toEqual([writing.document]);
  // Nothing is left out, and the writer hears what the reader says.
  expect(issues.filter(({ reason, severity }) => severity === "error" || reason === "unknown_element")).toEqual([]);
  expect(message.nodes[0]?.warnings.map(({ element, reason }) => [element, reason])).toEqual(
    issues.map(({ element, reason }) => [element, reason]),
  );
}

describe("in the definitions' dialect", () => {
  test.each(KINDS)("%s is read again as it was written", (kind) => {
    fc.assert(
      fc.property(arbitraryDocument(kind, ["definitions"]), (document) => expectReadAgain(inDefinitions(document))),
      RUNS,
    );
  });
});

describe("in the single-window client's dialect", () => {
  test.each(DECLARED_BY_CLIENT)("%s is read again as it was written", (kind) => {
    fc.assert(
      fc.property(arbitraryDocument(kind, ["client"]), (document) => expectReadAgain(inClient(document))),
      RUNS,
    );
  });

  test.each(DECLARED_BY_CLIENT)("%s is the same record as in the definitions'", (kind) => {
    fc.assert(
      fc.property(arbitraryDocument(kind, ["definitions", "client"]), (document) => {
        const [fromCustoms, fromClient] = [inDefinitions(document), inClient(document)].map(
          (writing) => read(writeJg2(writing).xml).nodes[0]?.record,
        );
        expect(fromCustoms).toEqual(document);
        expect(fromClient).toEqual(fromCustoms);
      }),
      RUNS,
    );
  });

  test("has no receipts and no EMS121", () => {
    for (const kind of ["SAS221", "EMS121"] as const) {
      const [document] = fc.sample(arbitraryDocument(kind, ["definitions"]), 1);
      if (document === undefined) throw new Error("no sample");
      expect(() => writeJg2(inClient(document))).toThrow(`${kind} is not written in the client dialect`);
    }
  });
});
