import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DocumentAnswer } from "#wire/customs-documents.ts";
import { photoAddress } from "../../../api/customs.ts";
import { useWorldNow } from "../../../live/use-live.ts";
import { formatInstant, formatMoment, formatSpan } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { useWord } from "../../../ui/words.ts";
import { documentPath } from "../address.ts";
import { factsOf } from "./content-facts.ts";

/** Beside the lines: what it is linked to, what is owed for it, what it says of itself, its photographs. */
export const DocumentFacts = ({ document }: { document: DocumentAnswer }) => (
  <>
    <Linked document={document} />
    <Owed document={document} />
    <Said document={document} />
    <Photos document={document} />
  </>
);

const Linked = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const word = useWord();
  const { linked, book, trio } = document;
  if (linked.length === 0 && !book) return null;
  return (
    <section className="panel side-panel">
      <h3>{t("customs.documents.linked")}</h3>
      {trio ? (
        <p className="small soft">
          {t("customs.documents.trio")} <span className="mono">{trio}</span>
        </p>
      ) : null}
      <ul className="linked">
        {linked.map(({ kind, number, state }) => (
          <li key={`${kind}/${number}`}>
            <Link to={documentPath(kind, number)}>
              {word("documentKind", kind)} <span className="mono small">{number}</span>
            </Link>{" "}
            {state ? <StateTag list="documentState" state={state} /> : <span className="tag">{t("customs.documents.notHere")}</span>}
          </li>
        ))}
        {book ? (
          <li>
            <Link to={`/customs/books/${encodeURIComponent(book)}`}>
              {t("field.book")} <span className="mono small">{book}</span>
            </Link>
          </li>
        ) : null}
      </ul>
    </section>
  );
};

const Owed = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const now = useWorldNow(10_000);
  if (document.obligations.length === 0) return null;
  return (
    <section className="panel side-panel">
      <h3>{t("customs.documents.owed")}</h3>
      <ul className="linked">
        {document.obligations.map(({ obligation, rule, state, dueAt }) => {
          const leftMs = Date.parse(dueAt) - now;
          return (
            <li key={obligation}>
              <Link to={`/customs/obligations?show=${encodeURIComponent(obligation)}`}>
                {t(`words.deadline.${rule}`, { defaultValue: rule.replaceAll("_", " ") })}
              </Link>{" "}
              <StateTag list="obligationState" state={state} />
              <div className="small soft num">
                {formatMoment(dueAt, language)} ·{" "}
                {t(leftMs < 0 ? "customs.obligations.over" : "customs.obligations.left", { span: formatSpan(Math.abs(leftMs), language) })}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
};

const Said = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const facts = factsOf(document.content, t, language);
  return (
    <section className="panel side-panel">
      <h3>{t("customs.documents.said")}</h3>
      <dl className="facts">
        {document.aliases.length > 0 ? (
          <div className="facts-pair">
            <dt>{t("customs.documents.aliases")}</dt>
            <dd className="mono">{document.aliases.join(", ")}</dd>
          </div>
        ) : null}
        {facts.map(({ key, name, value }) => (
          <div key={key} className="facts-pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div className="facts-pair">
          <dt>{t("customs.documents.created")}</dt>
          <dd className="num">{formatInstant(document.createdAt, language)}</dd>
        </div>
        <div className="facts-pair">
          <dt>{t("customs.documents.changed")}</dt>
          <dd className="num">{formatInstant(document.changedAt, language)}</dd>
        </div>
      </dl>
    </section>
  );
};

const Photos = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  if (document.photos.length === 0) return null;
  return (
    <section className="panel side-panel">
      <h3>{t("customs.inspections.photos")}</h3>
      <ul className="photos">
        {document.photos.map(({ photo, name, at, by }) => (
          <li key={photo}>
            <a href={photoAddress(document.number, photo)} target="_blank" rel="noreferrer">
              <img src={photoAddress(document.number, photo)} alt={name} loading="lazy" />
            </a>
            <span className="small soft">
              {formatMoment(at, language)} · {by}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
