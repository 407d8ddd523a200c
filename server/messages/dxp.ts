/**
 * 终端节点报文: the envelope in which the exchange platform (DXP) carries a message, in base64. It is taken off when reading. When
 * writing, the signature is text that the caller's signer made: there is no key here.
 */
import { xmlFault, type XmlFault } from "./xml-fault.ts";
import { childrenNamed, findChild, type XmlElement } from "./xml.ts";
import { writeXml, type ReadyXml, type XmlTree } from "./write-xml.ts";

export type DxpEnvelope = Readonly<{
  copMsgId: string;
  senderId: string;
  /** One to five. */
  receiverIds: readonly string[];
  /** An xs:dateTime. The official name is CreatTime. */
  createdAt: string;
  /** `CEB621Message` */
  messageType: string;
  fileName?: string;
  /** 操作员 IC 卡号 */
  icCard?: string;
  businessKeys?: readonly Readonly<{ name?: string; key: string }>[];
}>;

const DXP_NAMESPACE = "http://www.chinaport.gov.cn/dxp";
const BASE64_CHUNK = 0x6000;

export const isDxp = (root: XmlElement): boolean => root.name === "DxpMsg";

export function unwrapDxp(root: XmlElement): Readonly<{ ok: true; bytes: Uint8Array; envelope: DxpEnvelope }> | XmlFault {
  const info = findChild(root, "TransInfo");
  const data = findChild(root, "Data");
  if (info === undefined || data === undefined) {
    return xmlFault("not_well_formed", `DxpMsg has no ${info === undefined ? "TransInfo" : "Data"}`, root.line);
  }
  const bytes = fromBase64(data.text);
  if (bytes === undefined) return xmlFault("not_well_formed", "Data of DxpMsg is not base64", data.line);
  return { ok: true, bytes, envelope: envelopeOf(info, findChild(root, "AddInfo")) };
}

function envelopeOf(info: XmlElement, more: XmlElement | undefined): DxpEnvelope {
  const textOf = (name: string, parent: XmlElement = info): string => findChild(parent, name)?.text.trim() ?? "";
  const receivers = findChild(info, "ReceiverIds");
  const fileName = more === undefined ? "" : textOf("FileName", more);
  const icCard = more === undefined ? "" : textOf("IcCard", more);
  const keys = more === undefined ? undefined : findChild(more, "BizKey");
  return {
    copMsgId: textOf("CopMsgId"),
    senderId: textOf("SenderId"),
    receiverIds: receivers === undefined ? [] : childrenNamed(receivers, "ReceiverId").map(({ text }) => text.trim()),
    createdAt: textOf("CreatTime"),
    messageType: textOf("MsgType"),
    ...(fileName === "" ? {} : { fileName }),
    ...(icCard === "" ? {} : { icCard }),
    ...(keys === undefined ? {} : { businessKeys: childrenNamed(keys, "Key").map(businessKeyOf) }),
  };
}

function businessKeyOf(element: XmlElement): Readonly<{ name?: string; key: string }> {
  const name = element.attributes.get("name");
  return { ...(name === undefined ? {} : { name }), key: element.text };
}

/** The message's XML text into its envelope. */
export function wrapInDxp(message: string, envelope: DxpEnvelope, signature?: ReadyXml): string {
  const element = (name: string, content: XmlTree["content"]): XmlTree => ({ name: `dxp:${name}`, content });
  const optional = (name: string, content: string | undefined): readonly XmlTree[] =>
    content === undefined ? [] : [element(name, content)];
  const { fileName, icCard, businessKeys = [] } = envelope;
  const keys = businessKeys.map(({ name, key }) => ({ ...element("Key", key), ...(name === undefined ? {} : { attributes: { name } }) }));
  const more = [...optional("FileName", fileName), ...optional("IcCard", icCard), ...(keys.length === 0 ? [] : [element("BizKey", keys)])];
  return writeXml({
    name: "dxp:DxpMsg",
    attributes: { "xmlns:dxp": DXP_NAMESPACE, ver: "1.0" },
    content: [
      element("TransInfo", [
        element("CopMsgId", envelope.copMsgId),
        element("SenderId", envelope.senderId),
        element(
          "ReceiverIds",
          envelope.receiverIds.map((id) => element("ReceiverId", id)),
        ),
        element("CreatTime", envelope.createdAt),
        element("MsgType", envelope.messageType),
      ]),
      element("Data", toBase64(new TextEncoder().encode(message))),
      ...(more.length === 0 ? [] : [element("AddInfo", more)]),
      ...(signature === undefined ? [] : [signature]),
    ],
  });
}

function toBase64(bytes: Uint8Array): string {
  let base64 = "";
  // In pieces of whole groups of three, so that none but the last is padded.
  for (let start = 0; start < bytes.length; start += BASE64_CHUNK) {
    base64 += btoa(String.fromCharCode(...bytes.subarray(start, start + BASE64_CHUNK)));
  }
  return base64;
}

function fromBase64(text: string): Uint8Array | undefined {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
