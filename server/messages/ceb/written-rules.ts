/**
 * What the official notes demand and the definitions (XSD) cannot see: fields that a mode makes necessary are errors, arithmetic and
 * the like are warnings. Each rule names the note it is taken from, 202205 edition. Rules look at what could be read, so they are told
 * together with everything else that is wrong with the node.
 */
import { areEqual, formatDecimal, isAbove, isNear, multiply, negate, parseDecimal, sumOf, type Decimal } from "../decimal.ts";
import type { FieldIssueReason, Severity } from "../field-rule.ts";
import type { CebKind, CebSignature } from "./ceb-definitions.ts";

/** A node as far as it could be read: any field may be missing. */
export type Draft = Readonly<{ head: DraftFields; lines: readonly DraftFields[]; signature: CebSignature }>;
export type DraftFields = Readonly<Record<string, string | undefined>>;
export type Finding = Readonly<{
  /** Which line, from 0; of the head where it is not said. */
  line?: number;
  field: string;
  reason: FieldIssueReason;
  message: string;
  allowed: string;
  severity: Severity;
}>;
type WrittenRule = (draft: Draft) => readonly Finding[];

/** 保税 */
const BONDED_MODES = ["1210", "1239"];
/** 直购进口 */
const DIRECT_MODES = ["9610"];

export const WRITTEN_RULES: Partial<Record<CebKind, readonly WrittenRule[]>> = {
  CEB311: [rising, lineTotals, goodsValueOfLines, acturalPaid],
  CEB303: [rising, lineTotals, goodsValueOfLines],
  CEB621: [
    consecutive,
    lineTotals,
    weights,
    signedWhenDeclared,
    // 保税模式必填: emsNo, areaCode, areaName of the head, itemRecordNo of the line.
    neededIn(BONDED_MODES, "保税模式必填", { head: ["emsNo", "areaCode", "areaName"], line: ["itemRecordNo"] }),
    // 直购进口必填: trafNo, voyageNo, billNo.
    neededIn(DIRECT_MODES, "直购进口必填", { head: ["trafNo", "voyageNo", "billNo"], line: [] }),
    bondedFromChina,
  ],
  CEB603: [
    consecutive,
    lineTotals,
    weights,
    // iacCode 特殊区域模式必填, iacName 特殊区域出口模式必填, itemRecordNo 保税出口模式必填; modes by the note of tradeMode.
    neededIn(BONDED_MODES, "特殊区域模式必填", { head: ["iacCode", "iacName"], line: ["itemRecordNo"] }),
  ],
  CEB623: [signedWhenDeclared],
  CEB625: [signedWhenDeclared],
  CEB607: [consecutive, signedWhenDeclared],
  CEB507: [rising],
  CEB711: [rising],
  CEB213: [backFromAbroad],
  CEB701: [timesInPairs],
  CEB816: [consecutive, taxesOfLines],
};

/** gnum of CEB621, 603, 607, 816: 从1开始连续序号 */
function consecutive({ lines }: Draft): readonly Finding[] {
  return lines.flatMap(({ gnum }, line) =>
    gnum === undefined || Number(gnum) === line + 1 ? [] : [wrongNumber(line, "is not the next number from 1", String(line + 1))],
  );
}

/** gnum of CEB311, 303, 507, 711: 从1开始的递增序号 */
function rising({ lines }: Draft): readonly Finding[] {
  return lines.flatMap(({ gnum }, line) => {
    const before = line === 0 ? 0 : Number(lines[line - 1]?.["gnum"] ?? 0);
    const isRight = gnum === undefined || (line === 0 ? Number(gnum) === 1 : Number(gnum) > before);
    return isRight ? [] : [wrongNumber(line, "does not rise from 1", `above ${before}`)];
  });
}

const wrongNumber = (line: number, message: string, allowed: string): Finding =>
  warning({ line, field: "gnum", reason: "arithmetic", message, allowed });

/** CEB311 totalPrice: 商品总价，等于单价乘以数量 */
function lineTotals({ lines }: Draft): readonly Finding[] {
  return lines.flatMap((fields, line) => {
    const [price, qty, totalPrice] = amounts(fields, ["price", "qty", "totalPrice"]);
    if (price === undefined || qty === undefined || totalPrice === undefined) return [];
    const product = multiply(price, qty);
    return isNear(product, totalPrice) ? [] : [wrongAmount({ line, field: "totalPrice" }, "price × qty", product)];
  });
}

/** CEB311 goodsValue 商品实际成交价, CEB303 goodsValue 商品金额: what the lines come to. */
function goodsValueOfLines({ head, lines }: Draft): readonly Finding[] {
  return sumOfLines({ head, lines }, { field: "goodsValue", of: "totalPrice" });
}

/** CEB816: the taxes of the head are those of the lines. */
function taxesOfLines({ head, lines }: Draft): readonly Finding[] {
  return ["customsTax", "valueAddedTax", "consumptionTax"].flatMap((field) => sumOfLines({ head, lines }, { field, of: field }));
}

