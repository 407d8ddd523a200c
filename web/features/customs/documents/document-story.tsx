import { DownloadOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentAnswer } from "#wire/customs-documents.ts";
import { messageAddress } from "../../../api/customs.ts";
import { useSession } from "../../../api/reference.ts";
import { formatInstant } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { useWord } from "../../../ui/words.ts";
import { EntryByNumber } from "../evidence/entry-drawer.tsx";
import { Issues } from "../messages/issues.tsx";
import { mayReadOriginals } from "../rights.ts";

/** What happened to a document, oldest first: its own events, each an entry of the journal, and what customs answered in its words. */
const AS_JSON = "JSON";
type Moment = Readonly<{ at: string; event?: DocumentAnswer["events"][number]; receipt?: DocumentAnswer["receipts"][number] }>;

const momentsOf = ({ events, receipts }: DocumentAnswer): readonly Moment[] =>
  [
    ...events.map((event): Moment => ({ at: event.at, event })),
    ...receipts.map((receipt): Moment => ({ at: receipt.at, receipt })),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));

export const DocumentStory = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const [entry, setEntry] = useState<number>();
  const moments = momentsOf(document);
  return (
    <>
      <section>
        <h2>{t("customs.documents.timeline")}</h2>
        {moments.length === 0 ? <p className="soft">{t("customs.documents.noTimeline")}</p> : null}
        <ol className="timeline document-timeline">
          {moments.map((moment, index) => (
            <MomentItem key={index} moment={moment} onEntry={setEntry} />
          ))}
        </ol>
      </section>
      <Messages document={document} />
      <EntryByNumber entry={entry} onClose={() => setEntry(undefined)} />
    </>
  );
};

const MomentItem = ({ moment, onEntry }: { moment: Moment; onEntry: (entry: number) => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const { event, receipt } = moment;
  const entry = event?.entry ?? receipt?.entry ?? 0;
  return (
    <li className={receipt ? "timeline-receipt" : ""}>
      <div className="timeline-head">
        <b>
          {event
            ? word("customsEvent", event.type)
            : t("customs.documents.receipt", { kind: receipt?.kind === AS_JSON ? "" : receipt?.kind })}
        </b>
        {receipt ? <span className="tag">{word("documentState", receipt.status)}</span> : null}
        <span className="num small soft">{formatInstant(moment.at, language)}</span>
      </div>
      {(event?.note ?? receipt?.note) ? <p>{event?.note ?? receipt?.note}</p> : null}
      <p className="small soft">
        {event ? `${event.by} · ` : ""}
        <button type="button" className="text-button" onClick={() => onEntry(entry)}>
          {t("journal.entryNumber", { entry })}
        </button>
        {event && event.transfers > 0 ? ` · ${t("customs.documents.transfers", { count: event.transfers })}` : ""}
      </p>
    </li>
  );
};

const Messages = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const session = useSession();
  const originals = mayReadOriginals(session.data?.role);
  if (document.messages.length === 0) return null;
  return (
    <section>
      <h2>{t("customs.documents.messages")}</h2>
      <ul className="rows panel">
        {document.messages.map(({ message, direction, kind, at, accepted, issues }) => (
          <li key={message} className="document-message">
            <div className="difference-head">
              <span>
                <b className="mono">{kind}</b> <span className="soft">{word("messageDirection", direction)}</span>{" "}
                {accepted ? null : (
                  <span className={`tag ${direction === "out" ? "tone-wait" : "tone-bad"}`}>
                    {direction === "out" ? `… ${t("customs.messages.notSent")}` : `✕ ${t("customs.messages.rejected")}`}
                  </span>
                )}
              </span>
              <span className="small soft num">{formatInstant(at, language)}</span>
            </div>
            <Issues issues={issues} isError={!accepted} />
            {originals ? (
              <a className="small" href={messageAddress(message)} download>
                <DownloadOutlined aria-hidden="true" /> {t("customs.messages.original")}
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
};
