/** UUIDv7 (RFC 9562 section 5.7) of `getRandomValues`, which, unlike `randomUUID`, also works off localhost without TLS. */
export const uuidv7 = (wallMs: number = Date.now()): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint16(0, Math.floor(wallMs / 2 ** 32));
  new DataView(bytes.buffer).setUint32(2, wallMs % 2 ** 32);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
