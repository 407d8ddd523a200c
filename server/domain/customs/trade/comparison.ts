/**
 * A sheet on which fields are compared, one row each: both values as text, whether they are equal, and what it weighs
 * when they are not. Amounts and quantities are compared exactly and written as customs writes them.
 */
import { formatQuantity } from "../../basics/quantity.ts";

/** Which documents, or which part of one, are held against each other. */
export type MatchPair = "order" | "order_payment" | "order_waybill" | "list_order" | "list_waybill" | "list_book" | "uniqueness";

export type MatchField =
  | "order_no"
  | "platform"
  | "merchant"
  | "amount_paid"
  | "received_amount"
  | "currency"
  | "pay_code"
  | "transaction_no"
  | "payer_name"
  | "payer_identity"
  | "goods_value"
  | "line_total"
  | "consignee_name"
  | "consignee_telephone"
  | "consignee_address"
  | "buyer_name"
  | "buyer_identity"
  | "buyer_telephone"
  | "item_count"
  | "item_no"
  | "goods_name"
  | "hs_code"
  | "quantity"
  | "unit"
  | "price"
  | "total"
  | "carrier"
  | "waybill_no"
  | "gross_weight"
  | "packages"
  | "book"
  | "zone_firm"
  | "item_record_no";

/** Fields that say who somebody is: masked on screens, and in no sentence that may reach a log. */
export const PERSONAL_FIELDS: ReadonlySet<MatchField> = new Set<MatchField>([
  "payer_name",
  "payer_identity",
  "consignee_name",
  "consignee_telephone",
  "consignee_address",
  "buyer_name",
  "buyer_identity",
  "buyer_telephone",
]);

export type MatchState = "equal" | "different" | "missing";

/** `blocks`: the documents do not match. `warns`: an officer should look. */
export type Severity = "none" | "warns" | "blocks";

export type FieldResult = Readonly<{
  pair: MatchPair;
  field: MatchField;
  /** gnum of the line; null for the head. */
  line: number | null;
  state: MatchState;
  left: string | null;
  right: string | null;
  severity: Severity;
}>;

export type FieldPlace = Readonly<{
  pair: MatchPair;
  field: MatchField;
  line?: number;
  /** The message lets one side leave it out: then its absence only warns. */
  isOptional?: boolean;
}>;

export type Sheet = Readonly<{
  fields: readonly FieldResult[];
  text: (place: FieldPlace, left: string | undefined, right: string | undefined) => void;
  /** Counted in 10⁻⁵. */
  amount: (place: FieldPlace, left: bigint | undefined, right: bigint | undefined) => void;
  /** By another measure than equality; `isEqual` is asked when both are there. */
  by: (isEqual: () => boolean, place: FieldPlace, left: bigint | undefined, right: bigint | undefined) => void;
}>;

const textOf = (value: bigint | undefined): string | null => (value === undefined ? null : formatQuantity(value));

export const createSheet = (warnsOnly: ReadonlySet<MatchField>): Sheet => {
  const fields: FieldResult[] = [];

  const note = (place: FieldPlace, state: MatchState, left: string | null, right: string | null): void => {
    const { pair, field, line, isOptional } = place;
    const isMild = warnsOnly.has(field) || (state === "missing" && isOptional === true);
    const severity = state === "equal" ? "none" : isMild ? "warns" : "blocks";
    fields.push({ pair, field, line: line ?? null, state, left, right, severity });
  };
  const by: Sheet["by"] = (isEqual, place, left, right) => {
    if (left === undefined || right === undefined) return note(place, "missing", textOf(left), textOf(right));
    const leftText = formatQuantity(left);
    note(place, isEqual() ? "equal" : "different", leftText, left === right ? leftText : formatQuantity(right));
  };
  return {
    fields,
    text: (place, left, right) => {
      const state = left === undefined || right === undefined ? "missing" : left === right ? "equal" : "different";
      note(place, state, left ?? null, right ?? null);
    },
    amount: (place, left, right) => by(() => left === right, place, left, right),
    by,
  };
};
