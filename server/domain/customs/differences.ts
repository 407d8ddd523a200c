import type { Hold } from "../ledger/account.ts";

/**
 * Differences: for each line of a book (账册 备案序号) what is physically there, what the book counts, what documents declare and
 * what is owed, side by side. The difference is physical less the book's formal balance (actual and outgoing).
 * 1. What documents have moved on one side alone explains it exactly.
 * 2. What else is known to be open (findings, tallied goods) explains of the rest as much as its own size and sign allow.
 * 3. What then remains is a cause itself: unexplained. So the causes always come to the difference.
 * A line is told when it has a cause; a line without any does not exist.
 */
export type DifferenceLine = Readonly<{ book: string; line: number }>;

export type PhysicalRow = DifferenceLine & Readonly<{ hold: Hold; quantity: bigint }>;

/** Formally there are actual (free) and outgoing (预扣, spoken for); incoming (预增) is not there formally. */
export type BookRow = DifferenceLine & Readonly<{ actual: bigint; incoming: bigint; outgoing: bigint }>;

/** An approved document line that counts on the book: 核注清单, or 出入库单, which its collective inventory releases and deducts. */
export type DocumentRow = DifferenceLine &
  Readonly<{
    document: string;
    direction: "in" | "out";
    declared: bigint;
    /** Of it, through the gate. */
    passed: bigint;
    isReleased: boolean;
    /** Posted formally (核扣). */
    isDeducted: boolean;
    /** 保税展示交易: the goods stay in the book while they are out. The umbrella declaration's number (业务申报表). */
    exhibition?: string;
  }>;

/** Something open that is known by other means. */
export type FindingRow = DifferenceLine &
  Readonly<{
    finding: "irregular" | "physical_missing" | "physical_surplus" | "unsettled_observation" | "count_not_approved";
    /** The observation, count or entry. */
    reference: string;
    /**
     * Signed. What it has done to the stock and not to the book (irregular, missing, surplus), or, for what waits (an observation
     * that is unsettled, a count not approved), what it will do to the stock.
     */
    quantity: bigint;
  }>;

export type OverdueRow = DifferenceLine & Readonly<{ obligation: string }>;

export type DifferenceQuestion = Readonly<{
  physical: readonly PhysicalRow[];
  balances: readonly BookRow[];
  documents: readonly DocumentRow[];
  findings: readonly FindingRow[];
  /** Obligations that are overdue, of a line. */
  overdue: readonly OverdueRow[];
}>;

export type CauseName =
  /** 预增: approved, not through the gate yet, not released. */
  | "pending_pre_credit"
  /** 预扣 */
  | "pending_pre_deduction"
  /** 已过卡未放行 */
  | "passed_not_released"
  /** 已放行未过卡 */
  | "released_not_passed"
  /** Released, and passed in part: deducted when all has passed (2.5). */
  | "partly_passed"
  /** Released and all passed, and not deducted. */
  | "deduction_missing"
  /** Deducted before all had passed. */
  | "deducted_early"
  | "passed_beyond_declared"
  | "on_exhibition"
  /** incoming or outgoing of the book is not what its open documents declare; the quantity is book less documents. */
  | "incoming_differs"
  | "outgoing_differs"
  | "irregular"
  | "physical_missing"
  | "physical_surplus"
  | "tallied_undeclared"
  | "unsettled_observation"
  | "count_not_approved"
  | "obligation_overdue"
  | "unexplained";

export type Cause = Readonly<{
  cause: CauseName;
  /** The document, observation, count or obligation; null where the line itself is meant. */
  reference: string | null;
  quantity: bigint;
  /** Its part of the difference, signed. The parts of a line come to its difference. */
  explains: bigint;
}>;

export type Difference = DifferenceLine &
  Readonly<{
    physical: bigint;
    actual: bigint;
    incoming: bigint;
    outgoing: bigint;
    /** Of the documents that are not deducted. */
    declaredIn: bigint;
    declaredOut: bigint;
    passedIn: bigint;
    passedOut: bigint;
    overdue: number;
    /** physical − (actual + outgoing) */
    difference: bigint;
    causes: readonly Cause[];
  }>;

type Side = DifferenceLine & {
  physical: bigint;
  tallied: bigint;
  actual: bigint;
  incoming: bigint;
  outgoing: bigint;
  documents: DocumentRow[];
  findings: FindingRow[];
  overdue: OverdueRow[];
};

