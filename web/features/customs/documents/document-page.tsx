import { ArrowLeftOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DocumentAnswer } from "#wire/customs-documents.ts";
import { documentKind } from "#wire/customs-words.ts";
import { ApiError } from "../../../api/api-error.ts";
import { getDocument } from "../../../api/customs.ts";
import { useNames } from "../../../api/reference.ts";
import { useLook } from "../../../ui/look.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { toneOf } from "../../../ui/tone.ts";
import { EmptyState, Loadable } from "../../../ui/states.tsx";
import { useWord } from "../../../ui/words.ts";
import { useFilters } from "../address.ts";
import { InspectionPanel } from "../inspections/inspection-panel.tsx";
import { DocumentActs } from "./document-acts.tsx";
import { DocumentFacts } from "./document-facts.tsx";
import { DocumentLines } from "./document-lines.tsx";
import { DocumentStory } from "./document-story.tsx";
import { Lacks } from "./lacks.tsx";
import { MatchSheet } from "./match-sheet.tsx";

/** One document whole: what it lacks, its lines, how it agrees with its neighbours, what customs answered, what it is linked to. */
export const DocumentPage = ({ number }: { number: string }) => {
  const { t } = useTranslation();
  const [{ kind }] = useFilters(["kind"] as const);
  const known = documentKind.safeParse(kind).data;
  const query = useQuery({ queryKey: ["documents", "one", number, known], queryFn: (o) => getDocument(number, known, o) });
  const isMissing = query.error instanceof ApiError && query.error.kind === "missing";
  return (
    <>
      <Link className="back" to="/customs/documents">
        <ArrowLeftOutlined aria-hidden="true" /> {t("customs.documents.all")}
      </Link>
      {isMissing ? (
        <EmptyState title={t("customs.documents.missing", { number })} hint={t("customs.documents.missingHint")} />
      ) : (
        <Loadable query={query} rows={10}>
          {(document) => <Whole document={document} />}
        </Loadable>
      )}
    </>
  );
};

const Whole = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  return (
    <>
      <Head document={document} />
      <div className="document">
        <div className="document-main">
          {document.kind === "inspection" ? <InspectionPanel document={document} /> : null}
          {document.lines.length > 0 ? (
            <section aria-label={t("customs.documents.lines")}>
              <h2>{t("customs.documents.lines")}</h2>
              <DocumentLines document={document} />
            </section>
          ) : null}
          {document.match ? <MatchSheet match={document.match} /> : null}
          <DocumentStory document={document} />
        </div>
        <aside className="document-side">
          <DocumentFacts document={document} />
        </aside>
      </div>
    </>
  );
};

const Head = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const { kind, number, state, deduction, lacks } = document;
  const isOver = ["over", "bad"].includes(toneOf(state));
  return (
    <header className="document-head">
      <div className="document-title">
        <p className="label">
          {[word("documentKind", kind), document.channel ? word("channelShort", document.channel) : ""].filter(Boolean).join(" · ")}
        </p>
        <h2 className="mono">
          <Typography.Text copyable={{ text: number, tooltips: [t("common.copy"), t("common.copied")] }}>{number}</Typography.Text>
        </h2>
        <p className="chips">
          <StateTag list="documentState" state={state} />
          {deduction && deduction !== "none" ? <span className="tag">{word("deduction", deduction)}</span> : null}
          {document.isReleased ? <span className="tag tone-good">✓ {word("customsEvent", "released")}</span> : null}
        </p>
        <p className="soft">
          {[
            document.site ? names.site(document.site) : "",
            document.owner,
            document.direction ? word("direction", document.direction) : "",
            document.plate,
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <DocumentActs document={document} />
      {isOver && lacks.length === 0 ? null : (
        <p className="document-lacks">
          {lacks.length > 0 ? <b>{t("customs.documents.lacks")}</b> : null} <Lacks lacks={lacks} isOver={false} />
        </p>
      )}
    </header>
  );
};
