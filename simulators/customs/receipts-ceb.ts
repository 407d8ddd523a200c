/**
 * What customs answers in 跨境统一版: the receipt that goes with each request, told in the official statuses. A receipt repeats of the
 * request what its definition has, and adds the numbers that customs gave.
 */
import { CEB_DEFINITIONS, getCebDefinition, type CebKind, type CebNode } from "../../server/messages/ceb/ceb-definitions.ts";
import type { CebMessageToWrite } from "../../server/messages/ceb/write-ceb.ts";
import { writeMessage } from "../../server/messages/write-message.ts";
import type { Family, Outcome } from "./about.ts";
import { stampWithMilliseconds } from "./customs-time.ts";

/** 621 is answered by 622. */
export const receiptKindOf = (kind: CebKind): CebKind | undefined => {
  const answer = `CEB${Number(kind.slice(3)) + 1}`;
  return CEB_DEFINITIONS.get(answer)?.envelope === "none" ? (answer as CebKind) : undefined;
};

const LISTS: ReadonlySet<string> = new Set(["CEB621", "CEB603"]);
const APPLICATIONS: ReadonlySet<string> = new Set(["CEB623", "CEB625", "CEB605", "CEB213"]);
export const familyOfCeb = (kind: string): Family => (LISTS.has(kind) ? "list" : APPLICATIONS.has(kind) ? "application" : "paper");

/** 回执状态, of the official table. */
export const STATUSES: Readonly<Record<Outcome, string>> = {
  accepted: "120",
  manual: "300",
  inspecting: "500",
  released: "800",
  refused: "100",
  granted: "399",
  approved: "399",
  voided: "399",
};
const FORMAT_ERROR = "-1";

export type CebAnswer = Readonly<{
  node: CebNode;
  outcome: Outcome;
  atMs: number;
  note: string;
  /** preNo, and invtNo of a list. */
  numbers: Readonly<Record<string, string>>;
}>;

const receiptOf = (kind: CebKind, { node, outcome, atMs, note, numbers }: CebAnswer): Readonly<Record<string, string>> => {
  const status = STATUSES[outcome];
  const own = { returnStatus: status, returnTime: stampWithMilliseconds(atMs), returnInfo: `[${status}]${note}`, ...numbers };
  const known: Readonly<Record<string, string | undefined>> = { ...node.record.head, ...own };
  return Object.fromEntries(getCebDefinition(kind).head.flatMap(({ element }) => (known[element] ? [[element, known[element]]] : [])));
};

/** Answers of one kind and one moment in one message. */
export const writeCebReceipt = (kind: CebKind, answers: readonly CebAnswer[], guid: string): string =>
  writeMessage({
    kind,
    transfer: { guid },
    nodes: answers.map((answer) => ({ record: { head: receiptOf(kind, answer) } })),
  } as unknown as CebMessageToWrite);

export type FormatFault = Readonly<{ guid: string; atMs: number; messageId: string; messageType: string; faults: readonly string[] }>;

/** 格式校验回执: what could not be read, and why. */
export const writeFormatError = ({ guid, atMs, messageId, messageType, faults }: FormatFault): string =>
  writeMessage({
    kind: "CEB900",
    transfer: { guid },
    nodes: [
      {
        record: {
          head: {
            guid,
            returnStatus: FORMAT_ERROR,
            returnInfo: faults.join("; ").slice(0, 4_000),
            returnTime: stampWithMilliseconds(atMs),
            oriCopMsgId: messageId,
            oriMessageType: messageType.slice(0, 15),
            oriBizMessage: "-",
          },
        },
      },
    ],
  });
