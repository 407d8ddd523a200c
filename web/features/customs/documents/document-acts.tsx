import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { DocumentAnswer } from "#wire/customs-documents.ts";
import type { Role } from "#wire/words.ts";
import { useSession } from "../../../api/reference.ts";
import { mayAttest, mayFile, mayInspect, mayReleasePledge } from "../rights.ts";
import { AdmissionForm } from "./admission-form.tsx";
import { DecisionForm, type Decision } from "./decision-form.tsx";

/** What may be done with a document from here: a pass for what is left of it, an inspection, a decision, its end. */
const CANCELLABLE: ReadonlySet<string> = new Set([
  "filed",
  "approved",
  "incomplete",
  "differs",
  "blocked",
  "ready",
  "declared",
  "accepted",
]);
const CARRIED: ReadonlySet<string> = new Set(["inventory", "stock_document"]);
const ADMITTED: ReadonlySet<string> = new Set(["inventory", "pass", "admission"]);
const DECIDED: ReadonlySet<string> = new Set(["conversion", "adjustment"]);

const decisionsFor = ({ kind, state }: DocumentAnswer, role: Role | undefined): readonly Decision[] => [
  ...(mayAttest(role) && DECIDED.has(kind) && state === "filed" ? (["approve", "refuse"] as const) : []),
  ...(mayReleasePledge(role) && kind === "pledge" && state !== "released" ? (["release"] as const) : []),
  ...(mayFile(role) && CANCELLABLE.has(state) && kind !== "inspection" && kind !== "pledge" ? (["cancel"] as const) : []),
];

export const DocumentActs = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const role = session.data?.role;
  const [admitting, setAdmitting] = useState(false);
  const [deciding, setDeciding] = useState<Decision>();
  const number = encodeURIComponent(document.number);
  const makesPass = mayFile(role) && CARRIED.has(document.kind) && document.lacks.includes("gate_pass");
  const inspects = mayInspect(role) && document.kind !== "inspection";
  const admits = mayInspect(role) && ADMITTED.has(document.kind) && document.direction === "in";
  const decisions = decisionsFor(document, role);
  if (!makesPass && !inspects && !admits && decisions.length === 0) return null;
  return (
    <div className="document-acts">
      {makesPass ? (
        <Button type="primary" onClick={() => void navigate(`/customs/intake/pass?document=${number}`)}>
          {t("customs.acts.makePass")}
        </Button>
      ) : null}
      {decisions.map((decision) => (
        <Button
          key={decision}
          type={decision === "approve" ? "primary" : "default"}
          danger={decision === "cancel" || decision === "refuse"}
          onClick={() => setDeciding(decision)}
        >
          {t(`customs.acts.${decision}`)}
        </Button>
      ))}
      {admits ? <Button onClick={() => setAdmitting(true)}>{t("words.documentKind.admission")}</Button> : null}
      {inspects ? <Button onClick={() => void navigate(`/customs/inspections?order=${number}`)}>{t("customs.acts.inspect")}</Button> : null}
      {admitting ? <AdmissionForm number={document.number} onClose={() => setAdmitting(false)} /> : null}
      {deciding ? <DecisionForm decision={deciding} document={document} onClose={() => setDeciding(undefined)} /> : null}
    </div>
  );
};
