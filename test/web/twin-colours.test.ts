/**
 * The states of the twin are told apart with any colour vision. Colours are turned by the matrices of Machado, Oliveira and
 * Fernandes (2009, severity 1.0) on linear RGB, and compared in CIELAB; a difference of 2.3 is just noticed, 15 is plain.
 */
import { expect, test } from "vitest";
import { fillOf, inkOn, luminance, STATES } from "../../web/features/twin/colours.ts";
import { DARK, LIGHT } from "../../web/ui/palette.ts";

type Triple = readonly [number, number, number];
const VISION: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const PLAIN = 15;

const linear = (colour: string): Triple =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
const turned = (colour: Triple, by: readonly [Triple, Triple, Triple]): Triple =>
  by.map((row) => Math.min(1, Math.max(0, row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2]))) as unknown as Triple;
const lab = ([r, g, b]: Triple): Triple => {
  const f = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
};
const difference = (a: Triple, b: Triple): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

const SCHEMES = { light: LIGHT, dark: DARK };
test.each(Object.keys(VISION).flatMap((vision) => Object.keys(SCHEMES).map((scheme) => [vision, scheme] as const)))(
  "with %s vision, in %s, each state and an empty cell differ plainly",
  (vision, scheme) => {
    const palette = SCHEMES[scheme as keyof typeof SCHEMES];
    const seen = [...STATES.map((state) => fillOf(palette, state)), palette.panel].map((colour) =>
      lab(
        turned(
          linear(colour),
          VISION[vision] ?? [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
        ),
      ),
    );
    const close = seen.flatMap((one, at) => seen.slice(at + 1).map((other) => difference(one, other)));
    expect(Math.min(...close)).toBeGreaterThan(PLAIN);
  },
);

test.each(Object.entries(SCHEMES))("in %s, the letter of a state can be read on its fill (WCAG 2.2: 4.5 to 1)", (_, palette) => {
  for (const state of STATES) {
    const fill = luminance(fillOf(palette, state)) + 0.05;
    const ink = luminance(inkOn(fillOf(palette, state))) + 0.05;
    expect(Math.max(fill, ink) / Math.min(fill, ink)).toBeGreaterThan(4.5);
  }
});
