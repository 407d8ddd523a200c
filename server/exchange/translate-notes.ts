/**
 * What is said of documents and changes no state of theirs: receipts of orders, payments and waybills, a signature, arrivals and
 * departures, bill splits and summaries, export returns, format errors; and customs' tax sheets. Some receipts name an application
 * alone (copNo): they are about what the application named.
 */
import type { CebRecord } from "../messages/ceb/ceb-definitions.ts";
import { readMessage } from "../messages/read-message.ts";
import type { AboutKey } from "../usecases/customs/messages-ports.ts";
import type { CustomsTax } from "../usecases/customs/ports.ts";
import type { Draft, NoteDraft, NoteTarget, ReceiptDraft } from "./drafts.ts";
import { filled, filledOf, parseCustomsTime } from "./field-reading.ts";
import { optional, type Translating } from "./translate-trade.ts";

type Returned = Readonly<{ returnStatus: string; returnTime: string; returnInfo: string }>;

const receiptOf = (head: Returned): ReceiptDraft => ({
  status: head.returnStatus.trim(),
  ...optional("note", head.returnInfo),
  atMs: parseCustomsTime(head.returnTime),
});

type Saying = Partial<Pick<NoteDraft, "note" | "receipt" | "of" | "application" | "isDeclared" | "isReturn" | "meets">>;
type Said = Readonly<{ type: string; atMs: number; targets: readonly NoteTarget[] }> & Saying;
const note = ({ application = [], ...said }: Said): NoteDraft => ({ says: "note", application, ...said });

const waybillOf = (carrier: string, waybillNo: string): NoteTarget => ({
  kind: "waybill",
  keys: [`${carrier.trim()}/${waybillNo.trim()}`],
});
const listByWaybill = (carrier: string, waybillNo: string): NoteTarget => ({
  kind: "list",
  keys: [`waybill:${carrier.trim()}/${waybillNo.trim()}`],
});
const listOf = (invtNo: string): NoteTarget => ({ kind: "list", keys: [invtNo.trim()] });

/** The number of an application, as its receipt asks for it. */
const applied = (kind: string, ...numbers: readonly (string | undefined)[]): string[] =>
  filledOf(...numbers).map((number) => `${kind}:${number}`);
const ofApplication = (kind: string, ...numbers: readonly (string | undefined)[]): Pick<NoteDraft, "of"> => ({
  of: applied(kind, ...numbers).map((key) => ({ kind: "application", key })),
});

/** By its merchant: the receipt (CEB404) names no platform. */
export const exportReceiptNumbers = (merchant: string, orderNo: string): string[] =>
  applied("CEB403", `${merchant.trim()}/${orderNo.trim()}`);

/** A receipt of what itself is not released: how customs took it in. */
const receiptNote = (
  head: Returned,
  { receivedMs }: Translating,
  about: Readonly<{ targets?: readonly NoteTarget[] }> & Pick<NoteDraft, "of">,
): NoteDraft => {
  const receipt = receiptOf(head);
  return note({
    targets: [],
    ...about,
    type: `receipt_${receipt.status}`,
    ...optional("note", receipt.note),
    atMs: receipt.atMs ?? receivedMs,
    receipt,
  });
};

type Application = Readonly<{ appType: string; appTime: string; appStatus: string }>;

/** An application that was saved and not declared (暂存). */
export const SAVED: Draft = { says: "nothing", why: "saved and not declared (暂存): nothing is asked of customs yet" };
const DELETED = "3";

/** What a firm or a port tells customs, and us: `type` of what it says, or of its being taken back. */
const application = (head: Application, { receivedMs }: Translating, said: Omit<Said, "atMs"> & Partial<Pick<Said, "atMs">>): Draft => {
  if (head.appStatus.trim() === "1") return SAVED;
  const isTakenBack = head.appType.trim() === DELETED;
  const { meets, ...rest } = said;
  return note({
    atMs: parseCustomsTime(head.appTime) ?? receivedMs,
    ...rest,
    ...(meets && !isTakenBack && { meets }),
    type: isTakenBack ? `${said.type}_deleted` : said.type,
    isDeclared: true,
  });
};

export const orderReceipt = ({ head }: CebRecord<"CEB312"> | CebRecord<"CEB304">, by: Translating): NoteDraft =>
  receiptNote(head, by, { targets: [{ kind: "order", keys: [`${head.ebpCode.trim()}/${head.orderNo.trim()}`] }] });

