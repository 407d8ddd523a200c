import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TwinCell } from "#wire/customs-books.ts";
import type { TwinState } from "#wire/customs-words.ts";
import { useLook } from "../../ui/look.tsx";
import { useWord } from "../../ui/words.ts";
import { STATES } from "./colours.ts";
import { Swatch } from "./marks.tsx";

/** What the colours, patterns and letters mean, and how many cells hold goods of each; a choice lets only that one stand out. */
type Props = Readonly<{ cells: readonly TwinCell[]; state: TwinState | undefined; onChoose(state: TwinState | undefined): void }>;

export const Legend = ({ cells, state, onChoose }: Props) => {
  const { t } = useTranslation();
  const word = useWord();
  const { palette } = useLook();
  const counts = useMemo(() => {
    const found = new Map<TwinState, number>();
    for (const cell of cells) for (const each of cell.states) found.set(each.state, (found.get(each.state) ?? 0) + 1);
    return found;
  }, [cells]);
  const held = cells.filter((cell) => cell.held).length;
  return (
    <div className="legend" role="group" aria-label={t("twin.legend")}>
      {STATES.map((each) => (
        <button
          key={each}
          type="button"
          className="bare legend-state"
          aria-pressed={state === each}
          onClick={() => onChoose(state === each ? undefined : each)}
        >
          <Swatch state={each} palette={palette} letter={t(`twin.mark.${each}`)} />
          <span>{word("twinState", each)}</span>
          <b className="num">{counts.get(each) ?? 0}</b>
        </button>
      ))}
      {held > 0 ? (
        <span className="legend-held">
          <svg width={18} height={18} viewBox="0 0 18 18" aria-hidden="true">
            <circle cx={9} cy={9} r={6.5} fill="none" stroke="currentColor" strokeWidth={2.2} />
            <path d="M4.8 13.2L13.2 4.8" stroke="currentColor" strokeWidth={2.2} />
          </svg>
          {t("twin.heldCells", { count: held })}
        </span>
      ) : null}
    </div>
  );
};
