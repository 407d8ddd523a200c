import { expect, test } from "vitest";
import { csvCell, csvOf } from "../../web/ui/csv.ts";

/** OWASP "CSV Injection": a cell that begins with one of these is run by a spreadsheet. */
test.each(["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", '=HYPERLINK("http://x")'])(
  "%j is shown, not run",
  (text) => {
    expect(csvCell(text)).toBe(`"'${text.replaceAll('"', '""')}"`);
  },
);

test.each([
  ["-12.5", '"-12.5"'],
  ["120", '"120"'],
  ["茶油", '"茶油"'],
  ['a"b', '"a""b"'],
  ["a,b\nc", '"a,b\nc"'],
  [null, '""'],
  [undefined, '""'],
  [7, '"7"'],
])("%j stays what it is", (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test("lines end as RFC 4180 wants, behind a byte order mark", () => {
  expect(csvOf(["a", "b"], [["1", null]])).toBe('\uFEFF"a","b"\r\n"1",""\r\n');
});
