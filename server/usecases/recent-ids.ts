/**
 * The newest message ids of each device, with what they said: readings have no inbox, so this is how a repeat is told from
 * an id that is used again. Both are kept as 53-bit hashes in a ring, 0.3 kB a device.
 */
export type Said = Readonly<{ device: string; id: string; content: string }>;

/** A device that forgets to count says the same id again at once; one that begins anew after a reset is not caught. */
const IDS_OF_A_DEVICE = 16;
/** Beyond, the device that came first is forgotten. */
const DEVICES_MAX = 50_000;

type Ring = { readonly ids: Float64Array; readonly contents: Float64Array; next: number };

export class RecentIds {
  readonly #rings = new Map<string, Ring>();

  /** What the device said under the id, as far as it is remembered: the same, something else, or nothing. */
  recall({ device, id, content }: Said): "same" | "other" | undefined {
    const ring = this.#rings.get(device);
    const index = ring?.ids.indexOf(hash53(id)) ?? -1;
    if (!ring || index < 0) return undefined;
    return ring.contents[index] === hash53(content) ? "same" : "other";
  }

  /** Called after the commit. */
  remember(said: readonly Said[]): void {
    for (const { device, id, content } of said) {
      const ring = this.#ringOf(device);
      const hash = hash53(id);
      if (ring.ids.includes(hash)) continue;
      ring.ids[ring.next] = hash;
      ring.contents[ring.next] = hash53(content);
      ring.next = (ring.next + 1) % IDS_OF_A_DEVICE;
    }
  }

  #ringOf(device: string): Ring {
    const known = this.#rings.get(device);
    if (known) return known;
    if (this.#rings.size >= DEVICES_MAX) for (const first of this.#rings.keys()) if (this.#rings.delete(first)) break;
    const ring = { ids: new Float64Array(IDS_OF_A_DEVICE), contents: new Float64Array(IDS_OF_A_DEVICE), next: 0 };
    this.#rings.set(device, ring);
    return ring;
  }
}

const HIGH_BITS = 0x1f_ff_ff;

/** cyrb53, public domain: two 32-bit multiplicative hashes side by side. Never 0, which stands for no id. */
const hash53 = (text: string): number => {
  let one = 0xde_ad_be_ef;
  let two = 0x41_c6_ce_57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 2_654_435_761);
    two = Math.imul(two ^ code, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(two ^ (two >>> 13), 3_266_489_909);
  two = Math.imul(two ^ (two >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  return 4_294_967_296 * (HIGH_BITS & two) + (one >>> 0) || 1;
};
