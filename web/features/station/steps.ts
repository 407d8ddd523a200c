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
  /** Goods are tallied and sent as one count. */
  tally?: true;
  /** Can be sent with no goods scanned. */
  bare?: true;
}>;

export const STATION_STEPS: readonly StepNeeds[] = [
  { step: "receiving", places: ["location"], document: true, regime: true },
  { step: "storing", places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "moving", places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "picking", places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "packing", places: ["location"], parent: "needed" },
  { step: "unpacking", places: ["location"], parent: "needed" },
  { step: "staging_outbound", places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "loading", places: ["from", "to"], optionalPlaces: ["from"] },
  { step: "unloading", places: ["from", "to"] },
  { step: "shipping", places: ["from"], document: true },
  { step: "departing", places: ["from"], bare: true },
  { step: "arriving", places: ["from"], bare: true },
  { step: "holding", places: ["location"], parent: "may", hold: true, bare: true },
  { step: "stock_taking", places: ["location"], tally: true, bare: true },
  { step: "returning", places: ["location"], document: true, regime: true },
  { step: "commissioning", places: [] },
];

export const needsOf = (step: Step): StepNeeds => STATION_STEPS.find((each) => each.step === step) ?? { step, places: [] };

export const missingPlaces = (needs: StepNeeds, places: Readonly<Partial<Record<PlaceField, string>>>): readonly PlaceField[] =>
  needs.places.filter((field) => !places[field] && !needs.optionalPlaces?.includes(field));
