import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { StockRow } from "#wire/http-api.ts";
import { regime as regimeSchema, type Regime } from "#wire/words.ts";
import { useWord } from "../../ui/words.ts";

/** How the lines divide by regime: bonded and non-bonded side by side, never added up. A click narrows to one. */
type Props = Readonly<{ rows: readonly StockRow[]; more: boolean; chosen: Regime | undefined; onChoose(regime: Regime | undefined): void }>;

export const RegimeBar = ({ rows, more, chosen, onChoose }: Props) => {
  const { t } = useTranslation();
  const word = useWord();
  const counts = useMemo(() => {
    const found = new Map<Regime, number>();
    for (const row of rows) found.set(row.regime, (found.get(row.regime) ?? 0) + 1);
    return regimeSchema.options.flatMap((regime) => (found.has(regime) ? [{ regime, count: found.get(regime) ?? 0 }] : []));
  }, [rows]);
  if (rows.length === 0) return null;
  return (
    <div className="regime-bar" role="group" aria-label={t("stock.byRegime")}>
      {counts.map(({ regime, count }) => (
        <button
          key={regime}
          type="button"
          className={`regime-share regime-share-${regime}`}
          style={{ flexGrow: count }}
          aria-pressed={chosen === regime}
          onClick={() => onChoose(chosen === regime ? undefined : regime)}
        >
          <span>{word("regime", regime)}</span> <b className="num">{t("stock.lines", { count: more ? `${count}+` : count })}</b>
        </button>
      ))}
    </div>
  );
};
