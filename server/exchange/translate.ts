/**
 * One node of a message as a draft in our words, with what it cannot be kept for. Runs in the reader's thread. Every kind has
 * its line here; a kind of which nothing is booked says so, and its original is kept like any other.
 */
import type { CebNode } from "../messages/ceb/ceb-definitions.ts";
import type { FieldIssue } from "../messages/field-rule.ts";
import type { Jg2Node } from "../messages/jg2/jg2-message.ts";
import type { MessageNode, ReadableMessage } from "../messages/message.ts";
import type { MessageIssue } from "../usecases/customs/messages-ports.ts";
import { isCustomsWord, type BuyerDraft, type Draft, type NodeDraft } from "./drafts.ts";
import { FieldReading } from "./field-reading.ts";
import {
  arrivalOrVoidAnswer,
  bookAnswer,
  clientAnswer,
  declarationAnswer,
  declarationNumberAnswer,
  inventoryAnswer,
  passageAnswer,
  passAnswer,
  stockAnswer,
  writeOffAnswer,
} from "./translate-jg2-answers.ts";
import { declarationFiling, inventoryFiling, passFiling, stockFiling, twoStepPassFiling } from "./translate-jg2-filings.ts";
import { cancelReceipt, cancelRequest, listReceipt, refundReceipt, refundRequest } from "./translate-list-answers.ts";
import { exportList, importList } from "./translate-list.ts";
import {
  applicationReceipt,
  billSplit,
  departure,
  exportArrival,
  exportPaymentReceipt,
  exportReceiptNumbers,
  exportReturn,
  exportReturnReceipt,
  formatError,
  importArrival,
  importArrivalReceipt,
  orderReceipt,
  paymentReceipt,
  returnTally,
  returnTallyReceipt,
  SAVED,
  signature,
  summaryRequest,
  summaryResult,
  taxSheet,
  taxState,
  waybillReceipt,
} from "./translate-notes.ts";
import {
  buyerOf,
  exportOrder,
  exportReceipt,
  exportWaybill,
  idTypeOf,
  importOrder,
  importPayment,
  importWaybill,
  type Translating,
} from "./translate-trade.ts";

type Context = Omit<Translating, "read"> & Readonly<{ message: ReadableMessage; n: number }>;

export const translateNode = (node: MessageNode, context: Context): NodeDraft => {
  const { n, message, receivedMs, hashPerson } = context;
  const read = new FieldReading();
  const isDeclared = message.system === "jg2" && message.transfer.control.declareFlag !== "0";
  const draft = draftOf(node, { read, receivedMs, hashPerson, isDeclared });
  const place = { n, kind: node.kind, key: node.key };
  const whole = n === 0 ? message.messageWarnings : [];
  const warnings = [...[...whole, ...node.warnings].map(issueOf), ...read.warnings];
  if (read.errors.length === 0) return { ...place, accepted: true, warnings, draft, ...toVerify(node) };
  // Customs' word is kept, whatever we can make of it.
  if (isCustomsWord(draft)) return { ...place, accepted: true, warnings: [...warnings, ...read.errors], draft: UNKEPT };
  return { ...place, accepted: false, errors: read.errors };
};

/** 订购人: of an order that is there to stay. */
const toVerify = (node: MessageNode): Readonly<{ buyer?: BuyerDraft }> => {
  if (node.kind !== "CEB311" || node.record.head.appType.trim() === "3") return {};
  const { idType, idNumber, name } = buyerOf(node.record.head);
  return { buyer: { idType: idTypeOf(idType), idNumber: idNumber.trim(), name: name.trim() } };
};

const UNKEPT: Draft = { says: "nothing", why: "kept; a value of it cannot be counted with here, and nothing of it is booked" };

/** What may be told of an issue; the element's Chinese name stands with it. */
export const issueOf = ({ element, zh, message, found, allowed }: FieldIssue): MessageIssue => ({
  element: zh === "" ? element : `${element} ${zh}`,
  message,
  found,
  allowed,
});

type By = Translating & Readonly<{ isDeclared: boolean }>;

const draftOf = (node: MessageNode, by: By): Draft => (isCeb(node) ? cebDraft(node, by) : jg2Draft(node, by));

const isCeb = (node: MessageNode): node is CebNode => node.kind.startsWith("CEB");

const trade = (record: Extract<Draft, { says: "trade" }>["trade"]): Draft => ({ says: "trade", trade: record });
const nothing = (why: string, isDeclared = false): Draft => ({ says: "nothing", why, isDeclared });

