/** A document while it is read or written: as its layout has it, before anything says that it is of its type. */
import type { Jg2Document } from "./generated/messages.ts";
import { layoutOf } from "./message-data.ts";

export type RecordValue = string | readonly string[];
export type LooseRecord = Readonly<Record<string, RecordValue>>;
/** `head` and `result` are one record, every other part is several. */
export type LooseDocument = Readonly<{ kind: string; [part: string]: string | LooseRecord | readonly LooseRecord[] }>;

export const isSingle = (part: string): boolean => part === "head" || part === "result";

export const typed = (document: LooseDocument): Jg2Document => document as unknown as Jg2Document;
export const loosened = (document: Jg2Document): LooseDocument => document;

/** The records of a part, one or several or none. */
export function recordsOf(document: LooseDocument, part: string): readonly LooseRecord[] {
  const value = document[part];
  if (value === undefined || typeof value === "string") return [];
  return Array.isArray(value) ? (value as readonly LooseRecord[]) : [value as LooseRecord];
}

export const headOf = (document: LooseDocument): LooseRecord | undefined => recordsOf(document, "head")[0];

export const textOf = (record: LooseRecord, field: string): string => {
  const value = record[field];
  return typeof value === "string" ? value : "";
};

/** The business number: of customs, else of the firm. Empty where there is none. */
export function keyOfDocument(document: LooseDocument): string {
  for (const path of layoutOf(document.kind).key) {
    const [part = "", field = ""] = path.split(".");
    const [record] = recordsOf(document, part);
    const number = record === undefined ? "" : textOf(record, field);
    if (number !== "") return number;
  }
  return "";
}
