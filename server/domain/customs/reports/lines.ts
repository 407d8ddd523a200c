/** Lines of customs books in reports: one for each book, line (备案序号) and unit of measure, in this order. */
export type LineKey = Readonly<{ book: string; line: number; uom: string }>;

export const lineKeyOf = ({ book, line, uom }: LineKey): string => `${book}\u001f${line}\u001f${uom}`;

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

export const byLine = (one: LineKey, other: LineKey): number =>
  compare(one.book, other.book) || one.line - other.line || compare(one.uom, other.uom);

/** One row for each line, made by `begin` and added to by `add`; in the order of books and lines. */
export const gatherLines = <Row extends LineKey, Line extends LineKey>(
  rows: readonly Row[],
  begin: (key: LineKey) => Line,
  add: (line: Line, row: Row) => void,
): Line[] => {
  const lines = new Map<string, Line>();
  for (const row of rows) {
    const key = lineKeyOf(row);
    let line = lines.get(key);
    if (!line) lines.set(key, (line = begin({ book: row.book, line: row.line, uom: row.uom })));
    add(line, row);
  }
  return [...lines.values()].toSorted(byLine);
};

/** The sums of the named quantities, one row for each unit of measure: pieces and kilograms are not added up. */
export const totalByUom = <Name extends string>(
  lines: readonly (Readonly<{ uom: string }> & Readonly<Record<Name, bigint>>)[],
  names: readonly Name[],
): readonly (Readonly<{ uom: string }> & Readonly<Record<Name, bigint>>)[] => {
  const uoms = [...new Set(lines.map(({ uom }) => uom))].toSorted();
  return uoms.map((uom) => {
    const same = lines.filter((line) => line.uom === uom);
    const sums = names.map((name) => [name, same.reduce((sum, line) => sum + line[name], 0n)] as const);
    return { uom, ...(Object.fromEntries(sums) as Record<Name, bigint>) };
  });
};
