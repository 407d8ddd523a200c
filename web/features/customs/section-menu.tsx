import { DownOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { SideDrawer } from "../../ui/side-drawer.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { GROUPS, type Section } from "./sections.tsx";

/** All of the room at a glance: a column where there is width for it, else behind the name of the section that is open. */
export const useRoomForMenu = (): boolean => useMedia("(min-width: 1000px)");

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
              </NavLink>
            ))}
          </div>
        );
      })}
    </nav>
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
