/**
 * The numbers of documents, taken apart and put together: 核注清单编号, 18 characters, QD + customs office (4) + year (2) + I/E + serial (9);
 * 核放单编号, 24 characters, Z + office (4) + I/E + day (6) + serial (12). The two-step pass of a real receipt (Z3105I241030T00000000075)
 * has a T and eleven digits for its serial.
 */
export type Direction = "I" | "E";
export type InventoryNumber = Readonly<{
  /** 关区, four digits. */ office: string;
  /** Of the Gregorian calendar. */ year: number;
  direction: Direction;
  serial: number;
}>;
export type PassNumber = Readonly<{
  office: string;
  direction: Direction;
  /** In Beijing, `yyyy-MM-dd`. */
  day: string;
  /** Twelve characters: digits, or a T and digits. */
  serial: string;
}>;

const INVENTORY = /^QD(\d{4})(\d\d)([IE])(\d{9})$/;
const PASS = /^Z(\d{4})([IE])(\d\d)(\d\d)(\d\d)(\d{12}|T\d{11})$/;
/** 金关二期 began in the twenty-first century, and the number has no more than two digits. */
const CENTURY = 2000;

export function parseInventoryNumber(text: string): InventoryNumber | undefined {
  const match = INVENTORY.exec(text);
  if (match === null) return undefined;
  const [, office = "", year, direction, serial] = match;
  return { office, year: CENTURY + Number(year), direction: direction as Direction, serial: Number(serial) };
}

export const formatInventoryNumber = ({ office, year, direction, serial }: InventoryNumber): string =>
  `QD${office}${String(year % 100).padStart(2, "0")}${direction}${String(serial).padStart(9, "0")}`;

export function parsePassNumber(text: string): PassNumber | undefined {
  const match = PASS.exec(text);
  if (match === null) return undefined;
  const [, office = "", direction, year, month = "", date = "", serial = ""] = match;
  if (Number(month) < 1 || Number(month) > 12 || Number(date) < 1 || Number(date) > 31) return undefined;
  return { office, direction: direction as Direction, day: `${CENTURY + Number(year)}-${month}-${date}`, serial };
}

export const formatPassNumber = ({ office, direction, day, serial }: PassNumber): string =>
  `Z${office}${direction}${day.slice(2).replaceAll("-", "")}${serial}`;
