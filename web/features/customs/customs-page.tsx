import { Tabs } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import type { Role } from "#wire/words.ts";
import { useSession } from "../../api/reference.ts";
import { BooksView } from "./books-view.tsx";
import { DifferencesView } from "./differences-view.tsx";
import { JournalView } from "./journal-view.tsx";
import { ProofView } from "./proof-view.tsx";
import { QuarantineView } from "./quarantine-view.tsx";
import { ReleasesView } from "./releases-view.tsx";
import { TraceView } from "./trace-view.tsx";
import "./customs.css";

/** The officer's room: what is booked, how it came about, what does not agree, and the proof that the books are sound. */
const VIEWS: readonly Readonly<{ key: string; view: () => ReactNode; roles?: readonly Role[] }>[] = [
  { key: "books", view: BooksView },
  { key: "differences", view: DifferencesView },
  { key: "journal", view: JournalView },
  { key: "trace", view: TraceView },
  { key: "releases", view: ReleasesView },
  { key: "proof", view: ProofView },
  { key: "quarantine", view: QuarantineView, roles: ["officer", "administrator"] },
];

export const CustomsPage = () => {
  const { t } = useTranslation();
  const { tab } = useParams();
  const navigate = useNavigate();
  const session = useSession();
  const views = VIEWS.filter(({ roles }) => !roles || (session.data && roles.includes(session.data.role)));
  const active = views.find(({ key }) => key === tab) ?? views[0];
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("room.customs")}</h1>
      </div>
      <Tabs
        activeKey={active?.key ?? "books"}
        onChange={(key) => void navigate(`/customs/${key}`)}
        destroyOnHidden
        items={views.map(({ key, view: View }) => ({ key, label: t(`customs.tab.${key}`), children: <View /> }))}
      />
    </div>
  );
};
