import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MessageIssue } from "#wire/customs-documents.ts";
import { useIssueWords } from "./issue-words.ts";

/** Every fault of a message by its element: what is wrong, what stood there, what may stand there. A long list is folded. */
const SHOWN_AT_FIRST = 4;

export const Issues = ({ issues, isError }: { issues: readonly MessageIssue[]; isError: boolean }) => {
  const { t } = useTranslation();
  const words = useIssueWords();
  const [all, setAll] = useState(false);
  if (issues.length === 0) return null;
  const shown = all || issues.length <= SHOWN_AT_FIRST + 1 ? issues : issues.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <ul className={`issues ${isError ? "issues-bad" : "issues-mild"}`}>
        {shown.map(({ element, message, found, allowed }, index) => (
          <li key={index}>
            <b className="mono">{element}</b> {words.wrong(message)}
            <dl className="issue-pair">
              <div>
                <dt>{t("customs.messages.found")}</dt>
                <dd>{found === null || found === "" ? <i className="faint">{t("customs.messages.nothing")}</i> : found}</dd>
              </div>
              {allowed === "" ? null : (
                <div>
                  <dt>{t("customs.messages.allowed")}</dt>
                  <dd>{words.mayBe(allowed)}</dd>
                </div>
              )}
            </dl>
          </li>
        ))}
      </ul>
      {shown.length < issues.length ? (
        <button type="button" className="text-button issues-more" onClick={() => setAll(true)}>
          {t("customs.messages.allIssues", { count: issues.length })}
        </button>
      ) : null}
    </>
  );
};
