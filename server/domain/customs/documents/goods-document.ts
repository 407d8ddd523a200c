/**
 * A document that declares goods line by line against a book: the inventory list (核注清单, INV101), and the in-and-out slip
 * (出入库单, SAS111) that a later collective inventory gathers. Section 2.5.
 * filed → approved (pre-credit, pre-deduction) → passed at the gate, line by line, and released, in either order → deducted.
 */

/** 核注清单类型 (invtType): 0 ordinary, 1 collective, 3 in first, 4 simple processing, 5 exhibition, 6 within zones, 7 port and zone, 8 retail, 9 domestic sale. */
export type InventoryType = "0" | "1" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/** In or out of the book. */
export type Direction = "in" | "out";

export type DocumentLine = Readonly<{
  n: number;
  /** 备案序号: the line of the book; null where no book stands behind the document. */
  bookLine: number | null;
  /** 料号. */
  itemRecordNo?: string;
  gtin: string;
  /** Of the product; customs units are translated at the door. */
  uom: string;
  quantity: bigint;
  hsCode?: string;
  /** 申报总价, in 10⁻⁵ of the currency. */
  total?: bigint;
  currency?: string;
}>;

export type GoodsDocument = Readonly<{
  kind: "inventory" | "stock_document";
  number: string;
  /** The firm's own number (企业内部编号), by which it filed. */
  innerNo: string;
  site: string;
  owner: string;
  /** 账册编号; null for goods that stand in none. */
  book: string | null;
  direction: Direction;
  type: InventoryType | null;
  /** 监管方式: those of e-commerce, and others of the customs table. */
  mode: string | null;
  /** dclcusFlag 1: a customs declaration must be released before it is deducted. Else its approval releases it. */
  needsDeclaration: boolean;
  /** The entry number (报关单号), once customs gave it. */
  entryNo?: string;
  /** 业务申报表 under which it stands. */
  declaration?: string;
  /** Retail lists (清单) that it gathers, in-and-out slips that it collects. */
  gathers: readonly string[];
  /** The inventory of the other zone (关联清单). */
  partner?: string;
  lines: readonly DocumentLine[];
  state: "filed" | "approved" | "refused" | "cancelled";
  isReleased: boolean;
  /** vrfdedMarkcd 核扣标志: 0 none, 1 pre, 2 done, 3 written off (核销). */
  deduction: "none" | "pre" | "done" | "written_off";
  /** Quantity that has passed the gate, by line. */
  passed: Readonly<Record<number, bigint>>;
  /** Quantity that stands on gate passes that were approved, passed or not, by line. */
  onPasses: Readonly<Record<number, bigint>>;
}>;

export type GoodsFiling = Omit<GoodsDocument, "state" | "isReleased" | "deduction" | "passed" | "onPasses">;

export type GoodsEvent =
  | Readonly<{ type: "filed"; filing: GoodsFiling }>
  | Readonly<{ type: "amended"; filing: GoodsFiling }>
  | Readonly<{ type: "approved"; number: string }>
  | Readonly<{ type: "refused"; note: string }>
  | Readonly<{ type: "cancelled" }>
  | Readonly<{ type: "released"; entryNo?: string }>
  | Readonly<{ type: "put_on_pass"; pass: string; lines: readonly LineQuantity[] }>
  /** Negative quantities: a pass was voided. */
  | Readonly<{ type: "passed"; pass: string; lines: readonly LineQuantity[] }>
  | Readonly<{ type: "deducted" }>
  | Readonly<{ type: "written_off" }>;

export type LineQuantity = Readonly<{ n: number; quantity: bigint }>;

export type GoodsRefusal =
  | "already_filed"
  | "not_filed"
  | "not_approved"
  | "already_approved"
  | "passed_already"
  | "is_over"
  | "more_than_declared"
  | "line_unknown"
  | "not_deducted";

export type GoodsCommand =
  | Readonly<{ type: "file"; filing: GoodsFiling }>
  | Readonly<{ type: "amend"; filing: GoodsFiling }>
  | Readonly<{ type: "approve"; number: string }>
  | Readonly<{ type: "refuse"; note: string }>
  | Readonly<{ type: "cancel" }>
  | Readonly<{ type: "release"; entryNo?: string }>
  | Readonly<{ type: "put_on_pass"; pass: string; lines: readonly LineQuantity[] }>
  | Readonly<{ type: "pass"; pass: string; lines: readonly LineQuantity[] }>
  | Readonly<{ type: "write_off" }>;

const INDEXES = new WeakMap<readonly DocumentLine[], ReadonlyMap<number, DocumentLine>>();

/** A document may have ten thousand lines, and be asked for each of them. */
export const findLine = ({ lines }: Pick<GoodsDocument, "lines">, n: number): DocumentLine | undefined => {
  let index = INDEXES.get(lines);
  if (!index) {
    index = new Map(lines.map((line) => [line.n, line]));
    INDEXES.set(lines, index);
  }
  return index.get(n);
};

const OVER: ReadonlySet<GoodsDocument["state"]> = new Set(["refused", "cancelled"]);