function sumOfLines({ head, lines }: Pick<Draft, "head" | "lines">, { field, of }: { field: string; of: string }): readonly Finding[] {
  const [whole] = amounts(head, [field]);
  const parts = lines.map((fields) => amounts(fields, [of])[0]);
  if (whole === undefined || parts.length === 0 || !parts.every((part) => part !== undefined)) return [];
  const sum = sumOf(parts);
  return areEqual(sum, whole) ? [] : [wrongAmount({ field }, `the sum of ${of} of all lines`, sum)];
}

/** CEB311 acturalPaid [sic]: 商品价格+运杂费+代扣税款-非现金抵扣金额 */
function acturalPaid({ head }: Draft): readonly Finding[] {
  const [paid, goodsValue, freight, taxTotal, discount] = amounts(head, ["acturalPaid", "goodsValue", "freight", "taxTotal", "discount"]);
  if (paid === undefined || goodsValue === undefined || freight === undefined || taxTotal === undefined || discount === undefined)
    return [];
  const due = sumOf([goodsValue, freight, taxTotal, negate(discount)]);
  return areEqual(paid, due) ? [] : [wrongAmount({ field: "acturalPaid" }, "goodsValue + freight + taxTotal - discount", due)];
}

/** netWeight: 货物的毛重减去外包装材料后的重量 */
function weights({ head }: Draft): readonly Finding[] {
  const [gross, net] = amounts(head, ["grossWeight", "netWeight"]);
  if (gross === undefined || net === undefined || !isAbove(net, gross)) return [];
  return [
    warning({ field: "netWeight", reason: "arithmetic", message: "is above grossWeight", allowed: `at most ${formatDecimal(gross)}` }),
  ];
}

/** appStatus: 填写2时,Signature节点必须填写. The definition asks for the node; whether anybody signed is seen here. */
function signedWhenDeclared({ head, signature }: Draft): readonly Finding[] {
  if (head["appStatus"] !== "2" || signature === "present") return [];
  return [
    warning({ field: "appStatus", reason: "unsigned", message: "is 2 and nobody has signed", allowed: "a signature (ds:Signature)" }),
  ];
}

/** CEB621 head country: 保税进口填写代码“142” */
function bondedFromChina({ head }: Draft): readonly Finding[] {
  const { country, tradeMode = "" } = head;
  if (country === undefined || country === "142" || !BONDED_MODES.includes(tradeMode)) return [];
  return [warning({ field: "country", reason: "unusual_value", message: "is not 142 in bonded import (保税进口)", allowed: "142" })];
}

/** CEB213 country: 不能为中国 */
function backFromAbroad({ head }: Draft): readonly Finding[] {
  if (head["country"] !== "142") return [];
  return [warning({ field: "country", reason: "unusual_value", message: "may not be China (不能为中国)", allowed: "another country" })];
}

/** CEB701 startTime, endTime: 填写须成对，结束时间须大于等于开始时间 */
function timesInPairs({ head }: Draft): readonly Finding[] {
  const { startTime, endTime } = head;
  if (startTime === undefined && endTime === undefined) return [];
  const field = startTime === undefined ? "startTime" : "endTime";
  if (startTime === undefined || endTime === undefined) {
    return [warning({ field, reason: "missing_in_mode", message: "must be there where the other is (须成对)", allowed: "both or none" })];
  }
  if (startTime <= endTime) return [];
  return [warning({ field: "endTime", reason: "arithmetic", message: "is before startTime", allowed: `${startTime} or later` })];
}

type Needed = Readonly<{ head: readonly string[]; line: readonly string[] }>;

function neededIn(modes: readonly string[], note: string, needed: Needed): WrittenRule {
  const findings = (fields: DraftFields, names: readonly string[], line?: number): readonly Finding[] =>
    names
      .filter((field) => fields[field] === undefined)
      .map((field) => ({
        ...(line === undefined ? {} : { line }),
        field,
        reason: "missing_in_mode",
        message: `must be filled in where tradeMode is ${modes.join(" or ")} (${note})`,
        allowed: "a value",
        severity: "error",
      }));
  return ({ head, lines }) =>
    modes.includes(head["tradeMode"] ?? "")
      ? [...findings(head, needed.head), ...lines.flatMap((fields, line) => findings(fields, needed.line, line))]
      : [];
}

const warning = (finding: Omit<Finding, "severity">): Finding => ({ ...finding, severity: "warning" });

const wrongAmount = (place: Readonly<{ line?: number; field: string }>, formula: string, due: Decimal): Finding =>
  warning({ ...place, reason: "arithmetic", message: `is not ${formula}`, allowed: formatDecimal(due) });

const amounts = (fields: DraftFields, names: readonly string[]): readonly (Decimal | undefined)[] =>
  names.map((name) => parseDecimal(fields[name] ?? ""));
