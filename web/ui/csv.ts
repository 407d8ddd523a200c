/**
 * CSV that a spreadsheet opens as data. A cell that a spreadsheet would run as a formula gets an apostrophe before it
 * (OWASP "CSV Injection"); every field is quoted; lines end in CRLF (RFC 4180); a byte order mark says UTF-8.
 */
const RUNS_AS_FORMULA = /^[\s]*[=+\-@\t\r]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

export const csvCell = (value: string | number | null | undefined): string => {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = RUNS_AS_FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
};

export const csvOf = (header: readonly string[], rows: readonly (readonly (string | number | null | undefined)[])[]): string =>
  `\uFEFF${[header, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;

const download = (name: string, blob: Blob): void => {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};
export const downloadCsv = (name: string, csv: string): void => download(name, new Blob([csv], { type: "text/csv;charset=utf-8" }));
/** Byte for byte: a digest of the file is a digest of the text. */
export const downloadText = (name: string, text: string): void => download(name, new Blob([text], { type: "text/plain;charset=utf-8" }));