export const listDifferences = (question: DifferenceQuestion): readonly Difference[] =>
  sidesOf(question)
    .filter((side) => !isQuiet(side))
    .toSorted((one, other) => compare(one.book, other.book) || one.line - other.line)
    .map(toDifference)
    .filter(({ causes }) => causes.length > 0);

/** Most lines of a large book: nothing is open and both sides agree. */
const isQuiet = ({ physical, tallied, actual, incoming, outgoing, documents, findings, overdue }: Side): boolean =>
  physical === actual + outgoing &&
  tallied === 0n &&
  incoming === 0n &&
  outgoing === 0n &&
  documents.length + findings.length + overdue.length === 0;

/** By book, then by line: a key of both joined would cost more than all the rest. */
const sidesOf = ({ physical, balances, documents, findings, overdue }: DifferenceQuestion): readonly Side[] => {
  const books = new Map<string, Map<number, Side>>();
  const of = ({ book, line }: DifferenceLine): Side => {
    let lines = books.get(book);
    if (!lines) books.set(book, (lines = new Map()));
    let side = lines.get(line);
    if (!side) lines.set(line, (side = { book, line, ...NOTHING }));
    return side;
  };
  for (const row of physical) {
    const side = of(row);
    side.physical += row.quantity;
    if (row.hold === "tallied_undeclared") side.tallied += row.quantity;
  }
  for (const row of balances) {
    const side = of(row);
    side.actual += row.actual;
    side.incoming += row.incoming;
    side.outgoing += row.outgoing;
  }
  for (const row of documents) {
    const side = of(row);
    side.documents = appended(side.documents, row);
  }
  for (const row of findings) {
    const side = of(row);
    side.findings = appended(side.findings, row);
  }
  for (const row of overdue) {
    const side = of(row);
    side.overdue = appended(side.overdue, row);
  }
  return [...books.values()].flatMap((lines) => [...lines.values()]);
};

/** The empty list is shared by all lines that have none. */
const appended = <T>(list: T[], row: T): T[] => {
  if (list.length === 0) return [row];
  list.push(row);
  return list;
};

const NOTHING: Readonly<Omit<Side, "book" | "line">> = {
  physical: 0n,
  tallied: 0n,
  actual: 0n,
  incoming: 0n,
  outgoing: 0n,
  documents: [],
  findings: [],
  overdue: [],
};

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const toDifference = (side: Side): Difference => {
  const { book, line, physical, actual, incoming, outgoing } = side;
  const difference = physical - actual - outgoing;
  const sum = (direction: "in" | "out", column: "declared" | "passed"): bigint =>
    side.documents.reduce((all, row) => (row.direction === direction && !row.isDeducted ? all + row[column] : all), 0n);
  return {
    book,
    line,
    physical,
    actual,
    incoming,
    outgoing,
    declaredIn: sum("in", "declared"),
    declaredOut: sum("out", "declared"),
    passedIn: sum("in", "passed"),
    passedOut: sum("out", "passed"),
    overdue: side.overdue.length,
    difference,
    causes: causesOf(side, difference),
  };
};

const causesOf = (side: Side, difference: bigint): readonly Cause[] => {
  const documents = side.documents.toSorted((one, other) => compare(one.document, other.document));
  const causes = [...documents.flatMap(causesOfDocument), ...exhibitions(documents)];
  let rest = difference - causes.reduce((sum, { explains }) => sum + explains, 0n);
  for (const open of openCauses(side)) {
    const explains = within(open.effect, rest);
    rest -= explains;
    causes.push({ cause: open.cause, reference: open.reference, quantity: open.quantity, explains });
  }
  causes.push(...accountCauses(side));
  for (const { obligation } of side.overdue.toSorted((one, other) => compare(one.obligation, other.obligation)))
    causes.push({ cause: "obligation_overdue", reference: obligation, quantity: 0n, explains: 0n });
  if (rest !== 0n) causes.push({ cause: "unexplained", reference: null, quantity: sizeOf(rest), explains: rest });
  return causes;
};

const sizeOf = (quantity: bigint): bigint => (quantity < 0n ? -quantity : quantity);

/** As much of `rest` as an effect of this sign and size can be the cause of. */
const within = (effect: bigint, rest: bigint): bigint => {
  if (effect === 0n || rest === 0n || effect > 0n !== rest > 0n) return 0n;
  return sizeOf(effect) < sizeOf(rest) ? effect : rest;
};

