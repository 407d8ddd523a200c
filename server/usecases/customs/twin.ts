import type { TwinState } from "./book-read-models.ts";

/**
 * The twin (2.6): in which state the goods of every cell are. Documents speak of book lines, not of cells, so what a line has
 * pending is laid upon its goods from the gate inwards: vehicles and docks first, then staging, then the racks by name.
 * 1. non-bonded goods are 非保税; 2. of bonded goods what stands on a pass that is not through is 核放申请中;
 * 3. what an open inventory speaks for, or has brought in and is not deducted, is 核注申请中; 4. what lies there beyond what the
 * book still counts is 已核销, and so is what left a cell lately under a deducted inventory; 5. the rest is 保税.
 */
export type TwinGoods = Readonly<{
  location: string;
  kind: string;
  regime: string;
  isHeld: boolean;
  /** Let in before its declaration (先理货后报关). */
  isUndeclared: boolean;
  book: string | null;
  line: number | null;
  gtin: string;
  uom: string;
  owner: string | null;
  quantity: bigint;
}>;

/** A line of an inventory or slip that is filed or approved. */
export type TwinPending = Readonly<{
  document: string;
  book: string;
  line: number;
  direction: "in" | "out";
  declared: bigint;
  onPasses: bigint;
  passed: bigint;
}>;

/** What left a cell under an inventory that is deducted. */
export type TwinGone = Readonly<{
  document: string;
  location: string;
  book: string;
  line: number;
  gtin: string;
  uom: string;
  owner: string | null;
  quantity: bigint;
}>;

/** Formal balance of a book line: actual and outgoing. */
export type TwinFormal = Readonly<{ book: string; line: number; quantity: bigint }>;

export type TwinQuestion = Readonly<{
  goods: readonly TwinGoods[];
  pending: readonly TwinPending[];
  formal: readonly TwinFormal[];
  gone: readonly TwinGone[];
}>;

export type TwinPiece = Readonly<{
  location: string;
  state: TwinState;
  book: string | null;
  line: number | null;
  gtin: string;
  uom: string;
  owner: string | null;
  quantity: bigint;
  documents: readonly string[];
}>;

type Claim = { state: TwinState; left: bigint; documents: string[] };

/** The state that asks most of the onlooker first. */
export const TWIN_STATES: readonly TwinState[] = ["pass_pending", "inventory_pending", "bonded", "non_bonded", "written_off"];

const BONDED: ReadonlySet<string> = new Set(["bonded", "in_transit_bonded"]);
/** From the gate inwards. */
const NEARNESS: readonly string[] = ["gate", "vehicle", "dock", "staging", "cage", "bin"];

const lineKey = (book: string | null, line: number | null): string => `${book ?? ""}\u001f${line ?? 0}`;

const byNearness = (one: TwinGoods, other: TwinGoods): number =>
  NEARNESS.indexOf(one.kind) - NEARNESS.indexOf(other.kind) || (one.location < other.location ? -1 : Number(one.location > other.location));

export const colourGoods = (question: TwinQuestion): TwinPiece[] => {
  const claims = claimsOf(question);
  const pieces: TwinPiece[] = [];
  for (const goods of question.goods.toSorted(byNearness)) {
    if (!BONDED.has(goods.regime)) {
      pieces.push(piece(goods, "non_bonded", goods.quantity));
      continue;
    }
    if (goods.isUndeclared) {
      pieces.push(piece(goods, "inventory_pending", goods.quantity));
      continue;
    }
    let left = goods.quantity;
    for (const claim of claims.get(lineKey(goods.book, goods.line)) ?? []) {
      const taken = claim.left < left ? claim.left : left;
      if (taken <= 0n) continue;
      claim.left -= taken;
      left -= taken;
      pieces.push(piece(goods, claim.state, taken, claim.documents));
    }
    if (left > 0n) pieces.push(piece(goods, "bonded", left));
  }
  return [...pieces, ...question.gone.map((gone): TwinPiece => ({ ...gone, state: "written_off", documents: [gone.document] }))];
};

const piece = (goods: TwinGoods, state: TwinState, quantity: bigint, documents: readonly string[] = []): TwinPiece => ({
  location: goods.location,
  state,
  book: goods.book,
  line: goods.line,
  gtin: goods.gtin,
  uom: goods.uom,
  owner: goods.owner,
  quantity,
  documents,
});

/** What of each line is spoken for, in the order in which it is laid upon its goods. */
const claimsOf = ({ goods, pending, formal }: TwinQuestion): Map<string, Claim[]> => {
  const claims = new Map<string, Claim[]>();
  const add = (key: string, state: TwinState, quantity: bigint, document?: string): void => {
    if (quantity <= 0n) return;
    const ofLine = claims.get(key) ?? [];
    claims.set(key, ofLine);
    let claim = ofLine.find((each) => each.state === state);
    if (!claim) ofLine.push((claim = { state, left: 0n, documents: [] }));
    claim.left += quantity;
    if (document !== undefined && !claim.documents.includes(document)) claim.documents.push(document);
  };
  const brought = new Map<string, bigint>();
  for (const { document, book, line, direction, declared, onPasses, passed } of pending) {
    const key = lineKey(book, line);
    if (direction === "out") {
      add(key, "pass_pending", onPasses - passed, document);
      add(key, "inventory_pending", declared - (onPasses > passed ? onPasses : passed), document);
    } else {
      add(key, "inventory_pending", passed, document);
      brought.set(key, (brought.get(key) ?? 0n) + passed);
    }
  }
  for (const [key, surplus] of surplusOf(goods, formal, brought)) add(key, "written_off", surplus);
  for (const ofLine of claims.values()) ofLine.sort((one, other) => TWIN_STATES.indexOf(one.state) - TWIN_STATES.indexOf(other.state));
  return claims;
};

/** What lies there beyond what the book counts, and beyond what came in and is not counted yet. Goods of no book are none. */
const surplusOf = (
  goods: readonly TwinGoods[],
  formal: readonly TwinFormal[],
  brought: ReadonlyMap<string, bigint>,
): Map<string, bigint> => {
  const surplus = new Map<string, bigint>();
  for (const { regime, isUndeclared, book, line, quantity } of goods) {
    if (!BONDED.has(regime) || isUndeclared || book === null || line === null) continue;
    surplus.set(lineKey(book, line), (surplus.get(lineKey(book, line)) ?? 0n) + quantity);
  }
  const counted = new Map(formal.map(({ book, line, quantity }) => [lineKey(book, line), quantity]));
  for (const [key, quantity] of surplus) {
    const known = counted.get(key);
    // A line that the book never counted was not written off either.
    surplus.set(key, known === undefined ? 0n : quantity - known - (brought.get(key) ?? 0n));
  }
  return surplus;
};
