import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObligationRow } from "#wire/customs-desk.ts";
import { listObligations, waiveObligation } from "../../../api/customs.ts";
import { useNames, useSession } from "../../../api/reference.ts";
import { formatInstant } from "../../../ui/format.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { SideDrawer } from "../../../ui/side-drawer.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { EmptyState, Loadable } from "../../../ui/states.tsx";
import { useRefusalText } from "../refusal.ts";
import { EntryByNumber } from "../evidence/entry-drawer.tsx";
import { mayWaive } from "../rights.ts";
import { Source } from "../source.tsx";
import { Due } from "./obligation-table.tsx";
import { Subject } from "./subject.tsx";

/** One obligation with the rule that made it; an officer may waive it under a paper of his own. */
const PAGE_ROWS = 500;
const PAGES_MAX = 20;

/** The server gives lists: it is looked for in them, in the order in which they fall due. */
const findObligation = async (obligation: string, signal: AbortSignal): Promise<ObligationRow | null> => {
  let after: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = await listObligations({ limit: PAGE_ROWS, after }, { signal });
    const found = page.rows.find((row) => row.obligation === obligation);
    if (found) return found;
    if (page.next === null) return null;
    after = page.next;
  }
  return null;
};

export const ObligationDrawer = ({ obligation, onClose }: { obligation: string | undefined; onClose: () => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const query = useQuery({
    queryKey: ["obligations", "one", obligation],
    queryFn: ({ signal }) => findObligation(obligation ?? "", signal),
    enabled: obligation !== undefined,
  });
  return (
    <SideDrawer
      open={obligation !== undefined}
      title={query.data ? inLanguage(query.data.name, language) : t("customs.tab.obligations")}
      onClose={onClose}
    >
      <Loadable query={query}>
        {(row) =>
          row ? <Whole row={row} /> : <EmptyState title={t("customs.obligations.notRead")} hint={t("customs.obligations.notReadHint")} />
        }
      </Loadable>
    </SideDrawer>
  );
};

const Whole = ({ row }: { row: ObligationRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const session = useSession();
  const [entry, setEntry] = useState<number>();
  const isOver = row.state === "met" || row.state === "waived";
  return (
    <div className="obligation">
      <p>
        <StateTag list="obligationState" state={row.state} />
      </p>
      <Due row={row} />
      <dl className="facts">
        <dt>{t("customs.obligations.subject")}</dt>
        <dd>
          <Subject subject={row.subject} links />
        </dd>
        <dt>{t("customs.obligations.who")}</dt>
        <dd>{[row.owner, row.site ? names.site(row.site) : ""].filter(Boolean).join(" · ")}</dd>
        <dt>{t("customs.obligations.started")}</dt>
        <dd className="num">{formatInstant(row.startedAt, language)}</dd>
        <dt>{t("customs.obligations.due")}</dt>
        <dd className="num">{formatInstant(row.dueAt, language)}</dd>
        <dt>{t("customs.settings.source")}</dt>
        <dd>
          <Source source={row.source} sure={row.sure} />
        </dd>
        {row.note ? (
          <>
            <dt>{t("journal.reason")}</dt>
            <dd>{row.note}</dd>
          </>
        ) : null}
        <dt>{t("journal.number")}</dt>
        <dd>
          <button type="button" className="text-button" onClick={() => setEntry(row.entry)}>
            {t("journal.entryNumber", { entry: row.entry })}
          </button>
        </dd>
      </dl>
      {mayWaive(session.data?.role) && !isOver ? <Waiver row={row} /> : null}
      <EntryByNumber entry={entry} onClose={() => setEntry(undefined)} />
    </div>
  );
};

type Words = Readonly<{ reason: string; approval: string }>;

const Waiver = ({ row }: { row: ObligationRow }) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const [open, setOpen] = useState(false);
  const { mutate, isPending } = useMutation({
    mutationFn: (body: Words) => waiveObligation(row.obligation, body),
    onSuccess: async () => {
      void message.success(t("customs.obligations.waived"));
      setOpen(false);
      await client.invalidateQueries({ queryKey: ["obligations"] });
    },
    onError: (error) => void message.error(refusalText(error)),
  });
  if (!open) return <Button onClick={() => setOpen(true)}>{t("customs.obligations.waive")}</Button>;
  const required = [{ required: true, whitespace: true, message: t("form.required") }];
  return (
    <Form layout="vertical" className="panel side-panel" onFinish={(body: Words) => mutate(body)}>
      <p className="soft">{t("customs.obligations.waiveHint")}</p>
      <Form.Item name="approval" label={t("customs.differences.approval")} rules={required}>
        <Input maxLength={64} autoFocus />
      </Form.Item>
      <Form.Item name="reason" label={t("journal.reason")} rules={required}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isPending}>
        {t("customs.obligations.waive")}
      </Button>
    </Form>
  );
};
