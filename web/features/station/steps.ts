import type { Step } from "#wire/words.ts";

/** The steps of a station, and what each needs beside goods: the same table as the rules of the server, for the screen's sake only. */
export const PLACE_FIELDS = ["location", "from", "to"] as const;
export type PlaceField = (typeof PLACE_FIELDS)[number];
export type StepNeeds = Readonly<{
  step: Step;
  places: readonly PlaceField[];
  optionalPlaces?: readonly PlaceField[];
  parent?: "needed" | "may";
  hold?: true;
  document?: true;
  regime?: true;
  /** The field that the station's own place fills at the start. */
  own?: PlaceField;
  /** When every place is filled, the next place scanned begins anew. */
  anew?: true;
  /** Goods are tallied and sent as one count. */
  tally?: true;
  /** Can be sent with no goods scanned. */
  bare?: true;
}>;

export const STATION_STEPS: readonly StepNeeds[] = [
  { step: "receiving", own: "location", places: ["location"], document: true, regime: true },
  { step: "storing", own: "from", places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "moving", anew: true, places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "picking", own: "to", places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "packing", own: "location", places: ["location"], parent: "needed" },
  { step: "unpacking", own: "location", places: ["location"], parent: "needed" },
  { step: "staging_outbound", places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "loading", own: "from", places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "unloading", own: "to", places: ["from", "to"] },
  { step: "shipping", own: "from", places: ["from"], document: true },
  { step: "departing", places: ["from"], bare: true },
  { step: "arriving", places: ["from"], bare: true },
  { step: "holding", own: "location", places: ["location"], parent: "may", hold: true, bare: true },
  { step: "stock_taking", own: "location", places: ["location"], tally: true, bare: true },
  { step: "returning", own: "location", places: ["location"], document: true, regime: true },
  { step: "commissioning", places: [] },
];

export const needsOf = (step: Step): StepNeeds => STATION_STEPS.find((each) => each.step === step) ?? { step, places: [] };

export const missingPlaces = (needs: StepNeeds, places: Readonly<Partial<Record<PlaceField, string>>>): readonly PlaceField[] =>
  needs.places.filter((field) => !places[field] && !needs.optionalPlaces?.includes(field));
