import { memo } from "react";
import type { TwinCell } from "#wire/customs-books.ts";
import type { TwinState } from "#wire/customs-words.ts";
import { formatQuantity } from "../../ui/format.ts";
import type { Palette } from "../../ui/palette.ts";
import { fillOf, inkOn } from "./colours.ts";
import { patternId } from "./marks.tsx";
import type { Box } from "./plan-layout.ts";

/** How much of a cell can be read at its size on the screen: its colour, its letter, its name, its quantity. */
export type Detail = 0 | 1 | 2 | 3;

/** One cell of the plan. A warehouse may have thousands: what cannot be read is not there, and zooming far off draws none anew. */
type Props = Readonly<{
  cell: TwinCell;
  box: Box;
  detail: Detail;
  /** Plan units per pixel, for what keeps its size on the screen; 0 where nothing does. */
  px: number;
  labelOf(cell: TwinCell): string;
  /** The letter of each state. */
  letters: Readonly<Record<TwinState, string>>;
  palette: Palette;
  isFaded: boolean;
  isFound: boolean;
  isCurrent: boolean;
  onFocus(location: string): void;
  onOpen(location: string, isFinger: boolean): void;
}>;
const STRIP = 0.24;
const LETTER_SHARE = 0.42;
const LETTER_FONT_PX_MAX = 30;
const NAME_FONT_PX = 10.5;

const quantityOf = (cell: TwinCell): string => {
  const said = cell.states.flatMap(({ quantities }) => quantities);
  const first = said[0];
  if (!first) return "";
  return `${formatQuantity(first.quantity)}${said.length > 1 ? " …" : ""}`;
};

export const PlanCell = memo(
  ({ cell, box, detail, px, labelOf, letters, palette, isFaded, isFound, isCurrent, onFocus, onOpen }: Props) => {
    const { x, y, w, h } = box;
    const { colour, location } = cell;
    const side = Math.min(w, h);
    const fill = colour ? fillOf(palette, colour) : palette.panel;
    const ink = colour ? inkOn(fill) : palette.inkFaint;
    const others = cell.states.map(({ state }) => state).filter((state) => state !== colour);
    const label = labelOf(cell);
    const small = { fontSize: NAME_FONT_PX * px };
    return (
      <g
        role="button"
        aria-label={label}
        tabIndex={isCurrent ? 0 : -1}
        className="plan-cell"
        data-location={location}
        data-faded={isFaded}
        data-found={isFound}
        onFocus={() => onFocus(location)}
        onClick={({ nativeEvent }) => onOpen(location, "pointerType" in nativeEvent && nativeEvent.pointerType === "touch")}
      >
        {detail > 0 ? <title>{label}</title> : null}
        <rect
          className="plan-cell-frame"
          x={x}
          y={y}
          width={w}
          height={h}
          rx={side * 0.08}
          fill={colour ? `url(#${patternId(colour)})` : fill}
        />
        {detail > 0 && others.length > 0 ? <Strips states={others} box={box} palette={palette} /> : null}
        {detail > 0 && colour ? (
          <text
            className="plan-letter"
            x={x + w / 2}
            y={y + h * (detail > 1 ? 0.58 : 0.5)}
            fill={ink}
            stroke={fill}
            style={{ fontSize: px === 0 ? side * LETTER_SHARE : Math.min(side * LETTER_SHARE, LETTER_FONT_PX_MAX * px) }}
          >
            {letters[colour]}
          </text>
        ) : null}
        {detail > 1 ? (
          <text className="plan-name" x={x + side * 0.08} y={y + side * 0.07} fill={ink} stroke={fill} style={small}>
            {location}
          </text>
        ) : null}
        {detail > 2 ? (
          <text className="plan-quantity" x={x + w - side * 0.08} y={y + h - side * 0.08} fill={ink} stroke={fill} style={small}>
            {quantityOf(cell)}
          </text>
        ) : null}
        {detail > 0 && cell.held ? <Held box={box} palette={palette} /> : null}
      </g>
    );
  },
);
PlanCell.displayName = "PlanCell";

/** Goods of other states in the same cell, as stripes along its foot. */
const Strips = ({ states, box, palette }: { states: readonly TwinState[]; box: Box; palette: Palette }) => {
  const height = Math.min(box.w, box.h) * STRIP;
  return states.map((state, index) => (
    <rect
      key={state}
      x={box.x + (box.w / states.length) * index}
      y={box.y + box.h - height}
      width={box.w / states.length}
      height={height}
      fill={`url(#${patternId(state)})`}
      stroke={palette.panel}
      strokeWidth={height * 0.12}
    />
  ));
};

/** A hold: a barred ring at the corner, and a broken frame. */
const Held = ({ box, palette }: { box: Box; palette: Palette }) => {
  const side = Math.min(box.w, box.h);
  const r = side * 0.13;
  const [cx, cy] = [box.x + box.w - r * 1.35, box.y + r * 1.35];
  return (
    <g className="plan-held" stroke={palette.critical} fill="none">
      <rect
        x={box.x + side * 0.04}
        y={box.y + side * 0.04}
        width={box.w - side * 0.08}
        height={box.h - side * 0.08}
        rx={side * 0.06}
        strokeWidth={side * 0.05}
        strokeDasharray={`${side * 0.12} ${side * 0.08}`}
      />
      <circle cx={cx} cy={cy} r={r} fill={palette.panel} strokeWidth={r * 0.36} />
      <path d={`M${cx - r * 0.66} ${cy + r * 0.66}L${cx + r * 0.66} ${cy - r * 0.66}`} strokeWidth={r * 0.36} />
    </g>
  );
};
