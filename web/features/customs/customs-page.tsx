import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useSession } from "../../api/reference.ts";
import { LoadingState } from "../../ui/states.tsx";
import { SectionChoice, SectionMenu, useRoomForMenu } from "./section-menu.tsx";
import { sectionFor, sectionsOf } from "./sections.tsx";
import "./customs.css";

/** The officer's and the declarant's room: what does not agree first, then goods, papers and rules, and the evidence for all of it. */
export const CustomsPage = () => {
  const { t } = useTranslation();
  const { tab } = useParams();
  const session = useSession();
  const hasRoom = useRoomForMenu();
  const sections = sectionsOf(session.data?.role);
  const active = sectionFor(sections, tab, session.data?.role);
  if (!active) return <LoadingState />;
  const View = active.view;
  return (
    <div className="customs" data-menu={hasRoom}>
      {hasRoom ? <SectionMenu sections={sections} active={active} /> : null}
      <div className="page customs-body" key={active.key}>
        <div className="page-head">
          <h1>{hasRoom ? t(`customs.tab.${active.key}`) : <SectionChoice sections={sections} active={active} />}</h1>
        </div>
        <View />
      </div>
    </div>
  );
};