const cebDraft = (node: CebNode, by: By): Draft => {
  switch (node.kind) {
    case "CEB311":
      return trade(importOrder(node.record, by));
    case "CEB303":
      return trade(exportOrder(node.record, by));
    case "CEB411":
      return trade(importPayment(node.record, by));
    case "CEB403":
      return {
        says: "trade",
        trade: exportReceipt(node.record, by),
        application: exportReceiptNumbers(node.record.head.ebcCode, node.record.head.orderNo),
      };
    case "CEB511":
      return trade(importWaybill(node.record, by));
    case "CEB505":
      return trade(exportWaybill(node.record, by));
    case "CEB621":
      return trade(importList(node.record, by));
    case "CEB603":
      return trade(exportList(node.record, by));
    case "CEB622":
    case "CEB604":
      return listReceipt(node.record.head, by);
    case "CEB623":
    case "CEB605":
      return isSaved(node.record.head) ? SAVED : cancelRequest(node.record.head);
    case "CEB624":
    case "CEB606":
      return cancelReceipt(node.record.head, by);
    case "CEB625":
      return isSaved(node.record.head) ? SAVED : refundRequest(node.record, by);
    case "CEB626":
      return refundReceipt(node.record.head, by);
    case "CEB312":
    case "CEB304":
      return orderReceipt(node.record, by);
    case "CEB412":
      return paymentReceipt(node.record, by);
    case "CEB404":
      return exportPaymentReceipt(node.record, by);
    case "CEB512":
    case "CEB506":
    case "CEB514":
      return waybillReceipt(node.record, by);
    case "CEB816":
      return taxSheet(node.record, by);
    case "CEB818":
      return taxState(node.record, by);
    case "CEB900":
      return formatError(node.record, by);
    default:
      return movementDraft(node, by);
  }
};

type Movement = Extract<
  CebNode,
  Readonly<{ kind: `CEB21${number}` | `CEB50${"7" | "8" | "9"}` | "CEB510" | "CEB513" | `CEB60${"7" | "8"}` | `CEB7${number}` }>
>;

/** Where the goods of lists are, how lists go together, and what comes back. */
const movementDraft = (node: Movement, by: By): Draft => {
  switch (node.kind) {
    case "CEB513":
      return signature(node.record, by);
    case "CEB711":
      return importArrival(node.record, by);
    case "CEB712":
      return importArrivalReceipt(node.record, by);
    case "CEB507":
      return exportArrival(node.record, by);
    case "CEB509":
      return departure(node.record, by);
    case "CEB607":
      return billSplit(node.record, by);
    case "CEB701":
      return summaryRequest(node.record, by);
    case "CEB508":
    case "CEB510":
    case "CEB608":
    case "CEB702":
      return applicationReceipt(node.kind, node.record, by);
    case "CEB792":
      return summaryResult(node.record, by);
    case "CEB213":
      return exportReturn(node.record, by);
    case "CEB214":
      return exportReturnReceipt(node.record, by);
    case "CEB215":
      return returnTally(node.record, by);
    case "CEB216":
      return returnTallyReceipt(node.record, by);
  }
};

/** An application that was saved and not declared (暂存). */
const isSaved = ({ appStatus }: Readonly<{ appStatus: string }>): boolean => appStatus.trim() === "1";

const BOOKS_BY_ANSWER = "kept; books are opened and settled by what customs answers and by the reports made here";

const jg2Draft = (node: Jg2Node, by: By): Draft => {
  const { record } = node;
  switch (record.kind) {
    case "INV101":
      return inventoryFiling(record, by);
    case "SAS111":
      return stockFiling(record, by);
    case "SAS121":
      return passFiling(record, by);
    case "ICP101":
      return twoStepPassFiling(record, by);
    case "SAS101":
      return declarationFiling(record, by);
    case "INV201":
    case "INV211":
      return inventoryAnswer(record);
    case "INV202":
      return declarationNumberAnswer(record);
    case "SAS211":
      return stockAnswer(record);
    case "SAS201":
      return declarationAnswer(record);
    case "SAS221":
    case "SAS222":
    case "SAS251":
      return passAnswer(record);
    case "SAS223":
    case "SAS253":
      return passageAnswer(record, by);
    case "SAS224":
      return arrivalOrVoidAnswer(record);
    case "BWS201":
      return bookAnswer(record, by);
    case "CommonResponeMessage":
      return clientAnswer(record);
    case "BWS101":
    case "EMS121":
      return nothing(BOOKS_BY_ANSWER, by.isDeclared);
    case "EMS221":
      return writeOffAnswer(record);
  }
};
