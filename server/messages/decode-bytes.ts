/**
 * Bytes to text, by the byte order mark, else by the XML declaration, else as UTF-8 (XML 1.0, appendix F). Customs and the
 * firms' programs write UTF-8, with a mark or without, and GBK; a declaration that the mark contradicts loses.
 */
import { xmlFault, type XmlFault } from "./xml-fault.ts";

/** What POST /customs/messages takes, and more than a hundred lists of 99 lines need. */
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

/** Declared name → what the decoder calls it. GB 18030 holds all of GBK, and that all of GB 2312. */
const DECODERS: Readonly<Record<string, string>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  gbk: "gb18030",
  cp936: "gb18030",
  gb2312: "gb18030",
  gb18030: "gb18030",
  // A declaration that can be read byte by byte is not in sixteen bits: .NET writes what its strings are in.
  "utf-16": "utf-8",
};

/** Enough for any declaration. */
const DECLARATION_BYTES_MAX = 256;
const DECLARED_ENCODING = /^<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]*)["']/;
const CHUNK_BYTES = 4096;

export type DecodedText = Readonly<{ ok: true; text: string; encoding: string }>;

export function decodeBytes(bytes: Uint8Array): DecodedText | XmlFault {
  if (bytes.length > MESSAGE_BYTES_MAX) {
    return xmlFault("too_large", `${bytes.length} bytes; at most ${MESSAGE_BYTES_MAX}`);
  }
  const declared = declaredEncoding(bytes);
  const encoding = encodingByMark(bytes) ?? (Object.hasOwn(DECODERS, declared) ? DECODERS[declared] : undefined);
  if (encoding === undefined) {
    return xmlFault("unknown_encoding", `encoding ${JSON.stringify(declared)}; known are ${Object.keys(DECODERS).join(", ")}`, 1);
  }
  try {
    return { ok: true, text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    return xmlFault("wrong_bytes", `bytes that are not ${encoding}`, lineOfWrongBytes(bytes, encoding));
  }
}

/** Undefined where neither mark nor zero bytes tell. */
function encodingByMark(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  // No mark, but "<" in sixteen bits.
  if (first === 0x3c && second === 0 && third !== 0 && fourth === 0) return "utf-16le";
  if (first === 0 && second === 0x3c && third === 0 && fourth !== 0) return "utf-16be";
  return undefined;
}

function declaredEncoding(bytes: Uint8Array): string {
  let start = "";
  for (const byte of bytes.subarray(0, DECLARATION_BYTES_MAX)) start += String.fromCharCode(byte);
  return DECLARED_ENCODING.exec(start)?.[1]?.toLowerCase() ?? "utf-8";
}

/** Decodes once more in pieces, to say where it went wrong: to the piece, since the decoder tells no more. */
function lineOfWrongBytes(bytes: Uint8Array, encoding: string): number {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    let text: string;
    try {
      text = decoder.decode(bytes.subarray(start, start + CHUNK_BYTES), { stream: true });
    } catch {
      return line;
    }
    line += text.split("\n").length - 1;
  }
  return line;
}
