/**
 * Rules that no single field can break: written in notes and announcements, or following from what a code means. Sums and forms of
 * numbers are warned of; a line that cannot be told from another, and goods without a code where the pass is for goods, are errors.
 */
import { areEqual, formatDecimal, parseDecimal, sumOf, type Decimal } from "../decimal.ts";
import type { FieldIssue } from "../field-rule.ts";
import { headOf, recordsOf, textOf, type LooseDocument, type LooseRecord } from "./loose-document.ts";
import { parseInventoryNumber, parsePassNumber } from "./numbers.ts";
import type { MessagePlan, PlannedField } from "./part-plan.ts";

type PlaceOf = (as: string, index: number) => string;
/** What is wrong with a field of a part. */
type Breach = Readonly<{ as: string; index: number; field: string }> &
  Pick<FieldIssue, "reason" | "message" | "found" | "allowed" | "severity">;

export function breachesOf(document: LooseDocument, placeOf: PlaceOf, plan: MessagePlan): readonly FieldIssue[] {
  const head = headOf(document);
  const breaches = [
    ...(head === undefined ? [] : [...passBreaches(document, head), ...numberBreaches(head)]),
    ...inventoryBreaches(document, plan),
    ...repeatedLines(document),
  ];
  return breaches.map(({ as, index, field, ...rest }) => {
    const planned = fieldOf(plan, as, field);
    return { element: `${placeOf(as, index)}/${planned?.element ?? field}`, zh: planned?.definition.zh ?? "", ...rest };
  });
}

const fieldOf = (plan: MessagePlan, as: string, field: string): PlannedField | undefined =>
  plan.parts.find((part) => part.as === as)?.fields.find(({ definition }) => definition.name === field);

const listOf = (record: LooseRecord, field: string): readonly string[] => {
  const value = record[field];
  return Array.isArray(value) ? value : [];
};
// 核放单 ---------------------------------------------------------------------------------------------------------------------------

/** 卡口登记货物: its goods need no code (GACC 2023 no. 200). */
const REGISTERED_GOODS = "5";
const ONE_DOCUMENT: ReadonlySet<string> = new Set(["2", "3"]);
const INVENTORY_LIST = "1";

function passBreaches(document: LooseDocument, head: LooseRecord): readonly Breach[] {
  if (!("passportTypecd" in head)) return [];
  const uncoded = document.kind === "SAS121" && head["passportTypecd"] !== REGISTERED_GOODS ? uncodedGoods(document) : [];
  return [...weightBreaches(head), ...uncoded, ...relationBreaches(head)];
}

const uncodedGoods = (document: LooseDocument): readonly Breach[] =>
  recordsOf(document, "lines").flatMap((line, index) =>
    textOf(line, "gdecd") === ""
      ? [
          {
            as: "lines",
            index,
            field: "gdecd",
            reason: "missing",
            message: "must be there but for 卡口登记货物",
            found: "",
            allowed: "one",
            severity: "error",
          } as const,
        ]
      : [],
  );

/** vehicleWt + vehicleFrameWt + containerWt + totalGrossWt = totalWt; a frame or container that is not there weighs nothing. */
function weightBreaches(head: LooseRecord): readonly Breach[] {
  const parts = ["vehicleWt", "vehicleFrameWt", "containerWt", "totalGrossWt"].map((field) => parseDecimal(textOf(head, field) || "0"));
  const total = parseDecimal(textOf(head, "totalWt"));
  if (total === undefined || !parts.every(isDecimal)) return [];
  const sum = sumOf(parts);
  if (areEqual(sum, total)) return [];
  const message = "is not vehicle, frame, container and gross weight together";
  return [
    {
      as: "head",
      index: 0,
      field: "totalWt",
      reason: "arithmetic",
      message,
      found: formatDecimal(total),
      allowed: formatDecimal(sum),
      severity: "warning",
    },
  ];
}

const isDecimal = (decimal: Decimal | undefined): decimal is Decimal => decimal !== undefined;

function relationBreaches(head: LooseRecord): readonly Breach[] {
  const numbers = listOf(head, "rltNo");
  const base = { as: "head", index: 0, field: "rltNo", severity: "warning" } as const;
  const many: readonly Breach[] =
    ONE_DOCUMENT.has(textOf(head, "bindTypecd")) && numbers.length > 1
      ? [
          {
            ...base,
            reason: "too_many",
            message: "names several documents where the binding is to one",
            found: String(numbers.length),
            allowed: "one",
          },
        ]
      : [];
  if (head["rltTbTypecd"] !== INVENTORY_LIST) return many;
  const wrong = numbers.filter((number) => parseInventoryNumber(number) === undefined);
  return [
    ...many,
    ...wrong.map((found): Breach => ({
      ...base,
      reason: "wrong_form",
      message: "is no number of a 核注清单",
      found,
      allowed: INVENTORY_FORM,
    })),
  ];
}

