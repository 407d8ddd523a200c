import { DownOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { listObligations } from "../../api/customs.ts";
import { SideDrawer } from "../../ui/side-drawer.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { GROUPS, type Section } from "./sections.tsx";

/** All of the room at a glance: a column where there is width for it, else behind the name of the section that is open. */
export const useRoomForMenu = (): boolean => useMedia("(min-width: 1200px)");

type Props = Readonly<{ sections: readonly Section[]; active: Section; onChoose?(): void }>;

export const SectionMenu = ({ sections, active, onChoose }: Props) => {
  const { t } = useTranslation();
  return (
    <nav className="sections" aria-label={t("customs.sections")}>
      {GROUPS.map((group) => {
        const within = sections.filter((each) => each.group === group);
        if (within.length === 0) return null;
        return (
          <div key={group} className="sections-group">
            <p className="label">{t(`customs.group.${group}`)}</p>
            {within.map(({ key, icon }) => (
              <NavLink
                key={key}
                to={`/customs/${key}`}
                className={`section-link ${key === active.key ? "active" : ""}`}
                aria-current={key === active.key ? "page" : undefined}
                {...(onChoose ? { onClick: onChoose } : {})}
              >
                <span aria-hidden="true">{icon}</span>
                <span>{t(`customs.tab.${key}`)}</span>
                {key === "obligations" ? <Overdue /> : null}
              </NavLink>
            ))}
          </div>
        );
      })}
    </nav>
  );
};

/** More than a page of them is said with a plus. */
const COUNTED_MAX = 99;

const Overdue = () => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["obligations", "overdue"],
    queryFn: (o) => listObligations({ state: "overdue", limit: COUNTED_MAX }, o),
  });
  const count = query.data?.rows.length ?? 0;
  if (count === 0) return null;
  return (
    <span className="section-count num">
      <span aria-hidden="true">
        {count}
        {query.data?.next ? "+" : ""}
      </span>
      <span className="unseen">{t("customs.obligations.overdueCount", { count })}</span>
    </span>
  );
};

export const SectionChoice = (props: Props) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="bare section-choice" aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
        {t(`customs.tab.${props.active.key}`)} <DownOutlined aria-label={t("customs.sections")} />
      </button>
      <SideDrawer open={open} title={t("room.customs")} onClose={() => setOpen(false)}>
        <SectionMenu {...props} onChoose={() => setOpen(false)} />
      </SideDrawer>
    </>
  );
};
