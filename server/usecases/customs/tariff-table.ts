import { parseQuantity } from "../../domain/basics/quantity.ts";
import type { TariffRate } from "../../domain/customs/trade/tariff.ts";

/**
 * A table of rates as firms and brokers keep it, one row for a code from a day on: headings in English or Chinese, in any
 * order. Rates are decimals (0.13) or percent (13%). Every cell that cannot be taken is named; one of them, and nothing is taken.
 */
export type TariffRow = Readonly<{ rate: TariffRate; name: string }>;
export type TableFault = Readonly<{ pointer: string; detail: string }>;

type Field =
  | "hsCode"
  | "name"
  | "validFrom"
  | "validTo"
  | "vat"
  | "consumption"
  | "consumptionPerUnit"
  | "consumptionUnit"
  | "tariff"
  | "legalUnits"
  | "positiveList"
  | "source";

const HEADINGS: Readonly<Record<string, Field>> = {
  hscode: "hsCode",
  商品编码: "hsCode",
  税则号列: "hsCode",
  name: "name",
  商品名称: "name",
  validfrom: "validFrom",
  生效日期: "validFrom",
  validto: "validTo",
  失效日期: "validTo",
  vat: "vat",
  增值税率: "vat",
  consumption: "consumption",
  消费税率: "consumption",
  consumptionperunit: "consumptionPerUnit",
  消费税从量: "consumptionPerUnit",
  consumptionunit: "consumptionUnit",
  从量单位: "consumptionUnit",
  tariff: "tariff",
  最惠国税率: "tariff",
  legalunits: "legalUnits",
  法定单位: "legalUnits",
  positivelist: "positiveList",
  正面清单: "positiveList",
  source: "source",
  来源: "source",
};
const REQUIRED: readonly Field[] = ["hsCode", "name", "validFrom", "vat"];

const HS_CODE = /^\d{8}$|^\d{10}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const UNIT = /^\d{3}$/;
const YES: ReadonlySet<string> = new Set(["1", "true", "yes", "y", "是"]);
const NO: ReadonlySet<string> = new Set(["", "0", "false", "no", "n", "否"]);
const ONE = 100_000n;
const FAULTS_MAX = 1_000;

export const readTariffTable = (
  cells: readonly (readonly string[])[],
  defaultSource: string,
): Readonly<{ rows: readonly TariffRow[] }> | Readonly<{ faults: readonly TableFault[] }> => {
  const [headings = [], ...body] = cells;
  const fields = headings.map((heading) => HEADINGS[heading.replaceAll(/[\s_-]/g, "").toLowerCase()]);
  const missing = REQUIRED.filter((field) => !fields.includes(field));
  if (missing.length > 0) return { faults: missing.map((field) => ({ pointer: "/0", detail: `there is no column ${field}` })) };
  const faults: TableFault[] = [];
  const rows: TariffRow[] = [];
  const seen = new Set<string>();
  for (const [index, line] of body.entries()) {
    if (line.every((cell) => cell.trim() === "")) continue;
    const row = readRow(new Line(index + 1, fields, line, faults), defaultSource);
    const key = `${row.rate.hsCode}/${row.rate.validFrom}`;
    if (seen.has(key)) faults.push({ pointer: `/${index + 1}`, detail: `${key} stands in the table twice` });
    seen.add(key);
    rows.push(row);
  }
  if (rows.length === 0 && faults.length === 0) faults.push({ pointer: "/1", detail: "the table holds no row" });
  return faults.length > 0 ? { faults: faults.slice(0, FAULTS_MAX) } : { rows };
};

/** 30 February is read as 1 March: a day is one that says itself again. */
const isDay = (value: string): boolean => {
  const ms = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value);
};

/** One row by the names of its columns. Pointers count rows from 1, the headings being 0. */
class Line {
  readonly #number: number;
  readonly #cells: ReadonlyMap<Field, string>;
  readonly #faults: TableFault[];

  constructor(number: number, fields: readonly (Field | undefined)[], cells: readonly string[], faults: TableFault[]) {
    this.#number = number;
    this.#cells = new Map(fields.flatMap((field, index) => (field === undefined ? [] : [[field, (cells[index] ?? "").trim()] as const])));
    this.#faults = faults;
  }

  text(field: Field): string {
    return this.#cells.get(field) ?? "";
  }

  fault(field: Field, detail: string): void {
    this.#faults.push({ pointer: `/${this.#number}/${field}`, detail });
  }

  matching(field: Field, pattern: RegExp, allowed: string): string {
    const value = this.text(field);
    if (!pattern.test(value)) this.fault(field, `${JSON.stringify(value)}: must be ${allowed}`);
    return value;
  }

  day(field: Field): string {
    const value = this.matching(field, DAY, "a day, YYYY-MM-DD");
    if (DAY.test(value) && !isDay(value)) this.fault(field, `there is no day ${value}`);
    return value;
  }

  amount(field: Field): bigint | undefined {
    const value = this.text(field);
    if (value === "") return undefined;
    const amount = parseQuantity(value);
    if (typeof amount === "bigint") return amount;
    this.fault(field, `${JSON.stringify(value)}: must be a decimal of at most five places`);
    return undefined;
  }

  /** A share of one: 0.13, or 13%. */
  share(field: Field): bigint | undefined {
    const value = this.text(field);
    const isPercent = value.endsWith("%");
    const parsed = parseQuantity(isPercent ? value.slice(0, -1).trim() : value);
    if (value === "") return undefined;
    const share = typeof parsed === "bigint" ? (isPercent ? parsed / 100n : parsed) : -1n;
    if (share >= 0n && share < ONE) return share;
    this.fault(field, `${JSON.stringify(value)}: must be a rate below one, as 0.13 or 13%`);
    return undefined;
  }
}

const readRow = (line: Line, defaultSource: string): TariffRow => {
  const validFrom = line.day("validFrom");
  const validTo = line.text("validTo") === "" ? undefined : line.day("validTo");
  if (validTo !== undefined && validTo < validFrom) line.fault("validTo", "ends before it begins");
  if (line.text("name") === "") line.fault("name", "must be said");
  if (line.text("vat") === "") line.fault("vat", "must be said");
  const tariff = line.share("tariff");
  const perUnit = line.amount("consumptionPerUnit");
  const legalUnits = line
    .text("legalUnits")
    .split(/[\s,;，；/]+/)
    .filter((unit) => unit !== "");
  if (legalUnits.length > 2 || legalUnits.some((unit) => !UNIT.test(unit)))
    line.fault("legalUnits", "must be one or two codes of three digits");
  const positive = line.text("positiveList").toLowerCase();
  if (!YES.has(positive) && !NO.has(positive)) line.fault("positiveList", `${JSON.stringify(positive)}: must be yes or no`);
  return {
    name: line.text("name"),
    rate: {
      hsCode: line.matching("hsCode", HS_CODE, "8 or 10 digits"),
      validFrom,
      ...(validTo !== undefined && { validTo }),
      vat: line.share("vat") ?? 0n,
      consumption: line.share("consumption") ?? 0n,
      ...(perUnit !== undefined && {
        consumptionPerUnit: { amount: perUnit, unit: line.matching("consumptionUnit", UNIT, "a code of three digits beside the amount") },
      }),
      ...(tariff !== undefined && { tariff }),
      legalUnits,
      positiveList: YES.has(positive),
      source: line.text("source") || defaultSource,
    },
  };
};
