import { SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { unitMode } from "#wire/words.ts";
import { formatSpan } from "../../ui/format.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { ModeGlyph } from "../../ui/mode-glyph.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { useWord } from "../../ui/words.ts";
import { FLEET_STATES, NO_FILTER, type FleetFilter, type FleetUnit } from "./fleet.ts";

/** Search and filters, which the map obeys too, and the way to every unit for those who use a keyboard or a reader. */
type Props = Readonly<{
  units: readonly FleetUnit[];
  total: number;
  filter: FleetFilter;
  selected: string | undefined;
  nowMs: number;
  onFilter(filter: FleetFilter): void;
  onSelect(unit: string): void;
}>;

export const FleetList = ({ units, total, filter, selected, nowMs, onFilter, onSelect }: Props) => {
  const { t } = useTranslation();
  return (
    <div className="side-scroll">
      <FleetFilters filter={filter} onFilter={onFilter} />
      <p className="side-count small soft num" role="status">
        {t("dispatch.fleet.count", { shown: units.length, total })}
      </p>
      {units.length === 0 ? (
        <EmptyState
          title={t("dispatch.fleet.none")}
          hint={t(total === 0 ? "dispatch.fleet.noneAtAll" : "dispatch.fleet.noneHint")}
          action={
            total === 0 ? undefined : (
              <button type="button" className="text-button" onClick={() => onFilter(NO_FILTER)}>
                {t("common.clearFilters")}
              </button>
            )
          }
        />
      ) : null}
      <ul className="rows">
        {units.slice(0, ROWS_MAX).map((unit) => (
          <li key={unit.row.unit} className="row" data-chosen={unit.row.unit === selected}>
            <FleetRow unit={unit} nowMs={nowMs} onSelect={onSelect} />
          </li>
        ))}
      </ul>
      {units.length > ROWS_MAX ? (
        <p className="side-count small soft">{t("dispatch.fleet.more", { count: units.length - ROWS_MAX })}</p>
      ) : null}
    </div>
  );
};

/** Beyond this one searches; the map shows them all. */
const ROWS_MAX = 150;

const FleetRow = ({ unit, nowMs, onSelect }: { unit: FleetUnit; nowMs: number; onSelect: (unit: string) => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const { row, age, alarm, fixAtMs } = unit;
  return (
    <button type="button" className="bare fleet-row" onClick={() => onSelect(row.unit)}>
      <span className={`mode-disc mode-${alarm ?? age}`}>
        <ModeGlyph mode={row.mode} />
      </span>
      <span className="fleet-name">
        <b className="clip">{inLanguage(row.name, language)}</b>
        <span className="small soft clip">{[row.plate, word("mode", row.mode)].filter(Boolean).join(" · ")}</span>
      </span>
      <span className="fleet-side num small">
        <span>
          {age === "stale" ? t("age.stale") : unit.speedKmh > 0.8 ? `${Math.round(unit.speedKmh)} km/h` : t("dispatch.state.standing")}
        </span>
        <span className={`age-${age}`}>
          {fixAtMs === undefined ? t("age.never") : t("age.ago", { span: formatSpan(nowMs - fixAtMs, language) })}
        </span>
      </span>
    </button>
  );
};

const toggled = <Value,>(values: ReadonlySet<Value>, value: Value): ReadonlySet<Value> => {
  const next = new Set(values);
  if (!next.delete(value)) next.add(value);
  return next;
};

const FleetFilters = ({ filter, onFilter }: Pick<Props, "filter" | "onFilter">) => {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="fleet-filters">
      <Input
        allowClear
        prefix={<SearchOutlined />}
        value={filter.text}
        placeholder={t("dispatch.fleet.search")}
        aria-label={t("dispatch.fleet.search")}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
      />
      <div className="chips" role="group" aria-label={t("dispatch.fleet.modes")}>
        {unitMode.options.map((mode) => (
          <button
            key={mode}
            type="button"
            className="chip"
            aria-pressed={filter.modes.has(mode)}
            title={word("mode", mode)}
            aria-label={word("mode", mode)}
            onClick={() => onFilter({ ...filter, modes: toggled(filter.modes, mode) })}
          >
            <ModeGlyph mode={mode} />
          </button>
        ))}
      </div>
      <div className="chips" role="group" aria-label={t("dispatch.fleet.states")}>
        {FLEET_STATES.map((state) => (
          <button
            key={state}
            type="button"
            className="chip"
            aria-pressed={filter.states.has(state)}
            onClick={() => onFilter({ ...filter, states: toggled(filter.states, state) })}
          >
            {t(`dispatch.state.${state}`)}
          </button>
        ))}
      </div>
    </div>
  );
};
