/** Rules that the official notes write down and the XSD cannot see (202205 edition; the note stands beside each). */
import { describe, expect, test } from "vitest";
import type { CebKind } from "../../server/messages/ceb/ceb-definitions.ts";
import {
  bondedList,
  CITIZEN,
  directList,
  exportList,
  exportOrder,
  GUID,
  exportReturn,
  order,
  readBack,
  saidOf,
  SIGNATURE,
  spoilt,
  summary,
  tax,
  UNSIGNED,
} from "./support/ceb-examples.ts";

type Case = Readonly<{
  note: string;
  kind: CebKind;
  record: Parameters<typeof spoilt>[0];
  by: Parameters<typeof spoilt>[1];
  says: readonly string[];
}>;

test.each([
  ["CEB311", order],
  ["CEB621", bondedList],
  ["CEB621", directList],
  ["CEB303", exportOrder],
  ["CEB603", exportList],
  ["CEB213", exportReturn],
  ["CEB701", summary],
  ["CEB816", tax],
] as const)("%s: a record that is right says nothing", (kind, record) => {
  const message = readBack(kind, [record]);
  expect([message.nodes.length, saidOf(message), message.messageWarnings]).toEqual([1, [], []]);
});

const CASES: readonly Case[] = [
  // 限定
  {
    note: "限定为人民币，填写“142”",
    kind: "CEB311",
    record: order,
    by: { head: { currency: "502" } },
    says: ["error OrderHead/currency wrong_value"],
  },
  {
    note: "限定为人民币，填写“142”",
    kind: "CEB621",
    record: bondedList,
    by: { line: { currency: "502" }, at: 1 },
    says: ["error InventoryList[2]/currency wrong_value"],
  },
  {
    note: "限定为身份证，填写“1”",
    kind: "CEB621",
    record: bondedList,
    by: { head: { buyerIdType: "2" } },
    says: ["error InventoryHead/buyerIdType wrong_value"],
  },
  {
    note: "件数为包裹数量，限定为“1”",
    kind: "CEB621",
    record: bondedList,
    by: { head: { packNo: "2" } },
    says: ["error InventoryHead/packNo wrong_value"],
  },
  // 保税模式必填
  {
    note: "保税模式必填",
    kind: "CEB621",
    record: bondedList,
    by: { head: { emsNo: undefined } },
    says: ["error InventoryHead/emsNo missing_in_mode"],
  },
  {
    note: "保税模式必填",
    kind: "CEB621",
    record: bondedList,
    by: { head: { emsNo: "", tradeMode: "1239" } },
    says: ["error InventoryHead/emsNo missing_in_mode"],
  },
  {
    note: "保税模式必填",
    kind: "CEB621",
    record: bondedList,
    by: { head: { areaCode: undefined } },
    says: ["error InventoryHead/areaCode missing_in_mode"],
  },
  {
    note: "保税模式必填",
    kind: "CEB621",
    record: bondedList,
    by: { head: { areaName: undefined } },
    says: ["error InventoryHead/areaName missing_in_mode"],
  },
  {
    note: "账册备案料号 保税模式必填",
    kind: "CEB621",
    record: bondedList,
    by: { line: { itemRecordNo: undefined }, at: 1 },
    says: ["error InventoryList[2]/itemRecordNo missing_in_mode"],
  },
  {
    note: "保税出口模式必填",
    kind: "CEB603",
    record: exportList,
    by: { line: { itemRecordNo: undefined } },
    says: ["error InventoryList[1]/itemRecordNo missing_in_mode"],
  },
  {
    note: "特殊区域模式必填",
    kind: "CEB603",
    record: exportList,
    by: { head: { iacCode: undefined, iacName: undefined } },
    says: ["error InventoryHead/iacCode missing_in_mode", "error InventoryHead/iacName missing_in_mode"],
  },
  {
    note: "一般出口为9610: not needed there",
    kind: "CEB603",
    record: exportList,
    by: { head: { tradeMode: "9610", iacCode: undefined, iacName: undefined }, line: { itemRecordNo: undefined } },
    says: [],
  },
  // 直购进口必填
  {
    note: "直购进口必填",
    kind: "CEB621",
    record: directList,
    by: { head: { billNo: undefined } },
    says: ["error InventoryHead/billNo missing_in_mode"],
  },
  {
    note: "直购进口必填",
    kind: "CEB621",
    record: directList,
    by: { head: { voyageNo: undefined, trafNo: undefined } },
    says: ["error InventoryHead/trafNo missing_in_mode", "error InventoryHead/voyageNo missing_in_mode"],
  },
  // 金额
  {
    note: "商品价格+运杂费+代扣税款-非现金抵扣金额",
    kind: "CEB311",
    record: order,
    by: { head: { acturalPaid: "59.15" } },
    says: ["warning OrderHead/acturalPaid arithmetic"],
  },
  {
    note: "商品价格+运杂费+代扣税款-非现金抵扣金额",
    kind: "CEB311",
    record: order,
    by: { head: { discount: "1.50001" } },
    says: ["warning OrderHead/acturalPaid arithmetic"],
  },
  {
    note: "商品总价，等于单价乘以数量",
    kind: "CEB311",
    record: order,
    by: { line: { price: "10.51" } },
    says: ["warning OrderList[1]/totalPrice arithmetic"],
  },
  { note: "rounded to the 分 it is no difference", kind: "CEB311", record: order, by: { line: { price: "10.50249" } }, says: [] },
  {
    note: "商品实际成交价 is the sum of its lines",
    kind: "CEB311",
    record: order,
    by: { head: { goodsValue: "50", acturalPaid: "58.14" } },
    says: ["warning OrderHead/goodsValue arithmetic"],
  },
  {
    note: "商品金额 is the sum of its lines",
    kind: "CEB303",
    record: exportOrder,
    by: { head: { goodsValue: "21.00001" } },
    says: ["warning OrderHead/goodsValue arithmetic"],
  },
  {
    note: "成交总价",
    kind: "CEB621",
    record: bondedList,
    by: { line: { totalPrice: "21.01" } },
    says: ["warning InventoryList[1]/totalPrice arithmetic"],
  },
  {
    note: "总价",
    kind: "CEB603",
    record: exportList,
    by: { line: { qty: "3" } },
    says: ["warning InventoryList[1]/totalPrice arithmetic"],
  },
  {
    note: "货物的毛重减去外包装材料后的重量",
    kind: "CEB621",
    record: bondedList,
    by: { head: { netWeight: "1.20001" } },
    says: ["warning InventoryHead/netWeight arithmetic"],
  },
  // 序号
  {
    note: "从1开始连续序号",
    kind: "CEB621",
    record: bondedList,
    by: { line: { gnum: "3" }, at: 1 },
    says: ["warning InventoryList[2]/gnum arithmetic"],
  },
  { note: "从1开始的递增序号", kind: "CEB311", record: order, by: { line: { gnum: "7" }, at: 1 }, says: [] },
  {
    note: "从1开始的递增序号",
    kind: "CEB311",
    record: order,
    by: { line: { gnum: "1" }, at: 1 },
    says: ["warning OrderList[2]/gnum arithmetic"],
  },
  {
    note: "从1开始的递增序号",
    kind: "CEB311",
    record: order,
    by: { line: { gnum: "2" }, at: 0 },
    says: ["warning OrderList[1]/gnum arithmetic", "warning OrderList[2]/gnum arithmetic"],
  },
  // 代码
  {
    note: "保税进口填写代码“142”",
    kind: "CEB621",
    record: bondedList,
    by: { head: { country: "116" } },
    says: ["warning InventoryHead/country unusual_value"],
  },
  {
    note: "一般出口为9610,特殊区域出口为1210/1239, 9710 and 9810 by the amendment of 202205",
    kind: "CEB603",
    record: exportList,
    by: { head: { tradeMode: "9810" } },
    says: [],
  },
  {
    note: "the same",
    kind: "CEB603",
    record: exportList,
    by: { head: { tradeMode: "0110" } },
    says: ["warning InventoryHead/tradeMode unusual_value"],
  },
  {
    note: "直购进口填写“9610”，保税进口填写“1210”",
    kind: "CEB621",
    record: bondedList,
    by: { head: { tradeMode: "9710" } },
    says: ["warning InventoryHead/tradeMode unusual_value"],
  },
  {
    note: "计量单位代码, a partial list",
    kind: "CEB621",
    record: bondedList,
    by: { line: { unit: "999" } },
    says: ["warning InventoryList[1]/unit unlisted_code"],
  },
  {
    note: "国家（地区）代码表, a partial list",
    kind: "CEB621",
    record: bondedList,
    by: { line: { country: "999" } },
    says: ["warning InventoryList[1]/country unlisted_code"],
  },
  {
    note: "货币代码, a partial list",
    kind: "CEB303",
    record: exportOrder,
    by: { head: { currency: "999" } },
    says: ["warning OrderHead/currency unlisted_code"],
  },
  {
    note: "英文字母大写",
    kind: "CEB621",
    record: bondedList,
    by: { head: { guid: GUID.toLowerCase() } },
    says: ["warning InventoryHead/guid wrong_form"],
  },
  {
    note: "格式:YYYYMMDDhhmmss",
    kind: "CEB621",
    record: bondedList,
    by: { head: { appTime: "20221321080000" } },
    says: ["warning InventoryHead/appTime wrong_date"],
  },
  {
    note: "格式:YYYYMMDD",
    kind: "CEB621",
    record: bondedList,
    by: { head: { declTime: "20230229" } },
    says: ["warning InventoryHead/declTime wrong_date"],
  },
  {
    note: "不能为中国",
    kind: "CEB213",
    record: exportReturn,
    by: { head: { country: "142" } },
    says: ["warning InvtRefundHead/country unusual_value"],
  },
  {
    note: "出口退货填写I",
    kind: "CEB213",
    record: exportReturn,
    by: { head: { ieFlag: "E" } },
    says: ["warning InvtRefundHead/ieFlag unusual_value"],
  },
  {
    note: "填写须成对",
    kind: "CEB701",
    record: summary,
    by: { head: { startTime: undefined } },
    says: ["warning SummaryApplyHead/startTime missing_in_mode"],
  },
  {
    note: "填写须成对",
    kind: "CEB701",
    record: summary,
    by: { head: { endTime: undefined } },
    says: ["warning SummaryApplyHead/endTime missing_in_mode"],
  },
  { note: "填写须成对", kind: "CEB701", record: summary, by: { head: { startTime: undefined, endTime: undefined } }, says: [] },
  {
    note: "结束时间须大于等于开始时间",
    kind: "CEB701",
    record: summary,
    by: { head: { endTime: "20221031235959" } },
    says: ["warning SummaryApplyHead/endTime arithmetic"],
  },
  {
    note: "the taxes of the head are those of the lines",
    kind: "CEB816",
    record: tax,
    by: { head: { valueAddedTax: "9.2" } },
    says: ["warning TaxHeadRd/valueAddedTax arithmetic"],
  },
  // 校验码
  {
    note: "GB 11643",
    kind: "CEB311",
    record: order,
    by: { head: { buyerIdNumber: CITIZEN.replace(/X$/, "0") } },
    says: ["warning OrderHead/buyerIdNumber check_digit"],
  },
  {
    note: "GB 32100",
    kind: "CEB311",
    record: order,
    by: { head: { ebpCode: "91350100M000100Y44" } },
    says: ["warning OrderHead/ebpCode check_digit"],
  },
  { note: "10位海关代码 has no check digit", kind: "CEB311", record: order, by: { head: { ebpCode: "1105910150" } }, says: [] },
];

