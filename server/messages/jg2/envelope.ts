/**
 * What stands around the documents: EnvelopInfo [sic] and PocketInfo of both dialects, and what the single-window client adds,
 * DelcareFlag [sic] (0 save, 1 declare), SysId and OperCusRegCode. Programs leave much of it empty, so it is told and seldom checked.
 */
import type { FieldIssue } from "../field-rule.ts";
import { findChild, type XmlElement } from "../xml.ts";
import { plainName } from "./part-plan.ts";

export type Envelope = Readonly<{
  version?: string;
  /** 业务单证号 */
  businessId?: string;
  /** 报文唯一编号 */
  messageId?: string;
  fileName?: string;
  messageType?: string;
  senderId?: string;
  receiverId?: string;
  /** `2024-07-30T11:48:03`, Beijing. */
  sendTime?: string;
  /** 操作卡 */
  icCard?: string;
  /** 包信息: a message may come in several. */
  pocketId?: string;
  totalPocketQty?: string;
  curPocketNo?: string;
  isUnstructured?: string;
}>;
export type ClientControl = Readonly<{
  /** 0 暂存, 1 申报 */
  declareFlag?: string;
  /** Z7 海关特殊监管区域, Z8 保税物流. */
  sysId?: string;
  /** 操作卡的海关十位编码 */
  operCusRegCode?: string;
}>;

type EnvelopeField = Readonly<{ key: keyof Envelope; element: string; zh: string; least: number; most: number }>;

/** HDE_W3C_Common.xsd of the definitions: lengths, and the order in which real receipts have them. */
export const ENVELOPE_FIELDS: readonly EnvelopeField[] = [
  { key: "version", element: "version", zh: "版本编号", least: 3, most: 11 },
  { key: "businessId", element: "business_id", zh: "业务单证号", least: 0, most: 128 },
  { key: "messageId", element: "message_id", zh: "报文唯一编号", least: 1, most: 128 },
  { key: "fileName", element: "file_name", zh: "用户原始报文名", least: 4, most: 128 },
  { key: "messageType", element: "message_type", zh: "报文类型", least: 6, most: 16 },
  { key: "senderId", element: "sender_id", zh: "发送方编号", least: 4, most: 16 },
  { key: "receiverId", element: "receiver_id", zh: "接收方编号", least: 4, most: 16 },
  { key: "sendTime", element: "send_time", zh: "发送时间", least: 1, most: 35 },
  { key: "icCard", element: "Ic_Card", zh: "操作卡号", least: 0, most: 20 },
];
export const POCKET_FIELDS: readonly EnvelopeField[] = [
  { key: "pocketId", element: "pocket_id", zh: "包的唯一标识", least: 0, most: 128 },
  { key: "totalPocketQty", element: "total_pocket_qty", zh: "包总数", least: 0, most: 10 },
  { key: "curPocketNo", element: "cur_pocket_no", zh: "当前包序号", least: 0, most: 10 },
  { key: "isUnstructured", element: "is_unstructured", zh: "非格式化标志", least: 0, most: 1 },
];

export const readEnvelope = (parcel: XmlElement, dataInfo: XmlElement): Envelope => ({
  ...readFields(findChild(parcel, "EnvelopInfo"), ENVELOPE_FIELDS),
  ...readFields(findChild(dataInfo, "PocketInfo"), POCKET_FIELDS),
});

function readFields(element: XmlElement | undefined, fields: readonly EnvelopeField[]): Envelope {
  const read: Partial<Record<keyof Envelope, string>> = {};
  for (const child of element?.children ?? []) {
    const field = fields.find((each) => plainName(each.element) === plainName(child.name));
    const text = child.text.trim();
    if (field !== undefined && text !== "") read[field.key] ??= text;
  }
  return read;
}

/** The content decides what a message is; that the envelope says otherwise, or too little, is only told. */
export function envelopeIssues(envelope: Envelope, kind: string): readonly FieldIssue[] {
  const other: readonly FieldIssue[] =
    envelope.messageType === undefined || envelope.messageType === kind
      ? []
      : [issueOf(ENVELOPE_FIELDS[4], envelope.messageType, kind, "names another message than stands in it")];
  const lengths = ENVELOPE_FIELDS.flatMap((field) => {
    const found = envelope[field.key] ?? "";
    if (found === "" || (found.length >= field.least && found.length <= field.most)) return [];
    return [issueOf(field, found, `${field.least} to ${field.most} characters`, `has ${found.length} characters`)];
  });
  return [...other, ...lengths];
}

const SHOWN_MAX = 60;

const issueOf = (field: EnvelopeField | undefined, found: string, allowed: string, message: string): FieldIssue => ({
  element: `EnvelopInfo/${field?.element ?? ""}`,
  zh: field?.zh ?? "",
  reason: "wrong_value",
  message,
  found: found.slice(0, SHOWN_MAX),
  allowed,
  severity: "warning",
});

export function readControl(businessData: XmlElement, message: XmlElement): ClientControl {
  const textOf = (parent: XmlElement, name: string): string =>
    parent.children.find((child) => plainName(child.name) === plainName(name))?.text.trim() ?? "";
  const declareFlag = textOf(businessData, "DelcareFlag") || textOf(businessData, "DeclareFlag");
  const sysId = textOf(message, "SysId");
  const operCusRegCode = textOf(message, "OperCusRegCode");
  return { ...(declareFlag && { declareFlag }), ...(sysId && { sysId }), ...(operCusRegCode && { operCusRegCode }) };
}
