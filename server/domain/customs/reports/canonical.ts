import { formatQuantity } from "../../basics/quantity.ts";

/**
 * A report in one canonical text, to be hashed and kept as sent: JSON without blanks, the keys of an object in the order of
 * their code units, quantities as decimal strings, and a line feed at the end. The same report always gives the same text.
 */
export type ReportValue = string | number | bigint | boolean | null | readonly ReportValue[] | Readonly<{ [key: string]: ReportValue }>;

export const canonicalText = (value: ReportValue): string => `${write(value)}\n`;

const isList = (value: ReportValue): value is readonly ReportValue[] => Array.isArray(value);

const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const write = (value: ReportValue): string => {
  if (typeof value === "bigint") return JSON.stringify(formatQuantity(value));
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(write).join(",")}]`;
  const members = Object.entries(value).toSorted(([one], [other]) => byCodeUnit(one, other));
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${write(each)}`).join(",")}}`;
};
