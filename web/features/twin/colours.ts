import type { TwinState } from "#wire/customs-words.ts";
import type { Palette } from "../../ui/palette.ts";

/** The colours of the five states, and what can be read upon them. */
export const STATES = ["bonded", "non_bonded", "inventory_pending", "pass_pending", "written_off"] as const satisfies readonly TwinState[];

export const fillOf = (palette: Palette, state: TwinState): string =>
  ({
    bonded: palette.planBonded,
    non_bonded: palette.planNonBonded,
    inventory_pending: palette.planInventoryPending,
    pass_pending: palette.planPassPending,
    written_off: palette.planWrittenOff,
  })[state];

const DARK_INK = "#0c1211";
const WHITE = "#ffffff";

/** Relative luminance (WCAG 2.2) of `#rrggbb`. */
export const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** Black or white, whichever stands out more on the fill. */
export const inkOn = (fill: string): string => {
  const light = luminance(fill) + 0.05;
  return 1.05 / light >= light / (luminance(DARK_INK) + 0.05) ? WHITE : DARK_INK;
};
