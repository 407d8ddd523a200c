/**
 * What goes to customs of a message that a firm brought: its nodes in official XML. A message that is signed and goes whole goes as it
 * came, byte by byte, for a signature is of these bytes; anything else is written anew, and signed by whoever has a key. None is
 * shipped with this program: what it writes is unsigned, unless a signer is put in.
 */
import { randomUUID } from "node:crypto";
import type { AboutKey, CustomsMessages, NodeResult, ToSend } from "../usecases/customs/messages-ports.ts";
import type { WorldClock } from "../usecases/ports.ts";
import type { Opened, Written } from "./reader-protocol.ts";
import { ReaderFault, type Reader } from "./reader-pool.ts";
import type { Sealer } from "./seal.ts";

/** Signs a message with the e-port key (电子口岸 UKey) or by the national algorithms, and gives it back whole. */
export type Signer = Readonly<{ sign(xml: string): Promise<string> }>;

export type DispatchParts = Readonly<{
  messages: CustomsMessages;
  sealer: Sealer;
  clock: WorldClock;
  signer?: Signer | undefined;
}>;

/** A node of the message that the reader has open. `send`: the desk's order to send it; `about`: its document, where it is sent without. */
export type Going = Readonly<{ place: number; key: string; send?: ToSend; about?: readonly AboutKey[] }>;

export type Bringing = Readonly<{ bytes: Uint8Array; opened: Extract<Opened, { readable: true }>; by: string }>;

/** False when another server was sooner, for one of them at least. */
export const dispatchNodes = async (
  parts: DispatchParts,
  reader: Reader,
  { bytes, opened, by }: Bringing,
  going: readonly Going[],
): Promise<boolean> => {
  const isAsItCame = (opened.isSigned || !opened.isWritable) && going.length === opened.nodes;
  // 跨境统一版 carries up to a hundred nodes, as they came; 金关二期 one document.
  const parcels = opened.kind.startsWith("CEB") ? [going] : going.map((each) => [each]);
  let isMine = true;
  for (const parcel of parcels) {
    const guid = isAsItCame ? opened.guid : randomUUID().toUpperCase();
    const written = isAsItCame ? { bytes, issues: [] } : await writeNodes(reader, parcel, guid ?? "");
    const signed = isAsItCame ? written.bytes : await signBy(parts.signer, written.bytes);
    const isSigned = opened.isSigned ? isAsItCame : parts.signer !== undefined;
    const done = await keepOutgoing(parts, { kind: opened.kind, by, guid, bytes: signed, issues: written.issues, isSigned }, parcel);
    isMine &&= done;
  }
  return isMine;
};

const writeNodes = async (reader: Reader, parcel: readonly Going[], guid: string): Promise<Written> => {
  const reply = await reader.ask({ ask: "write", places: parcel.map(({ place }) => place), guid });
  if (reply.reply !== "written") throw new ReaderFault("reader_failed", `the reader answered ${reply.reply}`);
  return reply.written;
};

export const signBy = async (signer: Signer | undefined, bytes: Uint8Array): Promise<Uint8Array> =>
  signer ? new TextEncoder().encode(await signer.sign(new TextDecoder().decode(bytes))) : bytes;

/** `guid`: by which customs names the message. */
type Outgoing = Readonly<{ kind: string; by: string; isSigned: boolean; guid?: string | undefined }> & Written;

const UNSIGNED = "unsigned: whoever carries it to customs signs it";

export const keepOutgoing = async (
  { messages, sealer, clock }: DispatchParts,
  { kind, by, guid, bytes, issues, isSigned }: Outgoing,
  parcel: readonly Omit<Going, "place">[],
): Promise<boolean> => {
  const sha256 = await sealer.hash(bytes);
  const nodes = parcel.map(({ key, send, about = [] }, n): NodeResult => {
    const message: AboutKey[] = n === 0 && guid !== undefined ? [{ kind: "message", key: guid.toUpperCase() }] : [];
    const carried: readonly AboutKey[] = send ? [{ kind: send.kind, key: send.number }] : about;
    return {
      n,
      kind,
      key,
      accepted: issues.length === 0,
      issues,
      about: [...message, ...carried].map((each) => ({ ...each, waits: false })),
    };
  });
  const faults = issues.map(({ element, message }) => `${element}: ${message}`);
  return messages.dispatch(
    {
      direction: "out",
      door: "made",
      kind,
      sha256,
      size: bytes.length,
      sealed: await sealer.seal(bytes, sha256),
      // Customs would send it back.
      state: faults.length === 0 ? "waiting" : "failed",
      ...(faults.length > 0 ? { note: `not sent, customs would refuse it: ${faults.join("; ")}` } : isSigned ? {} : { note: UNSIGNED }),
      atMs: clock.nowMs(),
      by,
    },
    nodes,
    parcel.flatMap(({ send }) => send ?? []),
  );
};