/** Goods that have passed are on one side alone until the document is deducted; goods that have not are on neither. */
const causesOfDocument = (row: DocumentRow): readonly Cause[] => {
  const { document, declared, isReleased, isDeducted } = row;
  const sign = row.direction === "in" ? 1n : -1n;
  const passed = row.passed < declared ? row.passed : declared;
  const left = declared - passed;
  const causes: Cause[] = [];
  const add = (cause: CauseName, quantity: bigint, explains: bigint): void => {
    if (quantity > 0n) causes.push({ cause, reference: document, quantity, explains });
  };
  const isExhibited = row.exhibition !== undefined;
  if (isDeducted && !isExhibited) add("deducted_early", left, -sign * left);
  if (!isDeducted) {
    if (!isExhibited) add(passedCause(row, left), passed, sign * passed);
    const pending = row.direction === "in" ? "pending_pre_credit" : "pending_pre_deduction";
    // What is to come back from an exhibition is told as still out there.
    if (!isExhibited || row.direction === "out") add(isReleased ? "released_not_passed" : pending, left, 0n);
  }
  if (!isExhibited) add("passed_beyond_declared", row.passed - passed, sign * (row.passed - passed));
  return causes;
};

const passedCause = ({ isReleased }: DocumentRow, left: bigint): CauseName => {
  if (!isReleased) return "passed_not_released";
  return left > 0n ? "partly_passed" : "deduction_missing";
};

/** What is out under each umbrella: passed out, less passed back in. The book counts it all the while. */
const exhibitions = (documents: readonly DocumentRow[]): readonly Cause[] => {
  const outside = new Map<string, bigint>();
  for (const { exhibition, direction, passed } of documents) {
    if (exhibition === undefined) continue;
    outside.set(exhibition, (outside.get(exhibition) ?? 0n) + (direction === "out" ? passed : -passed));
  }
  return [...outside]
    .filter(([, quantity]) => quantity !== 0n)
    .map(([reference, quantity]) => ({ cause: "on_exhibition", reference, quantity, explains: -quantity }));
};

type OpenCause = Pick<Cause, "cause" | "reference" | "quantity"> & Readonly<{ effect: bigint }>;

const ORDER: readonly FindingRow["finding"][] = [
  "irregular",
  "physical_missing",
  "physical_surplus",
  "unsettled_observation",
  "count_not_approved",
];
/** What will change the stock when it is settled: the difference is that it has not. */
const WAITING: ReadonlySet<FindingRow["finding"]> = new Set(["unsettled_observation", "count_not_approved"]);

const openCauses = ({ findings, tallied }: Side): readonly OpenCause[] => {
  const ordered = findings
    .filter(({ quantity }) => quantity !== 0n)
    .toSorted((one, other) => ORDER.indexOf(one.finding) - ORDER.indexOf(other.finding) || compare(one.reference, other.reference));
  const found = ordered.map(({ finding, reference, quantity }) => ({
    cause: finding,
    reference,
    quantity: sizeOf(quantity),
    effect: WAITING.has(finding) ? -quantity : quantity,
  }));
  const undeclared: OpenCause = { cause: "tallied_undeclared", reference: null, quantity: tallied, effect: tallied };
  return tallied === 0n ? found : [undeclared, ...found];
};

/** What is pre-credited and pre-deducted is what open documents declare; goods on exhibition stay pre-deducted until they are back. */
const accountCauses = ({ documents, incoming, outgoing }: Side): readonly Cause[] => {
  let declaredIn = 0n;
  let declaredOut = 0n;
  for (const { direction, declared, isDeducted, exhibition } of documents) {
    if (exhibition !== undefined) {
      if (direction === "out") declaredOut += declared;
      else if (isDeducted) declaredOut -= declared;
    } else if (!isDeducted) {
      if (direction === "in") declaredIn += declared;
      else declaredOut += declared;
    }
  }
  const cause = (name: "incoming_differs" | "outgoing_differs", quantity: bigint): Cause[] =>
    quantity === 0n ? [] : [{ cause: name, reference: null, quantity, explains: 0n }];
  return [...cause("incoming_differs", incoming - declaredIn), ...cause("outgoing_differs", outgoing - declaredOut)];
};
