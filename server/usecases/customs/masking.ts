import { formatQuantity } from "../../domain/basics/quantity.ts";

/**
 * People in documents as screens may show them (个人信息保护法): a name by its first character, a telephone by its last four
 * digits, an address by its beginning; identity numbers, their hashes and what is sealed are not shown at all.
 */
const NEVER: ReadonlySet<string> = new Set(["idHash", "idNumber", "sealed", "buyerAccount"]);
const PEOPLE: ReadonlySet<string> = new Set(["buyer", "payer", "consignee", "person"]);
const ADDRESS_SHOWN = 6;
const TELEPHONE_SHOWN = 4;

export const maskName = (name: string): string => `${[...name][0] ?? ""}**`;
export const maskTelephone = (telephone: string): string =>
  telephone.length > TELEPHONE_SHOWN ? `****${telephone.slice(-TELEPHONE_SHOWN)}` : "****";
export const maskAddress = (address: string): string => `${[...address].slice(0, ADDRESS_SHOWN).join("")}**`;

const MASKS: Readonly<Record<string, (value: string) => string>> = {
  buyerName: maskName,
  payerName: maskName,
  consigneeName: maskName,
  telephone: maskTelephone,
  buyerTelephone: maskTelephone,
  consigneeTelephone: maskTelephone,
  address: maskAddress,
  consigneeAddress: maskAddress,
};

export const MASKED = "***";

/** Fields of a matching sheet whose values say who somebody is: shown is only whether they agree. */
const PERSONAL_FIELD = /^(payer|buyer|consignee)_/;
export const maskMatchField = <Field extends Readonly<{ field: string; left: string | null; right: string | null }>>(row: Field): Field =>
  PERSONAL_FIELD.test(row.field) ? { ...row, left: row.left && MASKED, right: row.right && MASKED } : row;

/** A document's content for the screen: quantities as decimals, `…Ms` as instants, people masked. */
export const showContent = (content: object): Record<string, unknown> => {
  // Its matching is shown beside it, masked by field.
  const { match: _match, ...rest } = content as Readonly<Record<string, unknown>>;
  return showObject(rest, false);
};

const showObject = (value: object, isPerson: boolean): Record<string, unknown> => {
  const shown: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (NEVER.has(key) || inner === undefined) continue;
    const mask = isPerson && key === "name" ? maskName : MASKS[key];
    if (mask && typeof inner === "string") shown[key] = mask(inner);
    else if (key.endsWith("Ms") && typeof inner === "number") shown[key.slice(0, -2)] = new Date(inner).toISOString();
    else shown[key] = show(inner, PEOPLE.has(key));
  }
  return shown;
};

const show = (value: unknown, isPerson: boolean): unknown => {
  if (typeof value === "bigint") return formatQuantity(value);
  if (Array.isArray(value)) return value.map((each) => show(each, isPerson));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [String(key), show(each, isPerson)]));
  return typeof value === "object" && value !== null ? showObject(value, isPerson) : value;
};

/** Elements of customs messages that name people: their faults are told without what stood there. */
const PERSONAL_ELEMENT = /^(buyer|payer|consignee)(Name|IdNumber|Telephone|Address|RegNo)?$|^telephone$/;
/** `InventoryHead/buyerIdNumber 订购人证件号码`, or the element alone. */
export const isPersonal = (element: string): boolean =>
  PERSONAL_ELEMENT.test(element.slice(element.lastIndexOf("/") + 1).split(" ")[0] ?? "");
