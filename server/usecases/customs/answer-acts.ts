import { formatQuantity } from "../../domain/basics/quantity.ts";
import { put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import type { CustomsTax, DocumentKind, ListContent, StoredDocument } from "./ports.ts";

/** What customs, a carrier or a port says of a document that changes no state of it: kept on its timeline, with the receipt. */
export const actOnNote = async (
  desk: Case,
  draft: Draft,
  { kind, key, type, note }: Readonly<{ kind: DocumentKind; key: string; type: string; note?: string }>,
): Promise<Refusal | undefined> => {
  const stored: StoredDocument | undefined = await desk.find(draft, kind, key);
  if (!stored) return refuse("not_filed", `${kind} ${key} is not filed here`);
  draft.subject = stored;
  if ((await desk.timelineOf(draft, stored)).some((event) => event.type === type && event.atMs === draft.atMs)) return undefined;
  draft.events.push({ kind, number: stored.number, type, ...(note !== undefined && { note }) });
  put(draft, stored);
  return undefined;
};

/**
 * The tax sheet that customs opened for a list (电子税单, CEB816) and its state (CEB818). It stands beside our own; where they
 * differ the timeline says so.
 */
export const actOnTax = async (
  desk: Case,
  draft: Draft,
  { key, tax }: Readonly<{ key: string; tax: CustomsTax }>,
): Promise<Refusal | undefined> => {
  const stored: StoredDocument<ListContent> | undefined = await desk.find(draft, "list", key);
  if (!stored) return refuse("not_filed", `list ${key} is not filed here`);
  draft.subject = stored;
  const { content, number } = stored;
  if (isSame(content.customsTax, tax)) return undefined;
  draft.events.push({ kind: "list", number, type: `tax_${tax.state}`, note: `${tax.taxNo}: ${formatQuantity(totalOf(tax))}` });
  const own = content.sheet?.tax.total;
  if (own !== undefined && own !== totalOf(tax))
    draft.events.push({
      kind: "list",
      number,
      type: "tax_differs",
      note: `${formatQuantity(own)} here, ${formatQuantity(totalOf(tax))} by customs`,
    });
  put(draft, (draft.subject = { ...stored, content: { ...content, customsTax: tax } }));
  return undefined;
};

const totalOf = ({ tariff, vat, consumption }: CustomsTax): bigint => tariff + vat + consumption;

const isSame = (one: CustomsTax | undefined, other: CustomsTax): boolean =>
  one !== undefined && one.taxNo === other.taxNo && one.state === other.state && totalOf(one) === totalOf(other);