/** What a command makes of a document; the same receipt told twice makes nothing more of it. */
export const decideGoods = (document: GoodsDocument | undefined, command: GoodsCommand): readonly GoodsEvent[] | GoodsRefusal => {
  if (command.type === "file") return decideFiling(document, command.filing);
  if (!document) return "not_filed";
  if (OVER.has(document.state)) return command.type === "cancel" || command.type === "refuse" ? [] : "is_over";
  switch (command.type) {
    case "amend":
      return decideAmendment(document, command.filing);
    case "approve":
      return document.state === "approved" ? [] : withDeduction(document, approval(document, command.number));
    case "refuse":
      return document.state === "approved" ? "already_approved" : [{ type: "refused", note: command.note }];
    case "cancel":
      return hasPassed(document) ? "passed_already" : [{ type: "cancelled" }];
    case "release":
      return document.isReleased ? [] : withDeduction(document, [{ ...command, type: "released" }]);
    case "put_on_pass":
      return within(document, document.onPasses, command.lines) ?? [command];
    case "pass":
      if (document.state !== "approved") return "not_approved";
      return within(document, document.passed, command.lines) ?? withDeduction(document, [{ ...command, type: "passed" }]);
    case "write_off":
      if (document.deduction === "written_off") return [];
      return document.deduction === "done" ? [{ type: "written_off" }] : "not_deducted";
  }
};

const decideFiling = (document: GoodsDocument | undefined, filing: GoodsFiling): readonly GoodsEvent[] | GoodsRefusal => {
  if (!document || OVER.has(document.state)) return [{ type: "filed", filing }];
  return sameFiling(document, filing) ? [] : "already_filed";
};

const decideAmendment = (document: GoodsDocument, filing: GoodsFiling): readonly GoodsEvent[] | GoodsRefusal => {
  for (const [n, passed] of entriesOf(document.onPasses)) {
    const line = findLine(filing, n);
    if (passed > 0n && (!line || line.quantity < passed)) return "passed_already";
  }
  // Amended down to what has passed, it is complete.
  return withDeduction(document, [{ type: "amended", filing: { ...filing, number: document.number } }]);
};

const approval = (document: GoodsDocument, number: string): readonly GoodsEvent[] => [
  { type: "approved", number },
  ...(document.needsDeclaration || document.isReleased ? [] : [{ type: "released" } as const]),
];

/** The heart (2.5): deducted formally only when its declaration is released and all its goods have passed the gate. */
const withDeduction = (document: GoodsDocument, events: readonly GoodsEvent[]): readonly GoodsEvent[] => {
  const after = events.reduce(evolveGoods, document);
  return after.deduction === "pre" && after.isReleased && hasPassedWholly(after) ? [...events, { type: "deducted" }] : events;
};

const within = (
  document: GoodsDocument,
  used: Readonly<Record<number, bigint>>,
  lines: readonly LineQuantity[],
): GoodsRefusal | undefined => {
  for (const { n, quantity } of lines) {
    const line = findLine(document, n);
    if (!line) return "line_unknown";
    if ((used[n] ?? 0n) + quantity > line.quantity) return "more_than_declared";
  }
  return undefined;
};

const entriesOf = (quantities: Readonly<Record<number, bigint>>): (readonly [number, bigint])[] =>
  Object.entries(quantities).map(([n, quantity]) => [Number(n), quantity]);

const hasPassed = (document: GoodsDocument): boolean => entriesOf(document.passed).some(([, quantity]) => quantity > 0n);

export const hasPassedWholly = (document: GoodsDocument): boolean =>
  document.lines.every(({ n, quantity }) => (document.passed[n] ?? 0n) >= quantity);

/** What may still be put on a pass (未生成核放单的数量). */
export const unpassedOf = (document: GoodsDocument, n: number): bigint => {
  const line = findLine(document, n);
  return line ? line.quantity - (document.onPasses[n] ?? 0n) : 0n;
};

const sameFiling = (document: GoodsDocument, filing: GoodsFiling): boolean =>
  document.lines.length === filing.lines.length &&
  document.book === filing.book &&
  document.direction === filing.direction &&
  document.lines.every((line, index) => {
    const other = filing.lines[index];
    return other?.gtin === line.gtin && other.quantity === line.quantity && other.bookLine === line.bookLine;
  });

export const evolveGoods = (document: GoodsDocument | undefined, event: GoodsEvent): GoodsDocument => {
  if (event.type === "filed") return { ...event.filing, state: "filed", isReleased: false, deduction: "none", passed: {}, onPasses: {} };
  if (!document) throw new TypeError("a document begins by being filed");
  switch (event.type) {
    case "amended":
      return { ...document, ...event.filing };
    case "approved":
      return { ...document, number: event.number, state: "approved", deduction: "pre" };
    case "refused":
      return { ...document, state: "refused" };
    case "cancelled":
      return { ...document, state: "cancelled", deduction: "none" };
    case "released":
      return { ...document, isReleased: true, ...(event.entryNo !== undefined && { entryNo: event.entryNo }) };
    case "put_on_pass":
      return { ...document, onPasses: plus(document.onPasses, event.lines) };
    case "passed":
      return { ...document, passed: plus(document.passed, event.lines) };
    case "deducted":
      return { ...document, deduction: "done" };
    case "written_off":
      return { ...document, deduction: "written_off" };
  }
};

const plus = (quantities: Readonly<Record<number, bigint>>, lines: readonly LineQuantity[]): Record<number, bigint> => {
  const sum = { ...quantities };
  for (const { n, quantity } of lines) sum[n] = (sum[n] ?? 0n) + quantity;
  return sum;
};
