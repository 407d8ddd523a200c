/**
 * One message that came to customs → what customs answers to it: read with the same room that the server reads with, planned by the
 * office's conduct, written as official receipts. What cannot be read is answered by a format error (CEB900).
 */
import type { CebKind, CebNode } from "../../server/messages/ceb/ceb-definitions.ts";
import type { RejectedNode } from "../../server/messages/message.ts";
import { readMessage } from "../../server/messages/read-message.ts";
import type { About, Family } from "./about.ts";
import { planReplies, type Conduct, type Step } from "./conduct.ts";
import { parseTime } from "./customs-time.ts";
import {
  entryNumber,
  filingNumber,
  inventoryNumber,
  listNumber,
  passNumber,
  preliminaryNumber,
  type Given,
  type Numbered,
} from "./given-numbers.ts";
import { guidOf } from "./guid.ts";
import { familyOfCeb, receiptKindOf, writeCebReceipt, writeFormatError, type CebAnswer } from "./receipts-ceb.ts";
import {
  directionOf,
  familyOfJg2,
  innerNoOf,
  isAnsweredAtOnce,
  isDeclaration,
  officeOf,
  writeDirectAnswer,
  writeJg2Receipt,
  type Declaration,
} from "./receipts-jg2.ts";

export type Reply = Readonly<{
  /** INV201, CEB622, … */
  kind: string;
  toldMs: number;
  xml: string;
  about: readonly About[];
}>;

export type Office = Readonly<{
  seed: number;
  conduct: Conduct;
  /** The serial of a document, within those of its kind, by the firm's number. */
  serialOf: (space: string, innerNo: string) => Given;
}>;

/** `message` is its number in the outbox, and `receivedMs` stands where it says no time of its own. */
export type Received = Readonly<{ bytes: Uint8Array; message: number; receivedMs: number }>;

export const judge = (office: Office, received: Received): Reply[] => {
  const { bytes, message, receivedMs } = received;
  const read = readMessage(bytes);
  if (!read.readable) {
    return [formatError(office, received, { messageType: "", faults: [`${read.reason}: ${read.detail}`] })];
  }
  const faults = read.rejected.map(describe);
  const errors = faults.length === 0 ? [] : [formatError(office, received, { messageType: `${read.kind}Message`, faults })];
  if (read.system === "ceb") return [...errors, ...judgeCeb(office, { nodes: read.nodes, message, receivedMs })];
  const sentMs = parseTime(read.transfer.envelope.sendTime) ?? receivedMs;
  return [...errors, ...read.nodes.flatMap(({ record }) => (isDeclaration(record) ? judgeJg2(office, record, { message, sentMs }) : []))];
};

const describe = ({ key, errors }: RejectedNode): string =>
  `${key}: ${errors.map((error) => `${error.element} ${error.message}, ${error.found}`).join(", ")}`;

const formatError = (
  { seed }: Office,
  { message, receivedMs }: Received,
  fault: Readonly<{ messageType: string; faults: readonly string[] }>,
): Reply => {
  const xml = writeFormatError({ ...fault, guid: guidOf(seed, "900", message, receivedMs), atMs: receivedMs, messageId: String(message) });
  return { kind: "CEB900", toldMs: receivedMs, xml, about: [] };
};

type CebReceived = Readonly<{ nodes: readonly CebNode[]; message: number; receivedMs: number }>;
type Telling = Readonly<{ kind: CebKind; toldMs: number; answers: CebAnswer[]; about: About[] }>;

/** Answers that are told at the same moment, with the same word, share a message. */
const judgeCeb = (office: Office, { nodes, message, receivedMs }: CebReceived): Reply[] => {
  const tellings = new Map<string, Telling>();
  for (const node of nodes) {
    const kind = receiptKindOf(node.kind);
    if (kind === undefined || !isDeclared(headOf(node))) continue;
    const family = familyOfCeb(node.kind);
    const steps = stepsOf(office, node, family, receivedMs);
    const numbers = cebNumbers(office, node, steps[0]?.atMs ?? receivedMs);
    for (const { outcome, atMs, note, toldMs } of steps) {
      toldMs.forEach((tellMs, time) => {
        const name = `${tellMs}/${outcome}/${time}`;
        const telling = tellings.get(name) ?? { kind, toldMs: tellMs, answers: [], about: [] };
        tellings.set(name, telling);
        telling.answers.push({ node, outcome, atMs, note, numbers });
        telling.about.push({ family, key: node.key, outcome });
      });
    }
  }
  return [...tellings].map(([name, { kind, toldMs, answers, about }]) => {
    const xml = writeCebReceipt(kind, answers, guidOf(office.seed, kind, message, name));
    return { kind, toldMs, xml, about };
  });
};