// Numbers -----------------------------------------------------------------------------------------------------------------------

const INVENTORY_FORM = "QD, office (4), year (2), I or E, serial (9)";
const PASS_FORM = "Z, office (4), I or E, yyMMdd, serial (12)";

function numberBreaches(head: LooseRecord): readonly Breach[] {
  const inventory = textOf(head, "bondInvtNo");
  const pass = textOf(head, "passportNo");
  const base = { as: "head", index: 0, reason: "wrong_form", message: "is not of this form", severity: "warning" } as const;
  return [
    ...(inventory !== "" && parseInventoryNumber(inventory) === undefined
      ? [{ ...base, field: "bondInvtNo", found: inventory, allowed: INVENTORY_FORM }]
      : []),
    ...(pass !== "" && parsePassNumber(pass) === undefined ? [{ ...base, field: "passportNo", found: pass, allowed: PASS_FORM }] : []),
  ];
}

// 核注清单 -------------------------------------------------------------------------------------------------------------------------

/** 作废/删除: names the document and no goods. */
const DELETION = "3";
/** The client's interface: 企业申报单价 has four decimals at most, 企业申报总价 two. */
const CLIENT_DECIMALS = [
  { field: "dclUprcAmt", decimals: 4 },
  { field: "dclTotalAmt", decimals: 2 },
] as const;

function inventoryBreaches(document: LooseDocument, { dialect }: MessagePlan): readonly Breach[] {
  if (document.kind !== "INV101") return [];
  const lines = recordsOf(document, "lines");
  const head = headOf(document);
  const empty: readonly Breach[] =
    lines.length === 0 && head?.["dclTypecd"] !== DELETION
      ? [
          {
            as: "head",
            index: 0,
            field: "bondInvtTypecd",
            reason: "too_few",
            message: "an inventory list has goods",
            found: "0 lines",
            allowed: "at least one",
            severity: "warning",
          },
        ]
      : [];
  return [
    ...empty,
    ...lines.flatMap((line, index) => [...secondUnit(line, index), ...(dialect === "client" ? longAmounts(line, index) : [])]),
  ];
}

function secondUnit(line: LooseRecord, index: number): readonly Breach[] {
  if (textOf(line, "secdLawfUnitcd") === "" || textOf(line, "secdLawfQty") !== "") return [];
  const message = "must be there where a second legal unit is";
  return [{ as: "lines", index, field: "secdLawfQty", reason: "missing", message, found: "", allowed: "a quantity", severity: "warning" }];
}

const longAmounts = (line: LooseRecord, index: number): readonly Breach[] =>
  CLIENT_DECIMALS.flatMap(({ field, decimals }): readonly Breach[] => {
    const found = textOf(line, field);
    const scale = parseDecimal(found)?.scale ?? 0;
    if (scale <= decimals) return [];
    return [
      {
        as: "lines",
        index,
        field,
        reason: "too_many_decimals",
        message: `has ${scale} decimals`,
        found,
        allowed: `at most ${decimals} decimals`,
        severity: "warning",
      },
    ];
  });

// Lines --------------------------------------------------------------------------------------------------------------------------

/** What tells the lines of a declaration apart. */
const LINE_NUMBERS: Readonly<Record<string, readonly string[]>> = {
  BWS101: ["gdsSeqno"],
  INV101: ["gdsSeqno"],
  SAS101: ["sasDclSeqno"],
  SAS111: ["sasStockSeqno"],
  SAS121: ["passportSeqno"],
  EMS121: ["typecd", "seqno"],
};

function repeatedLines(document: LooseDocument): readonly Breach[] {
  const fields = LINE_NUMBERS[document.kind];
  const field = fields?.at(-1);
  if (fields === undefined || field === undefined) return [];
  const seen = new Set<string>();
  return recordsOf(document, "lines").flatMap((line, index): readonly Breach[] => {
    const number = fields.map((each) => textOf(line, each)).join(" ");
    const isRepeated = textOf(line, field) !== "" && seen.has(number);
    seen.add(number);
    if (!isRepeated) return [];
    return [
      {
        as: "lines",
        index,
        field,
        reason: "repeated",
        message: "an earlier line has this number",
        found: number,
        allowed: "a number of its own",
        severity: "error",
      },
    ];
  });
}
