import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ObligationRow } from "#wire/customs-desk.ts";
import { listObligations } from "../../../api/customs.ts";
import { useWorldNow } from "../../../live/use-live.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { ErrorState, LoadingState } from "../../../ui/states.tsx";
import { toneOf } from "../../../ui/tone.ts";
import { addMonths, dayOf, isMonth, monthOf, startOf, weeksOf } from "../calendar-days.ts";
import { ObligationTable } from "./obligation-table.tsx";

/** A month of what falls due, by the days of Shanghai; a day opens to its list. */
type Props = Readonly<{
  site: string | undefined;
  month: string | undefined;
  day: string | undefined;
  onMonth(month: string): void;
  onDay(day: string | undefined): void;
  onOpen(row: ObligationRow): void;
}>;
const ROWS_MAX = 500;
const NAMED_MAX = 3;

export const ObligationCalendar = ({ site, month, day, onMonth, onDay, onOpen }: Props) => {
  const { t } = useTranslation();
  const today = dayOf(useWorldNow(30_000));
  const shown = isMonth(month) ? month : monthOf(today);
  const weeks = useMemo(() => weeksOf(shown), [shown]);
  const from = startOf(weeks[0]?.[0] ?? `${shown}-01`).toISOString();
  const to = startOf(`${addMonths(shown, 1)}-07`).toISOString();
  const query = useQuery({
    queryKey: ["obligations", "calendar", site, shown],
    queryFn: (o) => listObligations({ site, from, to, limit: ROWS_MAX }, o),
    placeholderData: (before) => before,
  });
  const byDay = useMemo(() => {
    const found = new Map<string, ObligationRow[]>();
    for (const row of query.data?.rows ?? []) found.set(dayOf(row.dueAt), [...(found.get(dayOf(row.dueAt)) ?? []), row]);
    return found;
  }, [query.data]);
  return (
    <>
      <MonthBar month={shown} today={today} onMonth={onMonth} />
      {query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <LoadingState rows={8} /> : null}
      {query.data ? <Month weeks={weeks} month={shown} today={today} day={day} byDay={byDay} onDay={onDay} /> : null}
      {query.data?.next ? <p className="small soft">{t("customs.obligations.tooMany", { count: ROWS_MAX })}</p> : null}
      {day && query.data ? <DayList day={day} rows={byDay.get(day) ?? []} onOpen={onOpen} /> : null}
    </>
  );
};

const MonthBar = ({ month, today, onMonth }: { month: string; today: string; onMonth: (month: string) => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const name = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { year: "numeric", month: "long", timeZone: "UTC" });
  return (
    <div className="month-bar">
      <Button icon={<LeftOutlined />} aria-label={t("customs.obligations.before")} onClick={() => onMonth(addMonths(month, -1))} />
      <Button icon={<RightOutlined />} aria-label={t("customs.obligations.after")} onClick={() => onMonth(addMonths(month, 1))} />
      <h2 aria-live="polite">{name.format(new Date(`${month}-01T00:00:00Z`))}</h2>
      {month === monthOf(today) ? null : <Button onClick={() => onMonth(monthOf(today))}>{t("customs.obligations.today")}</Button>}
      <span className="small soft">{t("customs.obligations.zone")}</span>
    </div>
  );
};

type MonthProps = Readonly<{
  weeks: readonly (readonly string[])[];
  month: string;
  today: string;
  day: string | undefined;
  byDay: ReadonlyMap<string, readonly ObligationRow[]>;
  onDay(day: string | undefined): void;
}>;

const Month = ({ weeks, month, today, day, byDay, onDay }: MonthProps) => {
  const { language } = useLook();
  const weekday = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { weekday: "short", timeZone: "UTC" });
  return (
    <div className="panel month">
      {(weeks[0] ?? []).map((each) => (
        <span key={each} className="month-weekday" aria-hidden="true">
          {weekday.format(new Date(`${each}T00:00:00Z`))}
        </span>
      ))}
      {weeks.flat().map((each) => (
        <Day
          key={each}
          day={each}
          rows={byDay.get(each) ?? []}
          isOutside={monthOf(each) !== month}
          isToday={each === today}
          isChosen={each === day}
          onChoose={() => onDay(each === day ? undefined : each)}
        />
      ))}
    </div>
  );
};

type DayProps = Readonly<{
  day: string;
  rows: readonly ObligationRow[];
  isOutside: boolean;
  isToday: boolean;
  isChosen: boolean;
  onChoose(): void;
}>;

const Day = ({ day, rows, isOutside, isToday, isChosen, onChoose }: DayProps) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const owed = rows.filter(({ state }) => state !== "met" && state !== "waived").length;
  return (
    <button
      type="button"
      className="bare month-day"
      data-outside={isOutside}
      data-today={isToday}
      aria-pressed={isChosen}
      aria-label={t("customs.obligations.dayHas", { day, count: rows.length, owed })}
      onClick={onChoose}
    >
      <span className="month-number num">{Number(day.slice(8))}</span>
      <span className="month-items">
        {rows.slice(0, NAMED_MAX).map((row) => (
          <span key={row.obligation} className={`month-item tone-${toneOf(row.state)}`}>
            {inLanguage(row.name, language)}
          </span>
        ))}
        {rows.length > NAMED_MAX ? <span className="small soft">{t("journal.andMore", { count: rows.length - NAMED_MAX })}</span> : null}
      </span>
      <span className="month-dots" aria-hidden="true">
        {rows.slice(0, NAMED_MAX).map((row) => (
          <i key={row.obligation} className={`dot-${row.state}`} />
        ))}
      </span>
    </button>
  );
};

const DayList = ({ day, rows, onOpen }: { day: string; rows: readonly ObligationRow[]; onOpen: (row: ObligationRow) => void }) => {
  const { t } = useTranslation();
  return (
    <section className="month-list">
      <h2>{t("customs.obligations.ofDay", { day })}</h2>
      <div className="panel customs-panel">
        {rows.length === 0 ? (
          <p className="soft month-none">{t("customs.obligations.nothingDue")}</p>
        ) : (
          <ObligationTable rows={rows} label={day} isMixed onOpen={onOpen} />
        )}
      </div>
    </section>
  );
};
