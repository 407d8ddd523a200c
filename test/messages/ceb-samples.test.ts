/** The official sample messages of 跨境统一版 (202205): what their authors wrote is read, and what they got wrong is named. */
import { describe, expect, test } from "vitest";
import type { CebMessage } from "../../server/messages/message.ts";
import { readMessage } from "../../server/messages/read-message.ts";
import { hasCebCorpus, listCebSamples, readCebSample } from "./support/corpus.ts";

function read(bytes: Uint8Array): CebMessage {
  const message = readMessage(bytes);
  if (!message.readable || message.system !== "ceb") throw new Error(JSON.stringify(message));
  return message;
}

const errorsOf = ({ rejected }: CebMessage): readonly string[] => [
  ...new Set(rejected.flatMap(({ errors }) => errors.map(({ element, reason }) => `${element} ${reason}`))),
];
const warningsOf = ({ nodes }: CebMessage): readonly string[] => [
  ...new Set(nodes.flatMap(({ warnings }) => warnings.map(({ element, reason }) => `${element} ${reason}`))),
];
const edited = (name: string, edit: (text: string) => string): Uint8Array =>
  Buffer.from(edit(Buffer.from(readCebSample(name)).toString("utf8")));

describe.skipIf(!hasCebCorpus)("the official samples (ENTREPOT_CORPUS)", () => {
  test.each(listCebSamples().map(({ name, bytes }) => ({ name, bytes })))("$name is read as what it is", ({ name, bytes }) => {
    const { kind, nodes, rejected, transfer } = read(bytes);
    expect(`${kind}Message.xml`).toBe(name);
    expect(nodes.length + rejected.length).toBeGreaterThan(0);
    expect(transfer.guid).toHaveLength(36);
  });

  test.each([
    ["CEB311", 6, ["OrderHead/buyerIdNumber check_digit", "OrderList[2]/totalPrice arithmetic"]],
    ["CEB312", 10, []],
    ["CEB411", 10, ["PaymentHead/payerIdNumber check_digit"]],
    ["CEB412", 10, []],
    ["CEB512", 10, []],
    ["CEB622", 10, []],
    ["CEB711", 1, []],
    ["CEB304", 10, ["guid wrong_form"]],
    ["CEB506", 10, []],
    ["CEB604", 10, ["statisticsFlag unusual_value"]],
  ])("%s: all %i nodes are taken, with warnings only", (kind, count, warnings) => {
    const message = read(readCebSample(kind));
    expect([message.nodes.length, errorsOf(message), warningsOf(message)]).toEqual([count, [], warnings]);
  });

  test.each([["CEB303"], ["CEB505"], ["CEB603"]])("%s carries more than one BaseTransfer, and the second is named", (kind) => {
    const message = read(readCebSample(kind));
    expect([message.nodes.length, errorsOf(message)]).toEqual([0, ["BaseTransfer[2] too_many"]]);
    const [error] = message.rejected[0]!.errors;
    expect(error).toMatchObject({ zh: "基础报文传输实体", found: "2", allowed: "1", severity: "error" });
    expect(Buffer.from(readCebSample(kind)).toString("utf8").split("\n")[error!.line! - 1]).toContain("<ceb:BaseTransfer>");
    expect(message.transfer).toMatchObject({ copCode: "1105910159", dxpMode: "DXP" });
  });
  test("CEB303 with one BaseTransfer says what is left: unit and currency that no list has", () => {
    const message = read(edited("CEB303", (text) => text.replace(/<ceb:BaseTransfer>[\s\S]*?<\/ceb:BaseTransfer>/, "")));
    expect([message.nodes.length, errorsOf(message)]).toEqual([10, []]);
    expect(warningsOf(message)).toEqual([
      "OrderHead/guid wrong_form",
      "OrderList[1]/unit unlisted_code",
      "OrderList[1]/currency unlisted_code",
      "OrderHead/goodsValue arithmetic",
    ]);
  });

  test("CEB621 and CEB511 are valid by the XSD and say packNo 6000, where the note says 限定为“1”", () => {
    expect(errorsOf(read(readCebSample("CEB621")))).toEqual(["InventoryHead/packNo wrong_value"]);
    expect(errorsOf(read(readCebSample("CEB511")))).toEqual(["LogisticsHead/packNo wrong_value"]);
    const [rejected] = read(readCebSample("CEB621")).rejected;
    expect(rejected).toMatchObject({ key: "NBBH20160308005", guid: "4CDE1CFD-EDED-46B1-946C-B8022E42FC94" });
    expect(rejected?.errors).toMatchObject([{ zh: "件数", found: "6000", allowed: "1", line: 49 }]);
  });
  test("with packNo 1 it is taken, typed, with official misspellings, and what is odd is warned of", () => {
    const { nodes, rejected } = read(edited("CEB621", (text) => text.replaceAll("packNo>6000<", "packNo>1<")));
    expect([nodes.length, rejected.length]).toEqual([10, 0]);
    const [node] = nodes;
    if (node?.kind !== "CEB621") throw new Error("not a list");
    expect(node.key).toBe("NBBH20160308005");
    expect(node.record.head).toMatchObject({ orderNo: "order2016030811340001", tradeMode: "9610", freight: "500", buyerName: "李小宝" });
    expect("preNo" in node.record.head).toBe(false);
    expect(node.record.lines.map(({ gnum, gcode, gname, qty2 }) => [gnum, gcode, gname, qty2])).toEqual([
      ["1", "8541401000", "小米盒子", "300"],
      ["2", "8541401000", "花王纸尿裤", "300"],
    ]);
    const order = read(readCebSample("CEB311")).nodes[0]!;
    expect(order.kind === "CEB311" && order.record.head.acturalPaid).toMatch(/^\d+/);
  });
  test("a bad node does not sink its neighbours", () => {
    let count = 0;
    const message = read(
      edited("CEB621", (text) =>
        text
          .replaceAll(/packNo>6000</g, () => (++count === 4 ? "packNo>2<" : "packNo>1<"))
          .replace("<ceb:qty>100</ceb:qty>", "<ceb:qty>many</ceb:qty>"),
      ),
    );
    expect(message.nodes).toHaveLength(8);
    expect(message.rejected.map(({ errors }) => errors.map(({ element, reason }) => `${element} ${reason}`))).toEqual([
      ["InventoryList[1]/qty not_a_number"],
      ["InventoryHead/packNo wrong_value"],
    ]);
  });
  test.each<[string, string, (text: string) => Uint8Array]>([
    ["CEB311", "with a byte order mark", (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])],
    ["CEB711", "in UTF-16", (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])],
    ["CEB411", "without its prefix", (text) => Buffer.from(text.replaceAll("ceb:", "").replace("xmlns:ceb=", "xmlns="))],
    ["CEB411", "with another prefix", (text) => Buffer.from(text.replaceAll("ceb:", "x:").replace("xmlns:ceb=", "xmlns:x="))],
    ["CEB411", "with Windows line ends", (text) => Buffer.from(text.replaceAll(/\r?\n/g, "\r\n"))],
  ])("%s %s says the same", (kind, _, encode) => {
    const plain = read(readCebSample(kind));
    const other = read(encode(Buffer.from(readCebSample(kind)).toString("utf8").replace("\ufeff", "")));
    expect(other).toEqual(plain);
  });
  test.each(["CEB311", "CEB621", "CEB303"])("%s in GBK says the same as in UTF-8", (kind) => {
    const text = Buffer.from(readCebSample(kind)).toString("utf8").replace("\ufeff", "").replace('encoding="UTF-8"', 'encoding="GBK"');
    const characters = gbkTable();
    const bytes = Buffer.concat([...text].map((each) => (each < "\u0080" ? Buffer.from(each) : (characters.get(each) ?? fail(each)))));
    expect(read(bytes)).toEqual(read(readCebSample(kind)));
  });
});

const fail = (character: string): never => {
  throw new Error(`${character} is not in GBK`);
};

/** Node decodes GBK and does not encode it: every pair of bytes is decoded once. */
function gbkTable(): ReadonlyMap<string, Buffer> {
  const decoder = new TextDecoder("gbk");
  const table = new Map<string, Buffer>();
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const bytes = Buffer.from([high, low]);
      const character = decoder.decode(bytes);
      if ([...character].length === 1 && !table.has(character)) table.set(character, bytes);
    }
  }
  return table;
}