export const paymentReceipt = ({ head }: CebRecord<"CEB412">, by: Translating): NoteDraft =>
  receiptNote(head, by, { targets: [{ kind: "payment", keys: [`${head.payCode.trim()}/${head.payTransactionId.trim()}`] }] });

export const exportPaymentReceipt = ({ head }: CebRecord<"CEB404">, by: Translating): NoteDraft =>
  receiptNote(head, by, { of: exportReceiptNumbers(head.ebcCode, head.orderNo).map((key) => ({ kind: "application", key })) });

export const waybillReceipt = ({ head }: CebRecord<"CEB512"> | CebRecord<"CEB506"> | CebRecord<"CEB514">, by: Translating): NoteDraft =>
  receiptNote(head, by, { targets: [waybillOf(head.logisticsCode, head.logisticsNo)] });

/** 物流运单状态: S 签收. */
export const signature = ({ head }: CebRecord<"CEB513">, by: Translating): Draft => {
  const atMs = parseCustomsTime(head.logisticsTime);
  return application(head, by, {
    type: "signed",
    ...(atMs !== undefined && { atMs }),
    targets: [waybillOf(head.logisticsCode, head.logisticsNo)],
  });
};

/** 入库明细单: the parcels of a bill are in the place of supervision. */
export const importArrival = ({ head, lines }: CebRecord<"CEB711">, by: Translating): Draft =>
  application(head, by, {
    type: "arrived",
    note: filledOf(`提运单 ${head.billNo.trim()}`, head.unloadLocation).join(", "),
    targets: lines.flatMap(({ logisticsNo }) => [
      listByWaybill(head.logisticsCode, logisticsNo),
      waybillOf(head.logisticsCode, logisticsNo),
    ]),
    application: applied("CEB711", head.copNo, head.rkdNo),
  });

/** 运抵单 */
export const exportArrival = ({ head, lines }: CebRecord<"CEB507">, by: Translating): Draft =>
  application(head, by, {
    type: "arrived",
    ...optional("note", filledOf(head.loctNo, head.domesticTrafNo).join(", ")),
    targets: lines.map(({ logisticsNo }) => listByWaybill(head.logisticsCode, logisticsNo)),
    application: applied("CEB507", head.copNo),
  });

/** 离境单 */
export const departure = ({ head, lines }: CebRecord<"CEB509">, by: Translating): Draft => {
  const atMs = parseCustomsTime(head.leaveTime);
  return application(head, by, {
    type: "departed",
    ...(atMs !== undefined && { atMs }),
    ...optional("note", filledOf(head.trafName, head.voyageNo, head.billNo).join(", ")),
    targets: lines.map(({ logisticsNo }) => listByWaybill(head.logisticsCode, logisticsNo)),
    application: applied("CEB509", head.copNo),
  });
};

/** 清单总分单: under which bill the lists go. */
export const billSplit = ({ head, lines }: CebRecord<"CEB607">, by: Translating): Draft =>
  application(head, by, {
    type: "bill_split",
    note: `提运单 ${head.billNo.trim()}`,
    targets: lines.map(({ invtNo, logisticsNo }) => ({
      kind: "list",
      keys: [...filledOf(invtNo), ...listByWaybill(head.logisticsCode, logisticsNo).keys],
    })),
    application: applied("CEB607", head.copNo),
  });

/** 汇总申请 */
export const summaryRequest = ({ head, lines }: CebRecord<"CEB701">, by: Translating): Draft =>
  application(head, by, {
    type: "summed",
    note: `汇总申请 ${head.copNo.trim()}`,
    targets: lines.map(({ invtNo }) => listOf(invtNo)),
    application: applied("CEB701", head.copNo),
    meets: { rule: "list_summary", by: head.copNo.trim() },
  });

/** 汇总结果: the lists stand in a declaration. */
export const summaryResult = ({ head, lines }: CebRecord<"CEB792">, { receivedMs }: Translating): NoteDraft => {
  const text = filledOf(`汇总结果 ${head.sumNo.trim()}`, head.entryId && `报关单 ${head.entryId}`).join(", ");
  const atMs = parseCustomsTime(head.opDate);
  return note({
    type: "summed",
    note: text,
    atMs: atMs ?? receivedMs,
    targets: [...new Set(lines.map(({ invtNo }) => invtNo.trim()))].map(listOf),
    receipt: { status: head.decState.trim(), note: text, atMs },
    meets: { rule: "list_summary", by: head.sumNo.trim() },
  });
};

type ByNumber = "CEB508" | "CEB510" | "CEB608" | "CEB702";
const ANSWERS: Readonly<Record<ByNumber, string>> = { CEB508: "CEB507", CEB510: "CEB509", CEB608: "CEB607", CEB702: "CEB701" };

