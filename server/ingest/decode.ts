import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import { MESSAGE_BYTES_MAX, upMessages, type UpMessage } from "#wire/device-messages.ts";
import type { UpKind } from "#wire/device-topics.ts";

/** Bytes to a message, or why not. Total: every input has an answer, nothing throws. */
export type Decoded = { [Kind in UpKind]: Readonly<{ ok: true; kind: Kind; message: UpMessage<Kind> }> }[UpKind];
type Undecodable = Readonly<{ ok: false; reason: "too_large" | "not_utf8" | "not_json" | "wrong_schema"; detail: string }>;

const ISSUES_TOLD = 5;
const DETAIL_LENGTH_MAX = 500;
const UNSPEAKABLE = /[\u0000-\u001f\u007f]|\p{Surrogate}/gu;

/** The detail quotes what was sent, which may hold what no text of ours may. */
const undecodable = (reason: Undecodable["reason"], detail: string): Undecodable => ({
  ok: false,
  reason,
  detail: detail.slice(0, DETAIL_LENGTH_MAX).replaceAll(UNSPEAKABLE, "\ufffd"),
});

export const decode = (kind: UpKind, payload: Uint8Array): Decoded | Undecodable => {
  if (payload.byteLength > MESSAGE_BYTES_MAX)
    return undecodable("too_large", `${payload.byteLength} bytes; at most ${MESSAGE_BYTES_MAX} are read`);
  if (!isUtf8(payload)) return undecodable("not_utf8", "the bytes are not UTF-8");
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8"));
  } catch (error) {
    return undecodable("not_json", error instanceof Error ? error.message : "not JSON");
  }
  return decodeValue(kind, value);
};

/** For a message that has been read as JSON already: a station in a browser posts it over HTTP. */
export const decodeValue = (kind: UpKind, value: unknown): Decoded | Undecodable => {
  const parsed = upMessages[kind].safeParse(value);
  if (!parsed.success) return undecodable("wrong_schema", issuesOf(parsed.error));
  return { ok: true, kind, message: parsed.data } as Decoded;
};

const issuesOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, ISSUES_TOLD)
    .map((issue) => `${issue.path.map(String).join(".") || "message"}: ${issue.message}`)
    .join("; ");
