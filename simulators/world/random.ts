/** Seeded randomness: one stream per name, so that what one part of the world draws never shifts another's draws. */
/** FNV-1a: 32 bits of any text. */
export const hashOf = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
};

/** splitmix32: spreads a seed over the state. */
const splitmix = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
};

const UINT32 = 4_294_967_296;

export type Random = Readonly<{
  /** [0, 1) */
  next(): number;
  between(low: number, high: number): number;
  /** Both ends included. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<Value>(values: readonly Value[]): Value;
  /** Waiting times with this mean, between a third and the triple of it, so that nothing clumps or dries up. */
  waitMs(meanMs: number): number;
}>;

/** xoshiro128** */
export const createRandom = (seed: number, stream: string): Random => {
  const fill = splitmix(hashOf(`${seed}/${stream}`));
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  const next = (): number => {
    const scaled = Math.imul(b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / UINT32;
  };
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    next,
    between,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (values) => {
      if (values.length === 0) throw new RangeError("nothing to pick from");
      return values[Math.floor(next() * values.length)]!;
    },
    waitMs: (meanMs) => Math.min(3 * meanMs, Math.max(meanMs / 3, -Math.log(1 - next()) * meanMs)),
  };
};

/** The same number for the same words, without a stream: noise that may be asked for at any instant. */
export const noise = (seed: number, words: string): number => splitmix(hashOf(`${seed}/${words}`))() / UINT32;
