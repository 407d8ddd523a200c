/** Messages of 跨境统一版 of any kind: what a test does not name is filled with the least that the official definition wants. */
import { getCebDefinition, type CebKind } from "../../server/messages/ceb/ceb-definitions.ts";
import type { FieldRule } from "../../server/messages/field-rule.ts";
import { writeMessage, type MessageToWrite } from "../../server/messages/write-message.ts";
import { GUID, SIGNATURE } from "../messages/support/ceb-examples.ts";

type Fields = Readonly<Record<string, string>>;
export type CebFields = Readonly<{ head?: Fields; lines?: readonly Fields[] }>;

const SAID: Fields = { guid: GUID, appType: "1", appStatus: "2", ieFlag: "E", trafMode: "5", logisticsStatus: "S" };
const TIME = "20261105100000000";

const least = ({ element, only, date, kind, minLength = 1, checkDigit, list }: FieldRule): string => {
  const said = SAID[element];
  if (said !== undefined) return said;
  if (only?.[0] !== undefined) return only[0];
  if (date !== undefined) return TIME.slice(0, date.length);
  if (kind !== undefined && kind !== "text") return "1";
  if (list === "country") return "502";
  return checkDigit === undefined ? "X".repeat(minLength) : "1105910159";
};

const filled = (rules: readonly FieldRule[], fields: Fields): Fields => ({
  ...Object.fromEntries(rules.filter(({ required }) => required === true).map((rule) => [rule.element, least(rule)])),
  ...fields,
});

const transfer = { guid: GUID, copCode: "1105910159", copName: "电商", dxpMode: "DXP", dxpId: "DXPENT0000000001" };

const messageOf = (kind: CebKind, nodes: readonly CebFields[]) => {
  const { head: headRules, lines: lineRules, envelope } = getCebDefinition(kind);
  const records = nodes.map(({ head = {}, lines = lineRules && lineRules.min > 0 ? [{}] : [] }) => ({
    record: {
      head: filled(headRules, head),
      ...(lineRules && { lines: lines.map((line, index) => filled(lineRules.rules, { gnum: `${index + 1}`, ...line })) }),
    },
  }));
  return { kind, transfer: envelope === "none" ? { guid: GUID } : transfer, nodes: records };
};

/** Each node of the message from what is said of it; nobody signed. */
export const cebMessage = (kind: CebKind, ...nodes: readonly CebFields[]): string =>
  writeMessage(messageOf(kind, nodes) as unknown as MessageToWrite);
export const signedCebMessage = (kind: CebKind, ...nodes: readonly CebFields[]): string =>
  writeMessage({ ...messageOf(kind, nodes), signature: SIGNATURE } as unknown as MessageToWrite);
