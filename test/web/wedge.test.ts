import { expect, test } from "vitest";
import { endBySilence, FNC1, NO_KEYS, takeKey, type WedgeKey, type WedgeState } from "../../web/features/station/wedge.ts";

type Typed = string | Readonly<{ key: string; ctrl?: boolean; alt?: boolean; type?: "up" | "down" }>;

const type = (keys: readonly Typed[], gapMs: number): { codes: string[]; state: WedgeState; taken: boolean } => {
  let state = NO_KEYS;
  let taken = false;
  const codes: string[] = [];
  keys.forEach((key, index) => {
    const { key: name, ctrl = false, alt = false, type: kind = "down" } = typeof key === "string" ? { key } : key;
    const press: WedgeKey = { type: kind, key: name, ctrl, alt, atMs: 1000 + index * gapMs };
    const step = takeKey(state, press);
    state = step.state;
    taken = step.taken;
    if (step.code !== undefined) codes.push(step.code);
  });
  return { codes, state, taken };
};

const CODE = "0106901234567892";

test.each([1, 8, 30, 45])("a burst of keys %i ms apart that ends with Enter is a code", (gapMs) => {
  expect(type([...CODE, "Enter"], gapMs).codes).toEqual([CODE]);
});

test("Tab ends a code as well", () => {
  expect(type([...CODE, "Tab"], 5).codes).toEqual([CODE]);
});

test("two codes right after one another are two codes", () => {
  expect(type([...CODE, "Enter", ..."LOC-D1", "Enter"], 3).codes).toEqual([CODE, "LOC-D1"]);
});

test.each([
  ["Ctrl and ]", [{ key: "]", ctrl: true }]],
  ["the control character", [{ key: FNC1 }]],
  ["F8", [{ key: "F8" }]],
  [
    "Alt with 029",
    [
      { key: "Alt", alt: true },
      { key: "0", alt: true },
      { key: "2", alt: true },
      { key: "9", alt: true },
      { key: "Alt", type: "up" as const },
    ],
  ],
])("FNC1 sent as %s becomes U+001D", (_, separator) => {
  expect(
    type(
      [..."01069012345678921", "0", "L1", ...separator, ..."2142", "Enter"].flatMap((key) => (key === "L1" ? ["L", "1"] : [key])),
      4,
    ).codes,
  ).toEqual([`010690123456789210L1${FNC1}2142`]);
});

test("shift keys between the letters are no part of the code", () => {
  expect(type([{ key: "Shift" }, "L", { key: "Shift" }, "O", "C", "-", "D", "1", "Enter"], 6).codes).toEqual(["LOC-D1"]);
});

test("keys as slow as a person's are no code", () => {
  expect(type([..."hello", "Enter"], 180).codes).toEqual([]);
  expect(type([..."hello", "Enter"], 90).codes).toEqual([]);
});

test("the Enter of a code is taken, a person's Enter is not", () => {
  expect(type([...CODE, "Enter"], 5).taken).toBe(true);
  expect(type(["Enter"], 5).taken).toBe(false);
});

test("a long burst without a last key is ended by silence, a short one is not", () => {
  expect(endBySilence(type([...CODE], 5).state).code).toBe(CODE);
  expect(endBySilence(type([..."abc"], 5).state).code).toBeUndefined();
});
