import { CheckCircleOutlined, DownloadOutlined, WarningOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReportRow } from "#wire/customs-desk.ts";
import { acceptWriteOff, getReport } from "../../../api/customs.ts";
import { useSession } from "../../../api/reference.ts";
import { downloadText } from "../../../ui/csv.ts";
import { formatInstant } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { SideDrawer } from "../../../ui/side-drawer.tsx";
import { Loadable } from "../../../ui/states.tsx";
import { useRefusalText } from "../refusal.ts";
import { useWord } from "../../../ui/words.ts";
import { mayAttest } from "../rights.ts";
import { EntryByNumber } from "../evidence/entry-drawer.tsx";

/** A report as it was made. Its digest is worked out anew in this browser: nobody needs to be believed. */
const SHOWN_CHARACTERS = 20_000;

export const ReportDrawer = ({ row, onClose }: { row: ReportRow | undefined; onClose: () => void }) => {
  const word = useWord();
  return (
    <SideDrawer wide open={row !== undefined} title={row ? `${word("reportKind", row.kind)} · ${row.period}` : ""} onClose={onClose}>
      {row ? <Report key={row.report} row={row} /> : null}
    </SideDrawer>
  );
};

const hex = (bytes: ArrayBuffer): string => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
type Check = "equal" | "different" | "cannot";
/** Web Crypto is there only over https or on localhost. */
const check = async (content: string, sha256: string): Promise<Check> => {
  if (!globalThis.isSecureContext) return "cannot";
  const digest = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content)));
  return digest === sha256 ? "equal" : "different";
};

const fileNameOf = ({ kind, site, period, book }: ReportRow): string => {
  const name = [kind, site, book, period.replace("/", "_")].filter(Boolean).join("-");
  return `${name}.txt`;
};

const Report = ({ row }: { row: ReportRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const [entry, setEntry] = useState<number>();
  const query = useQuery({
    queryKey: ["reports", "one", row.report],
    queryFn: (o) => getReport(row.report, o),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const content = query.data?.content;
  const checked = useQuery({
    queryKey: ["reports", "check", row.report],
    queryFn: () => check(content ?? "", row.sha256),
    enabled: content !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="report">
      <p className="soft">
        {t("customs.reports.by", { by: row.madeBy, when: formatInstant(row.madeAt, language) })}{" "}
        <button type="button" className="text-button" onClick={() => setEntry(row.entry)}>
          {t("journal.entryNumber", { entry: row.entry })}
        </button>
      </p>
      <p className="mono small report-digest">SHA-256 {row.sha256}</p>
      {checked.data ? <Checked check={checked.data} /> : null}
      <Loadable query={query}>
        {(report) => (
          <>
            <Button icon={<DownloadOutlined />} onClick={() => downloadText(fileNameOf(row), report.content)}>
              {t("customs.reports.download")}
            </Button>
            <pre className="raw mono report-text" tabIndex={0}>
              {report.content.slice(0, SHOWN_CHARACTERS)}
            </pre>
            {report.content.length > SHOWN_CHARACTERS ? <p className="small soft">{t("customs.reports.cut")}</p> : null}
          </>
        )}
      </Loadable>
      {row.kind === "write_off" && row.book ? <Acceptance book={row.book} period={row.period} /> : null}
      <EntryByNumber entry={entry} onClose={() => setEntry(undefined)} />
    </div>
  );
};

/** 核销: customs accepts the report of a book under a paper, and the inventories that it covers are written off. */
const Acceptance = ({ book, period }: { book: string; period: string }) => {
  const { t } = useTranslation();
  const session = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ approval }: { approval: string }) => acceptWriteOff(book, { period, approval: approval.trim() }),
    onSuccess: async () => {
      void message.success(t("customs.reports.accepted"));
      await client.invalidateQueries({ queryKey: ["documents"] });
    },
    onError: (error) => void message.error(refusalText(error)),
  });
  if (!mayAttest(session.data?.role)) return null;
  return (
    <Form className="panel side-panel report-accept" layout="vertical" onFinish={(typed: { approval: string }) => mutate(typed)}>
      <p className="soft">{t("customs.reports.acceptHint")}</p>
      <Form.Item
        name="approval"
        label={t("customs.differences.approval")}
        rules={[{ required: true, whitespace: true, message: t("form.required") }]}
      >
        <Input maxLength={64} />
      </Form.Item>
      <Button htmlType="submit" loading={isPending}>
        {t("customs.reports.accept")}
      </Button>
    </Form>
  );
};

const Checked = ({ check: result }: { check: Check }) => {
  const { t } = useTranslation();
  return (
    <p className={`report-check report-${result}`} role="status">
      {result === "equal" ? <CheckCircleOutlined /> : <WarningOutlined />} {t(`customs.reports.check.${result}`)}
    </p>
  );
};
