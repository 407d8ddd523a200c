import { readCode } from "#gs1/read-code.ts";
import type { ScanItem, ScanMessage } from "#wire/device-messages.ts";
import type { Hold, Regime } from "#wire/words.ts";
import { missingPlaces, type PlaceField, type StepNeeds } from "./steps.ts";

/**
 * What a read means at this station. A known place fills the next place field; an SSCC becomes the parent where a parent is
 * being packed; everything else is goods and goes to the server exactly as it was read, wrong check digits too: that it was
 * refused is a fact as well.
 */
export type Context = Readonly<{
  places: Readonly<Partial<Record<PlaceField, string>>>;
  /** Which place field the next place's barcode fills. */
  target: PlaceField | undefined;
  parent: string | undefined;
  regime: Regime | undefined;
  document: string;
  hold: Hold;
  lift: boolean;
  reason: string;
  /** Pieces per scan of a code that names no serial. */
  quantity: string;
}>;

export const emptyContext = (needs: StepNeeds): Context => ({
  places: {},
  target: needs.places[0],
  parent: undefined,
  regime: undefined,
  document: "",
  hold: "customs_hold",
  lift: false,
  reason: "",
  quantity: "1",
});

export type KnownPlaces = Readonly<{ find(text: string): string | undefined }>;
export type Meaning =
  | Readonly<{ kind: "place"; field: PlaceField; location: string }>
  | Readonly<{ kind: "parent"; sscc: string }>
  | Readonly<{
      kind: "goods";
      gtin: string | undefined;
      serial: string | undefined;
      batch: string | undefined;
      expiry: string | undefined;
    }>;

export const meaningOf = (code: string, needs: StepNeeds, context: Context, known: KnownPlaces): Meaning => {
  const read = readCode(code);
  if (!read.ok) return { kind: "goods", gtin: undefined, serial: undefined, batch: undefined, expiry: undefined };
  const location = read.place ? known.find(read.place) : undefined;
  if (location) {
    const field = context.target ?? needs.places.at(-1);
    if (field) return { kind: "place", field, location };
  }
  if (read.sscc && !read.gtin && needs.parent === "needed" && context.parent === undefined) return { kind: "parent", sscc: read.sscc };
  return { kind: "goods", gtin: read.gtin, serial: read.serial, batch: read.batch, expiry: read.expiry };
};

/**
 * Fills a field and says which is next: an empty one; else, where every move has its own two places, the first again, and what
 * the move before it left is cleared; else the one that is not the station's own, so that it can be changed by another scan.
 */
export const withPlace = (context: Context, needs: StepNeeds, field: PlaceField, location: string): Context => {
  const begins = needs.anew === true && field === needs.places[0];
  const places = { ...(begins ? {} : context.places), [field]: location };
  const empty = needs.places.find((each) => !places[each]);
  const changeable = needs.anew ? needs.places[0] : (needs.places.findLast((each) => each !== needs.own) ?? needs.places.at(-1));
  return { ...context, places, target: empty ?? changeable };
};

export type Lack = PlaceField | "parent" | "reason" | "quantity";
export const lacksOf = (needs: StepNeeds, context: Context): readonly Lack[] => [
  ...missingPlaces(needs, context.places),
  ...(needs.parent === "needed" && !context.parent ? (["parent"] as const) : []),
  ...(needs.hold && context.reason.trim() === "" ? (["reason"] as const) : []),
  ...(/^\d{1,9}(\.\d{1,5})?$/.test(context.quantity) && Number(context.quantity) > 0 ? [] : (["quantity"] as const)),
];

export type Envelope = Readonly<{ id: string; seq: number; at: string; operator: string }>;
export type Goods = Readonly<{ codes: readonly string[]; items: readonly ScanItem[] }>;

export const scanMessageOf = (needs: StepNeeds, context: Context, goods: Goods, envelope: Envelope): ScanMessage => ({
  ...envelope,
  step: needs.step,
  ...(goods.codes.length > 0 ? { codes: [...goods.codes] } : {}),
  ...(goods.items.length > 0 || needs.tally ? { items: [...goods.items] } : {}),
  ...Object.fromEntries(needs.places.flatMap((field) => (context.places[field] ? [[field, context.places[field]]] : []))),
  ...(needs.parent && context.parent ? { parent: context.parent } : {}),
  ...(needs.regime && context.regime ? { regime: context.regime } : {}),
  ...(needs.document && context.document.trim() ? { document: context.document.trim() } : {}),
  ...(needs.hold ? { hold: context.hold, reason: context.reason.trim(), ...(context.lift ? { lift: true } : {}) } : {}),
});

export const undoMessageOf = (step: ScanMessage["step"], undo: string, reason: string, envelope: Envelope): ScanMessage => ({
  ...envelope,
  ...(step ? { step } : {}),
  undo,
  reason,
});

/** A count or a weight other than one is said by `items`; a single piece, a serial and an SSCC are said by the code alone. */
export const goodsOf = (code: string, meaning: Meaning, context: Context, uomOf: (gtin: string) => string | undefined): Goods => {
  const uom = meaning.kind === "goods" && meaning.gtin ? uomOf(meaning.gtin) : undefined;
  if (meaning.kind !== "goods" || !meaning.gtin || meaning.serial || context.quantity === "1" || !uom) return { codes: [code], items: [] };
  const { gtin, batch, expiry } = meaning;
  return { codes: [], items: [{ gtin, quantity: context.quantity, uom, ...(batch ? { batch } : {}), ...(expiry ? { expiry } : {}) }] };
};
