import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { JournalRow } from "#wire/http-api.ts";
import { getObservation, listJournal } from "../../../api/endpoints.ts";
import { useNames } from "../../../api/reference.ts";
import { useDetailText } from "../../../ui/details.tsx";
import { formatInstant } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { SideDrawer } from "../../../ui/side-drawer.tsx";
import { EmptyState, Loadable } from "../../../ui/states.tsx";
import { ResultTag } from "../../../ui/tags.tsx";
import { TransferList } from "../../../ui/transfers.tsx";
import { useWord } from "../../../ui/words.ts";

/** One entry whole: both its times, how what was not said was found, its transfers, the message exactly as it came, every result since. */
export const EntryDrawer = ({ entry, onClose }: { entry: JournalRow | undefined; onClose: () => void }) => {
  const { t } = useTranslation();
  return (
    <SideDrawer wide open={entry !== undefined} title={entry ? t("journal.entryNumber", { entry: entry.entry }) : ""} onClose={onClose}>
      {entry ? <Entry entry={entry} /> : null}
    </SideDrawer>
  );
};

/** The same for whoever knows no more than its number. */
export const EntryByNumber = ({ entry, onClose }: { entry: number | undefined; onClose: () => void }) => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["journal", "entry", entry],
    queryFn: async (o) =>
      (await listJournal({ after: String((entry ?? 1) - 1), limit: 1 }, o)).rows.find((row) => row.entry === entry) ?? null,
    enabled: entry !== undefined,
  });
  return (
    <SideDrawer wide open={entry !== undefined} title={t("journal.entryNumber", { entry: entry ?? "" })} onClose={onClose}>
      <Loadable query={query}>
        {(row) => (row ? <Entry entry={row} /> : <EmptyState title={t("journal.hidden")} hint={t("journal.hiddenHint")} />)}
      </Loadable>
    </SideDrawer>
  );
};

const Entry = ({ entry }: { entry: JournalRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  return (
    <div className="entry">
      <EntryFacts entry={entry} />
      <section>
        <h3>{t("journal.transfers")}</h3>
        <TransferList transfers={entry.transfers} names={names} />
      </section>
      <Found body={entry.body} />
      {entry.observation && entry.device ? <Story device={entry.device} id={entry.observation} /> : null}
    </div>
  );
};

const whatOf = (entry: JournalRow, word: ReturnType<typeof useWord>): string => {
  if (entry.step) return word("step", entry.step);
  return entry.observationKind ? word("observationKind", entry.observationKind) : word("entryKind", entry.kind);
};

const EntryFacts = ({ entry }: { entry: JournalRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t("journal.what"), <b key="what">{whatOf(entry, word)}</b>],
    [t("journal.result"), entry.result ? <ResultTag result={entry.result} /> : null],
    [
      t("journal.reason"),
      entry.reason ? `${word("reason", entry.reason)}${entry.detail ? `: ${entry.detail}` : ""}` : (entry.detail ?? null),
    ],
    [
      t("journal.at"),
      <span key="at" className="num">
        {formatInstant(entry.at, language)}
      </span>,
    ],
    [
      t("journal.recordedAt"),
      <span key="recorded" className="num">
        {formatInstant(entry.recordedAt, language)}
      </span>,
    ],
    [t("field.site"), entry.site ? names.site(entry.site) : null],
    [
      t("field.device"),
      entry.device ? (
        <span key="device" className="mono">
          {entry.device}
        </span>
      ) : null,
    ],
    [t("journal.operator"), entry.operator ?? null],
    [
      t("journal.observation"),
      entry.observation ? (
        <span key="id" className="mono">
          {entry.observation}
        </span>
      ) : null,
    ],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name} className="facts-pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
};

const Found = ({ body }: { body: JournalRow["body"] }) => {
  const { t } = useTranslation();
  const detail = useDetailText();
  if (!body || Object.keys(body).length === 0) return null;
  const { found, ...rest } = body;
  const said = detail(rest);
  return (
    <>
      {typeof found === "object" && found !== null ? (
        <section>
          <h3>{t("journal.found")}</h3>
          <FoundList found={found as Record<string, unknown>} />
        </section>
      ) : null}
      {said === "" ? null : (
        <section>
          <h3>{t("journal.said")}</h3>
          <p className="soft">{said}</p>
        </section>
      )}
    </>
  );
};

const FoundList = ({ found }: { found: Record<string, unknown> }) => {
  const { t } = useTranslation();
  return (
    <dl className="facts">
      {Object.entries(found).map(([key, how]) => (
        <div key={key} className="facts-pair">
          <dt>{t(`words.detail.${key}`, { defaultValue: key })}</dt>
          <dd>{t(`words.foundBy.${String(how)}`, { defaultValue: String(how).replaceAll("_", " ") })}</dd>
        </div>
      ))}
    </dl>
  );
};

const Story = ({ device, id }: { device: string; id: string }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const query = useQuery({ queryKey: ["journal", "observation", device, id], queryFn: (o) => getObservation(id, device, o) });
  return (
    <Loadable query={query} rows={3}>
      {(story) => (
        <>
          <section>
            <h3>{t("journal.history")}</h3>
            <ol className="history">
              {story.history.map((each) => (
                <li key={each.entry}>
                  <span className="num small soft">{formatInstant(each.recordedAt, language)}</span>{" "}
                  {each.result ? <ResultTag result={each.result} /> : word("entryKind", each.kind)}{" "}
                  <span className="soft">
                    {each.reason ? word("reason", each.reason) : ""} {t("journal.entryNumber", { entry: each.entry })}
                  </span>
                </li>
              ))}
            </ol>
            {story.clockSuspect ? <p className="late small">{t("journal.clockSuspect", { at: story.deviceAt })}</p> : null}
          </section>
          <section>
            <h3>{t("journal.message")}</h3>
            <pre className="raw mono" tabIndex={0}>
              {JSON.stringify(story.message, null, 2).replaceAll("\\u001d", "[FNC1]")}
            </pre>
          </section>
        </>
      )}
    </Loadable>
  );
};
