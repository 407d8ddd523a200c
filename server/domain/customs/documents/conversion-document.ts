import type { Regime } from "../../ledger/account.ts";
import type { Petition, PetitionCommand, PetitionRules } from "./petition.ts";

/** The document of a conversion between modes (不同贸易方式互转单): what becomes what, line by line; approved by customs. */
export type ConversionLine = Readonly<{
  n: number;
  location: string;
  gtin: string;
  batch?: string;
  serial?: string;
  quantity: bigint;
  from: Readonly<{ book?: string; line?: number; regime?: Regime }>;
  /** The book line that takes it up; null where the goods stand in no book. */
  to: Readonly<{ book: string; line: number }> | null;
}>;

export type ConversionFiling = Readonly<{
  kind: "conversion";
  number: string;
  site: string;
  owner: string;
  /** 监管方式, by its code. */
  from: string;
  to: string;
  lines: readonly ConversionLine[];
}>;

export type ConversionDocument = Petition<ConversionFiling>;
export type ConversionCommand = PetitionCommand<ConversionFiling>;

export const CONVERSION_RULES: PetitionRules<ConversionFiling> = {
  deciders: new Set(["customs", "officer"]),
  isSame: (one, other) =>
    one.site === other.site &&
    one.owner === other.owner &&
    one.from === other.from &&
    one.to === other.to &&
    one.lines.length === other.lines.length &&
    one.lines.every((line, index) => isSameLine(line, other.lines[index])),
};

const isSameLine = (line: ConversionLine, other: ConversionLine | undefined): boolean =>
  other !== undefined &&
  line.location === other.location &&
  line.gtin === other.gtin &&
  line.batch === other.batch &&
  line.serial === other.serial &&
  line.quantity === other.quantity &&
  line.from.book === other.from.book &&
  line.from.line === other.from.line &&
  line.to?.book === other.to?.book &&
  line.to?.line === other.to?.line;