describe("written rules", () => {
  test.each(CASES)("$kind $note", ({ kind, record, by, says }) => {
    const message = readBack(kind, [spoilt(record, by)]);
    expect(saidOf(message)).toEqual(says);
    expect(message.rejected).toHaveLength(says.some((each) => each.startsWith("error")) ? 1 : 0);
  });

  test("all that is wrong is said at once, errors of the definition and of the notes", () => {
    const message = readBack("CEB621", [
      spoilt(bondedList, {
        head: { emsNo: undefined, packNo: "0", orderNo: "x".repeat(61) },
        line: { qty: "two", gcode: "151590", itemRecordNo: undefined },
      }),
      directList,
    ]);
    expect(message.nodes.map(({ key }) => key)).toEqual(["C1"]);
    expect(message.rejected.map(({ errors }) => errors.map(({ element, reason }) => `${element} ${reason}`))).toEqual([
      [
        "InventoryHead/orderNo too_long",
        "InventoryHead/packNo wrong_value",
        "InventoryList[1]/gcode too_short",
        "InventoryList[1]/qty not_a_number",
        "InventoryHead/emsNo missing_in_mode",
        "InventoryList[1]/itemRecordNo missing_in_mode",
      ],
    ]);
  });

  test("an issue names the element, its Chinese name, what was found and what is allowed", () => {
    const [issue] = readBack("CEB621", [spoilt(bondedList, { line: { gcode: "151590" } })]).rejected[0]!.errors;
    expect(issue).toEqual({
      element: "InventoryList[1]/gcode",
      zh: "商品编码",
      reason: "too_short",
      message: "has 6 characters",
      found: "151590",
      allowed: "exactly 10 characters",
      severity: "error",
      line: 2,
    });
  });

  test("an issue shows no more of a person than the ends", () => {
    const message = readBack("CEB311", [spoilt(order, { head: { buyerIdNumber: "110105194912310021", buyerName: "王".repeat(61) } })]);
    const found = message.rejected[0]!.errors.map((each) => each.found);
    expect(found).toEqual([`王王${"*".repeat(57)}王王`]);
    const warned = readBack("CEB311", [spoilt(order, { head: { buyerIdNumber: "110105194912310021" } })]).nodes[0]!.warnings;
    expect(warned.map((each) => each.found)).toEqual(["11**************21"]);
  });
});

describe("填写2时,Signature节点必须填写", () => {
  const unsigned = readBack("CEB621", [bondedList], UNSIGNED);
  test("a placeholder is told from a signature", () => {
    expect(unsigned.transfer.signature).toBe("placeholder");
    expect(saidOf(unsigned)).toEqual(["warning InventoryHead/appStatus unsigned"]);
    expect(readBack("CEB621", [bondedList], SIGNATURE).transfer.signature).toBe("present");
  });
  test("saved only (暂存), it need not be signed", () => {
    expect(saidOf(readBack("CEB621", [spoilt(bondedList, { head: { appStatus: "1" } })], UNSIGNED))).toEqual([]);
  });
});
