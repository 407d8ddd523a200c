/** Real receipts of 2024, from the folder that ENTREPOT_CORPUS names; skipped, by name, without it. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { writeJg2 } from "../../server/messages/jg2/write-jg2.ts";
import { ENVELOPE, read, readBytes } from "./jg2-samples.ts";

const FOLDER = path.join(process.env["ENTREPOT_CORPUS"] ?? "", "jg2");
const isThere = (name: string): boolean => process.env["ENTREPOT_CORPUS"] !== undefined && existsSync(path.join(FOLDER, `${name}.xml`));

function readReceipt(name: string) {
  const message = readBytes(readFileSync(path.join(FOLDER, `${name}.xml`)));
  if (message === undefined) throw new Error(`${name} is not a message of 金关二期`);
  return message;
}

/** The code of a firm is replaced in all three, and its check digit is none. */
const isReplacedCode = ({ reason, found }: Readonly<{ reason: string; found: string }>): boolean =>
  reason === "check_digit" && found === "91330200MA0EXAMPLE";

describe.each(["INV201", "SAS221", "SAS223"])("the real receipt %s", (name) => {
  test.runIf(isThere(name))("is read whole, with nothing to say but the replaced code of the firm", () => {
    const message = readReceipt(name);
    expect(message).toMatchObject({ system: "jg2", kind: name, transfer: { dialect: "definitions", envelope: { messageType: name } } });
    expect(message.rejected).toEqual([]);
    expect(message.messageWarnings).toEqual([]);
    expect(message.nodes).toHaveLength(1);
    expect(message.nodes[0]?.warnings.filter((warning) => !isReplacedCode(warning))).toEqual([]);
  });

  test.runIf(isThere(name))("says the same when it is written and read again", () => {
    const { nodes, transfer } = readReceipt(name);
    const record = nodes[0]?.record;
    if (record?.kind !== "INV201" && record?.kind !== "SAS221" && record?.kind !== "SAS223") throw new Error("another kind");
    const written = writeJg2({ dialect: "definitions", document: record, envelope: { ...ENVELOPE, ...transfer.envelope } });
    expect(read(written.xml).nodes[0]?.record).toEqual(record);
    expect(read(written.xml).transfer).toEqual(transfer);
  });
});

test.runIf(isThere("INV201"))("INV201 tells the approval of an inventory list that is pre-deducted and not released", () => {
  expect(readReceipt("INV201").nodes[0]).toMatchObject({
    key: "QD311124E000098849",
    record: {
      result: { manageResult: "4", manageDate: "2024-07-30 11:48:02", businessId: "QD311124E000098849" },
      head: {
        putrecNo: "T3111W000076",
        prevdTime: "2024-07-30 11:48:01",
        vrfdedMarkcd: "1",
        vrfdedModecd: "E",
        entryStucd: "0",
        // In no definition, but in the receipt.
        dclTypecd: "1",
      },
      lines: [],
    },
  });
  expect(readReceipt("INV201").nodes[0]?.record).not.toHaveProperty("head.formalVrfdedTime");
});

test.runIf(isThere("SAS221"))("SAS221 tells an approved pass with its goods and its inventory list", () => {
  expect(readReceipt("SAS221").nodes[0]).toMatchObject({
    key: "Z3111I240728000000000003",
    record: {
      head: { stucd: "1", vehicleNo: "鄂A0L300", totalWt: "14292.8", rltNo: ["QD311124I000067647"], ownerSystem: "1" },
      lines: [{ passportSeqno: "1", rltGdsSeqno: "8", dclQty: "17568", grossWt: "292.8" }],
      relations: [{ rltNo: "QD311124I000067647", rltTbTypecd: "1" }],
    },
  });
});

test.runIf(isThere("SAS223"))("SAS223 tells a passed gate that did not weigh, and three lists joined by a backslash", () => {
  const record = readReceipt("SAS223").nodes[0]?.record;
  expect(record).toMatchObject({
    head: { stucd: "2", passTime: "2024-07-26 17:31:59", rltNo: ["QD311124E000097136", "QD311124E000097138", "QD311124E000097139"] },
  });
  expect(record).not.toHaveProperty("head.weighedKg");
});
