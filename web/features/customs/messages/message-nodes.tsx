import { useTranslation } from "react-i18next";
import type { MessageIssue } from "#wire/customs-documents.ts";
import { Issues } from "./issues.tsx";

/** The nodes of a message, the rejected first: a bad one does not sink its neighbours, and each says all that is wrong with it. */
export type Node = Readonly<{ kind?: string; key: string; accepted: boolean; issues: readonly MessageIssue[] }>;

export const MessageNodes = ({ nodes }: { nodes: readonly Node[] }) => {
  const { t } = useTranslation();
  if (nodes.length === 0) return <p className="soft">{t("customs.messages.noNodes")}</p>;
  const ordered = [...nodes.filter((node) => !node.accepted), ...nodes.filter((node) => node.accepted)];
  return (
    <ul className="nodes">
      {ordered.map(({ kind, key, accepted, issues }, index) => (
        <li key={`${key}/${index}`} className="panel node">
          <div className="difference-head">
            <b className="mono node-key">{key}</b>
            <span className={`tag ${accepted ? "tone-good" : "tone-bad"}`}>
              <span aria-hidden="true">{accepted ? "✓" : "✕"}</span> {t(accepted ? "customs.messages.taken" : "customs.messages.rejected")}
              {kind ? <span className="mono"> {kind}</span> : null}
            </span>
          </div>
          <Issues issues={issues} isError={!accepted} />
        </li>
      ))}
    </ul>
  );
};
