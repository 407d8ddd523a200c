import { useTranslation } from "react-i18next";
import type { MessageIssue } from "#wire/customs-documents.ts";

/** Every fault of a message by its element: what is wrong, what stood there, what may stand there. */
export const Issues = ({ issues, isError }: { issues: readonly MessageIssue[]; isError: boolean }) => {
  const { t } = useTranslation();
  if (issues.length === 0) return null;
  return (
    <ul className={`issues ${isError ? "issues-bad" : "issues-mild"}`}>
      {issues.map(({ element, message, found, allowed }, index) => (
        <li key={index}>
          <b className="mono">{element}</b> {message}
          <dl className="issue-pair">
            <div>
              <dt>{t("customs.messages.found")}</dt>
              <dd>{found === null || found === "" ? <i className="faint">{t("customs.messages.nothing")}</i> : found}</dd>
            </div>
            <div>
              <dt>{t("customs.messages.allowed")}</dt>
              <dd>{allowed}</dd>
            </div>
          </dl>
        </li>
      ))}
    </ul>
  );
};
