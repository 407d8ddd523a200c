import {
  AuditOutlined,
  BarChartOutlined,
  BookOutlined,
  CalendarOutlined,
  CarOutlined,
  DiffOutlined,
  EditOutlined,
  FileTextOutlined,
  HistoryOutlined,
  MailOutlined,
  PercentageOutlined,
  NodeIndexOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  SplitCellsOutlined,
  StopOutlined,
  UnlockOutlined,
} from "@ant-design/icons";
import type { ComponentType, ReactNode } from "react";
import type { Role } from "#wire/words.ts";
import { BooksView } from "./books/books-view.tsx";
import { ClassifiedView } from "./books/classified-view.tsx";
import { DifferencesView } from "./differences/differences-view.tsx";
import { DocumentsView } from "./documents/documents-view.tsx";
import { ReleasesView } from "./documents/releases-view.tsx";
import { JournalView } from "./evidence/journal-view.tsx";
import { ProofView } from "./evidence/proof-view.tsx";
import { GateView } from "./gate/gate-view.tsx";
import { InspectionsView } from "./inspections/inspections-view.tsx";
import { IntakeView } from "./intake/intake-view.tsx";
import { MessagesView } from "./messages/messages-view.tsx";
import { ReportsView } from "./reports/reports-view.tsx";
import { SettingsView } from "./settings/settings-view.tsx";
import { TariffView } from "./settings/tariff-view.tsx";
import { ObligationsView } from "./obligations/obligations-view.tsx";
import { QuarantineView } from "./evidence/quarantine-view.tsx";
import { TraceView } from "./evidence/trace-view.tsx";

/** The parts of the room in the order in which a working day asks for them. */
export const GROUPS = ["watch", "goods", "papers", "rules", "evidence"] as const;
type Group = (typeof GROUPS)[number];
export type Section = Readonly<{
  key: string;
  group: Group;
  icon: ReactNode;
  view: ComponentType;
  /** Everybody, when absent; the server decides what may be read and done. */
  roles?: readonly Role[];
}>;

const SECTIONS: readonly Section[] = [
  { key: "differences", group: "watch", icon: <DiffOutlined />, view: DifferencesView },
  { key: "obligations", group: "watch", icon: <CalendarOutlined />, view: ObligationsView },
  { key: "gate", group: "watch", icon: <CarOutlined />, view: GateView },
  { key: "documents", group: "papers", icon: <FileTextOutlined />, view: DocumentsView },
  { key: "intake", group: "papers", icon: <EditOutlined />, view: IntakeView, roles: ["operator", "administrator"] },
  { key: "inspections", group: "papers", icon: <AuditOutlined />, view: InspectionsView },
  { key: "messages", group: "papers", icon: <MailOutlined />, view: MessagesView, roles: ["officer", "dispatcher", "administrator"] },
  { key: "releases", group: "papers", icon: <UnlockOutlined />, view: ReleasesView },
  { key: "books", group: "goods", icon: <BookOutlined />, view: BooksView },
  { key: "classified", group: "goods", icon: <SplitCellsOutlined />, view: ClassifiedView },
  { key: "reports", group: "rules", icon: <BarChartOutlined />, view: ReportsView },
  { key: "settings", group: "rules", icon: <SettingOutlined />, view: SettingsView },
  { key: "tariff", group: "rules", icon: <PercentageOutlined />, view: TariffView },
  { key: "journal", group: "evidence", icon: <HistoryOutlined />, view: JournalView },
  { key: "trace", group: "evidence", icon: <NodeIndexOutlined />, view: TraceView },
  { key: "proof", group: "evidence", icon: <SafetyCertificateOutlined />, view: ProofView },
  { key: "quarantine", group: "evidence", icon: <StopOutlined />, view: QuarantineView, roles: ["officer", "administrator"] },
];

/** Who watches a gate begins there; everybody else where something does not agree. */
const FIRST: Readonly<Partial<Record<Role, string>>> = { operator: "gate", dispatcher: "gate" };

export const sectionsOf = (role: Role | undefined): readonly Section[] =>
  SECTIONS.filter(({ roles }) => !roles || (role !== undefined && roles.includes(role)));

export const sectionFor = (sections: readonly Section[], key: string | undefined, role: Role | undefined): Section | undefined => {
  const first = role ? FIRST[role] : undefined;
  return sections.find((each) => each.key === key) ?? sections.find((each) => each.key === first) ?? sections[0];
};
