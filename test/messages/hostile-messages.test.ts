/** Messages that are well-formed and meant to do harm: the answer stays small, and still names what is wrong. */
import { describe, expect, test } from "vitest";
import { ISSUES_MAX } from "../../server/messages/field-rule.ts";
import type { CebMessage } from "../../server/messages/message.ts";
import { readMessage } from "../../server/messages/read-message.ts";
import { bondedList, GUID, readBack } from "./support/ceb-examples.ts";

const root = (kind: string, content: string) =>
  `<${kind}Message xmlns="http://www.chinaport.gov.cn/ceb" guid="${GUID}" version="1.0">${content}</${kind}Message>`;
const read = (text: string): CebMessage => {
  const message = readMessage(Buffer.from(text));
  if (!message.readable || message.system !== "ceb") throw new Error(JSON.stringify(message));
  return message;
};
const issueCount = ({ nodes, rejected, messageWarnings }: CebMessage): number =>
  [...nodes.map(({ warnings }) => warnings), ...rejected.map(({ errors }) => errors), messageWarnings].reduce(
    (sum, each) => sum + each.length,
    0,
  );

describe("the answer stays small", () => {
  test.each([
    ["strangers in the root", root("CEB818", "<x/>".repeat(200_000)), 1],
    ["strangers in a node", root("CEB818", `<Tax>${"<x/>".repeat(200_000)}</Tax>`), 1],
    ["strangers in a head", root("CEB818", `<Tax><TaxHeadStatus>${"<x/>".repeat(200_000)}</TaxHeadStatus></Tax>`), 1],
    ["a field said over and over", root("CEB818", `<Tax><TaxHeadStatus>${"<guid/>".repeat(200_000)}</TaxHeadStatus></Tax>`), 1],
    ["nodes in which all is missing", root("CEB818", "<Tax><TaxHeadStatus/></Tax>".repeat(40_000)), 40_000],
    ["strangers beside many nodes", root("CEB818", "<x/>".repeat(100) + "<Tax/>".repeat(40_000)), 40_000],
  ])("%s", (_, text, rejected) => {
    const message = read(text);
    expect([message.nodes.length, message.rejected.length]).toEqual([0, rejected]);
    expect(message.rejected.every(({ errors }) => errors.length > 0)).toBe(true);
    expect(issueCount(message)).toBeLessThan(25_000 + 2 * rejected);
  });

  test("lines that are all odd are warned of up to a number, and then counted", () => {
    const lines = Array.from({ length: 20_000 }, () => ({ gnum: "1", logisticsNo: "L1" }));
    const head = {
      guid: GUID,
      appType: "1",
      appTime: "20221121080000",
      appStatus: "2",
      customsCode: "4900",
      operatorCode: "1105910159",
      operatorName: "场所",
      ieFlag: "I",
      trafMode: "5",
      trafNo: "MH730",
      voyageNo: "V1",
      billNo: "B1",
      logisticsCode: "1101180326",
      logisticsName: "物流",
    };
    const [node] = readBack("CEB711", [{ head, lines }]).nodes;
    expect(node?.warnings).toHaveLength(ISSUES_MAX + 1);
    expect(node?.warnings.at(-1)).toMatchObject({
      reason: "and_more",
      element: `DeliveryList[${ISSUES_MAX + 2}]/gnum`,
      message: "and 19499 more from here on",
    });
    expect(node?.kind === "CEB711" && node.record.lines.length).toBe(20_000);
  });

  test("a number that is far too long is not told in full", () => {
    const [rejected] = readBack("CEB621", [
      { ...bondedList, head: { ...bondedList.head, copNo: "x".repeat(100_000), note: "y".repeat(100_000) } },
    ]).rejected;
    expect(JSON.stringify(rejected).length).toBeLessThan(1_000);
    expect(rejected?.errors.map(({ element, message }) => `${element} ${message}`)).toEqual([
      "InventoryHead/copNo has 100000 characters",
      "InventoryHead/note has 100000 characters",
    ]);
  });

  test("a number of very many digits is refused without being reckoned with for long", () => {
    const head = { ...bondedList.head, freight: "9".repeat(4_000_000) };
    expect(readBack("CEB621", [{ ...bondedList, head }]).rejected[0]?.errors).toMatchObject([
      { element: "InventoryHead/freight", reason: "too_many_digits" },
    ]);
  });
});
