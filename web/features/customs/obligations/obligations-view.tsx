import { CalendarOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import type { ObligationRow } from "#wire/customs-desk.ts";
import { obligationState, type ObligationState } from "#wire/customs-words.ts";
import { listObligations } from "../../../api/customs.ts";
import { useWord } from "../../../ui/words.ts";
import { useFilters } from "../address.ts";
import { Paged } from "../paged.tsx";
import { SiteChoice } from "../site-choice.tsx";
import { ObligationCalendar } from "./obligation-calendar.tsx";
import { ObligationDrawer } from "./obligation-drawer.tsx";
import { ObligationTable } from "./obligation-table.tsx";
import "./obligations.css";

/** What is owed to customs and by when: as a list, the overdue first, or as a calendar. */
const PAGE_ROWS = 100;
/** What is still owed, the worst first. */
const OWED = ["overdue", "due_soon", "open"] as const satisfies readonly ObligationState[];
type View = "list" | "calendar";

export const ObligationsView = () => {
  const { t } = useTranslation();
  const [filter, change] = useFilters(["site", "state", "view", "month", "day", "show"] as const);
  const state = obligationState.safeParse(filter.state).data;
  const view: View = filter.view === "calendar" ? "calendar" : "list";
  const open = (row: ObligationRow): void => change({ show: row.obligation }, { push: true });
  return (
    <>
      <p className="soft customs-lead">{t("customs.obligations.lead")}</p>
      <div className="toolbar customs-toolbar obligations-bar">
        <Segmented<View>
          value={view}
          aria-label={t("customs.obligations.view")}
          options={[
            { value: "list", label: t("customs.obligations.list"), icon: <UnorderedListOutlined /> },
            { value: "calendar", label: t("customs.obligations.calendar"), icon: <CalendarOutlined /> },
          ]}
          onChange={(next) => change({ view: next === "list" ? undefined : next })}
        />
        <SiteChoice site={filter.site} onChange={(site) => change({ site })} />
        {view === "list" ? <States state={state} onChange={(next) => change({ state: next })} /> : null}
      </div>
      {view === "calendar" ? (
        <ObligationCalendar
          site={filter.site}
          month={filter.month}
          day={filter.day}
          onMonth={(month) => change({ month, day: undefined })}
          onDay={(day) => change({ day })}
          onOpen={open}
        />
      ) : (
        (state ? [state] : OWED).map((each) => <Part key={each} site={filter.site} state={each} onOpen={open} />)
      )}
      <ObligationDrawer obligation={filter.show} onClose={() => change({ show: undefined })} />
    </>
  );
};

const States = ({ state, onChange }: { state: ObligationState | undefined; onChange: (state: ObligationState | undefined) => void }) => {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="chips obligations-states" role="group" aria-label={t("customs.documents.state")}>
      {[undefined, ...obligationState.options].map((each) => (
        <button key={each ?? "owed"} type="button" className="chip" aria-pressed={state === each} onClick={() => onChange(each)}>
          {each ? word("obligationState", each) : t("customs.obligations.owed")}
        </button>
      ))}
    </div>
  );
};

type PartProps = Readonly<{ site: string | undefined; state: ObligationState; onOpen(row: ObligationRow): void }>;

const Part = ({ site, state, onOpen }: PartProps) => {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <section className={`obligations-part obligations-${state}`} aria-labelledby={`obligations-${state}`}>
      <h2 id={`obligations-${state}`}>{word("obligationState", state)}</h2>
      <Paged<ObligationRow>
        queryKey={["obligations", "list", site, state]}
        read={({ after, signal }) => listObligations({ site, state, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t(`customs.obligations.none.${state}`) }}
      >
        {(rows) => <ObligationTable rows={rows} label={word("obligationState", state)} onOpen={onOpen} />}
      </Paged>
    </section>
  );
};
