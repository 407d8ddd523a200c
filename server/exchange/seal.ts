/**
 * Originals are kept sealed, since they name people: AES-256-GCM under a key of this installation, with the SHA-256 of the clear
 * bytes as what it is bound to. The hash stands in the clear, so that a repeat is recognised. Large ones are worked on in
 * pieces: between two of them whatever waits is served.
 * Sealed = one byte for the form, 12 of nonce, 16 of tag, and as many as the original has.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";

export type Sealer = Readonly<{
  hash(bytes: Uint8Array): Promise<Buffer>;
  seal(bytes: Uint8Array, sha256: Uint8Array): Promise<Buffer>;
  /** Throws when the key is another, or a byte was changed. */
  open(sealed: Uint8Array, sha256: Uint8Array): Promise<Buffer>;
}>;

const FORM = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
/** A millisecond of hashing where the processor has no instruction for it. */
const PIECE_BYTES = 256 * 1024;

export const createSealer = (secret: string): Sealer => {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "entrepot customs message", 32));
  return {
    hash: async (bytes) => {
      const hash = createHash("sha256");
      await inPieces(bytes, (piece) => hash.update(piece));
      return hash.digest();
    },
    seal: async (bytes, sha256) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      cipher.setAAD(sha256);
      const sealed = Buffer.allocUnsafe(HEAD_BYTES + bytes.length);
      await inPieces(bytes, (piece, at) => cipher.update(piece).copy(sealed, HEAD_BYTES + at));
      cipher.final();
      sealed[0] = FORM;
      nonce.copy(sealed, 1);
      cipher.getAuthTag().copy(sealed, 1 + NONCE_BYTES);
      return sealed;
    },
    open: async (sealed, sha256) => {
      if (sealed[0] !== FORM || sealed.length < HEAD_BYTES) throw new Error("these are not the bytes of a sealed original");
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 1 + NONCE_BYTES));
      decipher.setAAD(sha256);
      decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
      const bytes = Buffer.allocUnsafe(sealed.length - HEAD_BYTES);
      await inPieces(sealed.subarray(HEAD_BYTES), (piece, at) => decipher.update(piece).copy(bytes, at));
      decipher.final();
      return bytes;
    },
  };
};

const inPieces = async (bytes: Uint8Array, work: (piece: Uint8Array, at: number) => unknown): Promise<void> => {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    if (at > 0) await nextTurn();
    work(bytes.subarray(at, at + PIECE_BYTES), at);
  }
};
