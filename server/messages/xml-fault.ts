/** Why bytes are no document that could be read at all. What a readable document does wrong is a field issue, not one of these. */
export type XmlFaultReason =
  | "too_large"
  | "unknown_encoding"
  | "wrong_bytes"
  | "forbidden_character"
  | "doctype_refused"
  | "too_deep"
  | "too_many_elements"
  | "too_many_attributes"
  | "not_well_formed";
export type XmlFault = Readonly<{ ok: false; reason: XmlFaultReason; detail: string; /** Counted from 1. */ line?: number }>;

export const xmlFault = (reason: XmlFaultReason, detail: string, line?: number): XmlFault =>
  line === undefined ? { ok: false, reason, detail } : { ok: false, reason, detail, line };
