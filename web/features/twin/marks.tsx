import type { TwinState } from "#wire/customs-words.ts";
import type { Palette } from "../../ui/palette.ts";
import { fillOf, inkOn, STATES } from "./colours.ts";

/** The five states by colour, pattern and letter: whoever does not see the one sees the others. */

/** Drawn over the fill: nothing, dots, strokes to the right, strokes upright, a cross. */
const STROKES: Readonly<Record<TwinState, string | null>> = {
  bonded: null,
  non_bonded: "M1 1h.9v.9h-.9z M4 4h.9v.9h-.9z",
  inventory_pending: "M-1 1L1 -1M0 6L6 0M5 7L7 5",
  pass_pending: "M1.5 0V6M4.5 0V6",
  written_off: "M0 0L6 6M6 0L0 6",
};

export const patternId = (state: TwinState): string => `twin-${state}`;

/** `scale`: plan units per unit of the pattern. */
export const Patterns = ({ palette, scale }: { palette: Palette; scale: number }) => (
  <defs>
    {STATES.map((state) => {
      const stroke = STROKES[state];
      const fill = fillOf(palette, state);
      return (
        <pattern key={state} id={patternId(state)} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform={`scale(${scale})`}>
          <rect width={6} height={6} fill={fill} />
          {stroke ? (
            <path
              d={stroke}
              fill="none"
              stroke={inkOn(fill)}
              strokeOpacity={state === "written_off" ? 0.28 : 0.42}
              strokeWidth={state === "non_bonded" ? 0.9 : 1}
            />
          ) : null}
        </pattern>
      );
    })}
  </defs>
);

/** The same mark beside a word. */
export const Swatch = ({ state, palette, letter }: { state: TwinState; palette: Palette; letter: string }) => {
  const fill = fillOf(palette, state);
  const stroke = STROKES[state];
  const id = `swatch-${state}`;
  return (
    <svg className="swatch" width={24} height={24} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <defs>
        <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse">
          <rect width={6} height={6} fill={fill} />
          {stroke ? <path d={stroke} fill="none" stroke={inkOn(fill)} strokeOpacity={0.4} /> : null}
        </pattern>
      </defs>
      <rect x={0.5} y={0.5} width={23} height={23} rx={4} fill={`url(#${id})`} stroke={fill} />
      <text
        x={12}
        y={16.5}
        textAnchor="middle"
        fontSize={13}
        fontWeight={700}
        fill={inkOn(fill)}
        stroke={fill}
        strokeWidth={3}
        paintOrder="stroke"
      >
        {letter}
      </text>
    </svg>
  );
};