type Head = Readonly<Record<string, string | undefined>>;
const headOf = ({ record }: CebNode): Head => record.head;

/** 暂存 is the firm's own affair. */
const isDeclared = (head: Head): boolean => head["appStatus"] !== "1";

const stepsOf = ({ seed, conduct }: Office, node: CebNode, family: Family, receivedMs: number): readonly Step[] => {
  const declaredMs = parseTime(headOf(node)["appTime"]) ?? receivedMs;
  return planReplies({ seed, conduct, family, kind: node.kind, key: node.key, declaredMs });
};

const cebNumbers = ({ serialOf }: Office, node: CebNode, atMs: number): Readonly<Record<string, string>> => {
  const { kind, key } = node;
  const head = headOf(node);
  const { serial } = serialOf(`${kind}/${head["customsCode"] ?? ""}`, key);
  if (kind !== "CEB621" && kind !== "CEB603") return { preNo: preliminaryNumber({ atMs, serial }) };
  const numbered = { office: head["customsCode"] ?? "0000", direction: kind === "CEB621" ? "I" : "E", atMs, serial } as const;
  return { preNo: preliminaryNumber(numbered), invtNo: head["invtNo"] || listNumber(numbered) };
};

type Jg2Received = Readonly<{ message: number; sentMs: number }>;

const judgeJg2 = (office: Office, record: Declaration, { message, sentMs }: Jg2Received): Reply[] => {
  const { seed, conduct } = office;
  const key = innerNoOf(record);
  const family = familyOfJg2(record);
  const needsDeclaration = record.kind === "INV101" && record.head.dclcusFlag === "1";
  const isVoided = record.head.dclTypecd === "3";
  const steps = planReplies({ seed, conduct, family, kind: record.kind, key, declaredMs: sentMs, needsDeclaration, isVoided });
  const numbers = jg2Numbers(office, record, sentMs);
  const direct: Reply = {
    kind: "CommonResponeMessage",
    toldMs: sentMs,
    xml: writeDirectAnswer(key, numbers.preliminary),
    about: [{ family, key, outcome: "accepted" }],
  };
  const receipts = steps.flatMap((step, index) =>
    step.toldMs.map((toldMs, time) => {
      const xml = writeJg2Receipt(record, step, numbers, `${message}-${index}-${time}`);
      return { kind: RECEIPTS[record.kind], toldMs, xml, about: [{ family, key, outcome: step.outcome }] };
    }),
  );
  return isAnsweredAtOnce(record) ? [direct, ...receipts] : receipts;
};

const RECEIPTS: Readonly<Record<Declaration["kind"], string>> = { INV101: "INV201", SAS101: "SAS201", SAS111: "SAS211", SAS121: "SAS221" };

/** A document that is changed has its numbers already. */
const jg2Numbers = ({ serialOf }: Office, record: Declaration, atMs: number) => {
  const key = innerNoOf(record);
  const { serial } = serialOf(`${record.kind}/${officeOf(record)}`, key);
  const numbered = { office: officeOf(record), direction: directionOf(record), atMs, serial };
  return { number: numberOf(record, numbered), preliminary: preliminaryNumber(numbered), entryNo: entryNumber(numbered) };
};

const numberOf = (record: Declaration, numbered: Numbered): string => {
  switch (record.kind) {
    case "INV101":
      return record.head.bondInvtNo ?? inventoryNumber(numbered);
    case "SAS121":
      return record.head.passportNo ?? passNumber(numbered);
    case "SAS101":
      return record.head.sasDclNo ?? filingNumber("SB", numbered);
    case "SAS111":
      return record.head.sasStockNo ?? filingNumber("SS", numbered);
  }
};
