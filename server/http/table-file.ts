import { parse } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";
import { HttpProblem } from "./problem.ts";

/**
 * A table that somebody uploads, as rows of text: CSV in UTF-8 or GBK, with commas, semicolons or tabs; or the first sheet of an
 * Excel file. Numbers stay the text that the file holds, so that no rate becomes a float.
 */
const ROWS_MAX = 50_000;
const COLUMNS_MAX = 64;
/** An Excel file is a ZIP. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];

const isZip = (bytes: Uint8Array): boolean => ZIP.every((byte, index) => bytes[index] === byte);

export const readTableFile = async (bytes: Uint8Array): Promise<string[][]> => {
  const rows = isZip(bytes) ? await readExcel(bytes) : readCsv(bytes);
  if (rows.length > ROWS_MAX + 1) throw new HttpProblem(413, `the table has ${rows.length} rows; at most ${ROWS_MAX} are taken at once`);
  return rows.map((row) => row.slice(0, COLUMNS_MAX));
};

const readExcel = async (bytes: Uint8Array): Promise<string[][]> => {
  try {
    const sheet = await readSheet(Buffer.from(bytes), { parseNumber: (text: string) => plainNumber(text) });
    return sheet.map((row) => row.map(textOfCell));
  } catch (error) {
    throw new HttpProblem(400, `the Excel file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** Excel writes what it computed in binary: 0.13 as 0.13, small ones with an exponent. */
const plainNumber = (text: string): string =>
  /e/i.test(text)
    ? Number(text)
        .toFixed(10)
        .replace(/\.?0+$/, "")
    : text;

const textOfCell = (cell: unknown): string => {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === "string" || typeof cell === "boolean" || typeof cell === "number" ? String(cell) : "";
};

const readCsv = (bytes: Uint8Array): string[][] => {
  const text = decode(bytes);
  try {
    return parse(text, { bom: true, delimiter: delimiterOf(text), relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    throw new HttpProblem(400, `the table cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // What Excel writes on a Chinese system.
    return new TextDecoder("gb18030").decode(bytes);
  }
};

const delimiterOf = (text: string): string => {
  const first = text.slice(0, Math.max(text.indexOf("\n"), 0) || undefined);
  const count = (delimiter: string): number => first.split(delimiter).length;
  return [",", ";", "\t"].toSorted((one, other) => count(other) - count(one))[0] ?? ",";
};
