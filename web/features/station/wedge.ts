/**
 * A keyboard wedge types what it read, fast, and ends with Enter or Tab. This turns keys into codes, whatever has the focus.
 * - FNC1 comes as Ctrl+], as the control character itself, or as Alt with the digits of its number: all become U+001D.
 * - Keys as slow as a person's are no scan: a pause empties the buffer.
 * - A reader that ends with nothing is understood by its pause: many keys, all fast, then silence.
 */
export type WedgeKey = Readonly<{ type: "down" | "up"; key: string; ctrl: boolean; alt: boolean; atMs: number }>;
export type WedgeState = Readonly<{ text: string; startedMs: number; lastMs: number; altDigits: string }>;
export type WedgeStep = Readonly<{
  state: WedgeState;
  code?: string;
  /** The key belongs to a scan: nothing else may act on it. */ taken: boolean;
}>;

export const FNC1 = "\u001d";
export const NO_KEYS: WedgeState = { text: "", startedMs: 0, lastMs: 0, altDigits: "" };
/** Bluetooth readers send in bursts with pauses up to this; a person types slower than it on the whole. */
export const KEY_GAP_MAX_MS = 120;
/** Whole scans average well below this from key to key; persons do not. */
const AVERAGE_GAP_MAX_MS = 50;
const CODE_LENGTH_MIN = 3;
/** Without a last key only what is long enough counts. */
const UNENDED_LENGTH_MIN = 8;

export const takeKey = (before: WedgeState, key: WedgeKey): WedgeStep => {
  const state = key.atMs - before.lastMs > KEY_GAP_MAX_MS ? NO_KEYS : before;
  if (key.type === "up") return altReleased(state, key);
  if (key.alt && /^\d$/.test(key.key)) return { state: { ...state, altDigits: state.altDigits + key.key, lastMs: key.atMs }, taken: true };
  if (key.key === "Enter" || key.key === "Tab") return ended(state);
  const character = characterOf(key);
  if (character === undefined) return { state, taken: false };
  return { state: appended(state, character, key.atMs), taken: isBurst(state) };
};

/** What a silence of more than `KEY_GAP_MAX_MS` ends. */
export const endBySilence = (state: WedgeState): WedgeStep => {
  const step = state.text.length >= UNENDED_LENGTH_MIN ? ended(state) : { state: NO_KEYS, taken: false };
  return { ...step, state: NO_KEYS };
};

const characterOf = ({ key, ctrl, alt }: WedgeKey): string | undefined => {
  if (key === FNC1 || (ctrl && (key === "]" || key === "5")) || key === "F8") return FNC1;
  if (ctrl || alt) return undefined;
  return [...key].length === 1 ? key : undefined;
};

const appended = (state: WedgeState, character: string, atMs: number): WedgeState => ({
  text: state.text + character,
  startedMs: state.text === "" ? atMs : state.startedMs,
  lastMs: atMs,
  altDigits: "",
});

const altReleased = (state: WedgeState, key: WedgeKey): WedgeStep => {
  if (key.key !== "Alt" || state.altDigits === "") return { state, taken: false };
  const character = String.fromCharCode(Number(state.altDigits));
  return { state: appended(state, character, key.atMs), taken: true };
};

const isBurst = (state: WedgeState): boolean => state.text.length >= 2 && averageGapMs(state) <= AVERAGE_GAP_MAX_MS;
const averageGapMs = ({ text, startedMs, lastMs }: WedgeState): number => (text.length > 1 ? (lastMs - startedMs) / (text.length - 1) : 0);

const ended = (state: WedgeState): WedgeStep => {
  const isScan = state.text.length >= CODE_LENGTH_MIN && averageGapMs(state) <= AVERAGE_GAP_MAX_MS;
  return isScan ? { state: NO_KEYS, code: state.text, taken: true } : { state: NO_KEYS, taken: false };
};