/** It names the application by the firm's number (copNo), and none of its documents. */
export const applicationReceipt = (kind: ByNumber, { head }: CebRecord<ByNumber>, by: Translating): NoteDraft =>
  receiptNote(head, by, ofApplication(ANSWERS[kind], head.copNo));

export const importArrivalReceipt = ({ head }: CebRecord<"CEB712">, by: Translating): NoteDraft =>
  receiptNote(head, by, ofApplication("CEB711", head.copNo, head.rkdNo));

/** 退货申请 of exported goods: within a year of their release. */
export const exportReturn = ({ head }: CebRecord<"CEB213">, by: Translating): Draft =>
  application(head, by, {
    type: "return_requested",
    note: filledOf(head.coElNo, head.reason).join(": "),
    targets: [listOf(head.invtNo)],
    application: applied("CEB213", head.coElNo),
    isReturn: true,
  });

export const exportReturnReceipt = ({ head }: CebRecord<"CEB214">, by: Translating): NoteDraft =>
  receiptNote(head, by, { targets: [listOf(head.invtNo)] });

/** 理货明细: what came back has been counted. */
export const returnTally = ({ head }: CebRecord<"CEB215">, by: Translating): Draft =>
  application(head, by, {
    type: "return_tallied",
    note: filledOf(head.coElNo, head.location).join(", "),
    targets: [{ kind: "list", keys: [...filledOf(head.invtNo), ...listByWaybill(head.logisticsCode, head.logisticsNo).keys] }],
    application: applied("CEB215", head.coElNo),
  });

export const returnTallyReceipt = ({ head }: CebRecord<"CEB216">, by: Translating): NoteDraft =>
  receiptNote(head, by, {
    ...ofApplication("CEB215", head.coElNo),
    targets: [listByWaybill(head.logisticsCode, head.logisticsNo)],
  });

/** 格式校验回执: about what the original message carried, which it names by its number and may repeat. */
export const formatError = ({ head }: CebRecord<"CEB900">, { receivedMs }: Translating): NoteDraft => {
  const receipt = receiptOf(head);
  const numbers = filledOf(head.oriCopMsgId, guidOf(head.oriBizMessage));
  return note({
    type: "format_error",
    note: filledOf(head.oriMessageType, head.returnInfo).join(": "),
    atMs: receipt.atMs ?? receivedMs,
    targets: [],
    of: numbers.map((number): AboutKey => ({ kind: "message", key: number.toUpperCase() })),
    receipt,
  });
};

/** Of the original, as it went or in base64. */
const guidOf = (original: string): string | undefined => {
  const text = original.trim();
  const bytes = text.startsWith("<") ? new TextEncoder().encode(text) : Buffer.from(text, "base64");
  const message = bytes.length === 0 ? undefined : readMessage(bytes);
  return message?.readable && message.system === "ceb" ? message.transfer.guid : undefined;
};

const TAX_STATES: Readonly<Record<string, CustomsTax["state"]>> = { "1": "made", "2": "summed", "3": "void" };

type TaxHead = Readonly<{ invtNo: string; taxNo: string; status: string; returnTime: string; entDutyNo?: string; note?: string }>;

const taxReceipt = (head: TaxHead): ReceiptDraft => ({
  status: head.status.trim(),
  ...optional("note", filledOf(head.entDutyNo && `缴款书 ${head.entDutyNo}`, head.note).join(", ")),
  atMs: parseCustomsTime(head.returnTime),
});

/** 电子税单 */
export const taxSheet = ({ head }: CebRecord<"CEB816">, { read }: Translating): Draft => ({
  says: "tax",
  keys: filledOf(head.invtNo),
  tax: {
    taxNo: head.taxNo.trim(),
    tariff: read.decimal("customsTax", head.customsTax),
    vat: read.decimal("valueAddedTax", head.valueAddedTax),
    consumption: read.decimal("consumptionTax", head.consumptionTax),
    state: read.code("status", filled(head.status), TAX_STATES) ?? "made",
  },
  receipt: taxReceipt(head),
});

/** 电子税单状态: of a sheet that CEB816 told, or will. */
export const taxState = ({ head }: CebRecord<"CEB818">, { read }: Translating): Draft => ({
  says: "tax_state",
  keys: filledOf(head.invtNo),
  taxNo: head.taxNo.trim(),
  state: read.code("status", filled(head.status), TAX_STATES) ?? "made",
  receipt: taxReceipt(head),
});
