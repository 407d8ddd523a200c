import type { GatePass } from "../customs/documents/gate-pass.ts";
import type { GoodsDocument } from "../customs/documents/goods-document.ts";
import type { Obligation } from "../customs/obligations/obligation.ts";
import type { SerialBook } from "./chains.ts";
import type { WeightTolerance } from "../customs/weight.ts";

/** How customs controls a zone, as its master data says. */
export type Zone = Readonly<{
  /** Whether bonded goods and loaded vehicles pass its gates only with a gate pass (核放单). */
  isPassRequired: boolean;
  /** Port, airport, rail hub, checkpoint: what leaves here leaves the country. */
  isBorder: boolean;
  /** The zone's own; else the general one. */
  tolerance?: WeightTolerance;
}>;

/** What a batch needs of customs: passes, the documents behind them and behind open releases, seals, orders to inspect. */
export type CustomsBooks = Readonly<{
  /** By number. */
  passes: Map<string, GatePass>;
  /** By number. */
  documents: Map<string, GoodsDocument>;
  /** Seals that were opened or tampered with, by unit. */
  brokenSeals: ReadonlyMap<string, readonly string[]>;
  /** Documents and passes that are to be inspected. */
  inspected: ReadonlySet<string>;
  /** Documents and passes whose goods may enter the country and not yet the market (两段准入). */
  notAdmitted: ReadonlySet<string>;
  /** Of the firms of those passes, those that stop a pass once they are overdue. */
  obligations: readonly Obligation[];
  /** Special goods that the batch may move, by `gtin/serial`. */
  chains: Map<string, SerialBook>;
}>;

export const noCustoms = (): CustomsBooks => ({
  passes: new Map(),
  documents: new Map(),
  brokenSeals: new Map(),
  inspected: new Set(),
  notAdmitted: new Set(),
  obligations: [],
  chains: new Map(),
});

/** Not through yet, or through by customs' word alone. */
const isOpen = ({ state, passedBy }: GatePass): boolean =>
  state === "approved" || state === "first_gate" || (state === "passed" && passedBy === "customs");

/** The pass that a gate fact names, by any of its numbers, else the one that stands for its plate and direction. */
export const findPassFor = (
  { passes }: CustomsBooks,
  fact: Readonly<{ site: string; plate: string; pass?: string; direction?: "in" | "out" | undefined; atMs: number }>,
): GatePass | undefined => {
  if (fact.pass !== undefined) {
    const named = passes.get(fact.pass) ?? [...passes.values()].find(({ innerNo }) => innerNo === fact.pass);
    return named?.site === fact.site ? named : undefined;
  }
  return [...passes.values()]
    .filter(
      (pass) =>
        pass.site === fact.site &&
        pass.plate === fact.plate &&
        pass.direction === fact.direction &&
        isOpen(pass) &&
        fact.atMs >= pass.validFromMs &&
        fact.atMs <= pass.validUntilMs,
    )
    .toSorted((one, other) => one.validUntilMs - other.validUntilMs || (one.number < other.number ? -1 : 1))[0];
};
