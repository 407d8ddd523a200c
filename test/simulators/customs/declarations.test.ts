import { describe, expect, test } from "vitest";
import { isCitizenNumber, isCreditCode } from "../../../server/messages/check-digits.ts";
import { readMessage } from "../../../server/messages/read-message.ts";
import { buyerOf } from "../../../simulators/customs/declarations/buyers.ts";
import { writeExportLists, writeExportOrders, writeExportWaybills } from "../../../simulators/customs/declarations/export-messages.ts";
import { writeLists, writeOrders, writePayments, writeWaybills } from "../../../simulators/customs/declarations/retail-messages.ts";
import { writeInventory, writePass } from "../../../simulators/customs/declarations/zone-messages.ts";
import { writeBookOpening } from "../../../simulators/customs/receipts-jg2.ts";
import { PARTIES } from "../../../simulators/world/catalog.ts";
import { createRandom } from "../../../simulators/world/random.ts";
import { hasCebCorpus, validateByXsd } from "../../messages/support/corpus.ts";
import { DECLARED_MS, exportFiling, inventory, pass, wave } from "./made.ts";

const read = (xml: string) => {
  const message = readMessage(new TextEncoder().encode(xml));
  if (!message.readable) throw new Error(message.detail);
  return message;
};

const IMPORTS = { 311: writeOrders(wave(5)), 411: writePayments(wave(5)), 511: writeWaybills(wave(5)), 621: writeLists(wave(5)) };
const EXPORTS = { 303: writeExportOrders([exportFiling]), 505: writeExportWaybills([exportFiling]), 603: writeExportLists([exportFiling]) };
const ZONE = {
  "INV101 in": writeInventory(inventory),
  "INV101 out": writeInventory({ ...inventory, direction: "out", type: "8", needsDeclaration: false, country: "142" }),
  "INV101 between zones": writeInventory({ ...inventory, type: "6", partner: { number: "QD434326E007000041", book: "T4343W000001" } }),
  "SAS121 in": writePass(pass),
  "SAS121 voided": writePass({ ...pass, voids: "Z4316I261120000007000043" }),
  "SAS121 without declaration": writePass({ ...pass, passKind: "4", direction: "out" }),
  BWS201: writeBookOpening(
    {
      book: "T4316W000001",
      office: "4316",
      firm: { code: "4303960X02", name: "莲湘跨境电商有限公司" },
      atMs: DECLARED_MS,
      lines: [{ line: 1, itemRecordNo: "SKU00037", hsCode: "1901101090", name: "婴幼儿配方奶粉", unit: "122", quantity: 336 }],
    },
    "opening-1",
  ),
};

describe("what the firms file", () => {
  test.each(Object.entries({ ...IMPORTS, ...EXPORTS, ...ZONE }))("%s is read without a fault", (_, xml) => {
    const message = read(xml);
    expect(message.rejected).toEqual([]);
    expect(message.nodes.length).toBeGreaterThan(0);
    const said = [...message.messageWarnings, ...message.nodes.flatMap(({ warnings }) => warnings)];
    // Nobody has a key here: that the lists are not signed is said of each.
    expect(
      said.filter(({ reason }) => reason !== "unsigned").map(({ element, message: what, found }) => `${element} ${what} ${found}`),
    ).toEqual([]);
  });
  test.skipIf(!hasCebCorpus)("the cross-border messages validate by the official definitions", async () => {
    expect(await validateByXsd(Object.values(IMPORTS), "import")).toEqual(Object.values(IMPORTS).map(() => []));
    expect(await validateByXsd(Object.values(EXPORTS), "export")).toEqual(Object.values(EXPORTS).map(() => []));
  });
  test("the same order is the same message, word for word", () => {
    expect(writeLists(wave(5))).toBe(IMPORTS[621]);
  });
  test("a hundred orders share a message", () => {
    expect(read(writeLists(wave(100))).nodes).toHaveLength(100);
  });
});

test("buyers have right check digits and are of no province", () => {
  for (let index = 0; index < 300; index++) {
    const { idNumber } = buyerOf(index, createRandom(1, `buyer/${index}`));
    expect(isCitizenNumber(idNumber), idNumber).toBe(true);
    // GB/T 2260: 11 to 82 are provinces.
    expect(Number(idNumber.slice(0, 2))).toBeGreaterThan(82);
  }
});

test("firms have right credit codes", () => {
  for (const { creditCode } of PARTIES) if (creditCode !== undefined) expect(isCreditCode(creditCode), creditCode).toBe(true);
});
