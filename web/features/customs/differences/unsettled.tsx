import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DifferenceRow } from "#wire/http-api.ts";
import { disposeDifference, listDifferences } from "../../../api/endpoints.ts";
import { useNames, useSession } from "../../../api/reference.ts";
import { useWorldNow } from "../../../live/use-live.ts";
import { formatInstant, formatQuantity, formatSpan } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { useErrorText } from "../../../ui/states.tsx";
import { AccountText } from "../../../ui/transfers.tsx";
import { useWord } from "../../../ui/words.ts";
import { Paged } from "../paged.tsx";

/** What has happened and the books cannot hold yet, each with its cause. It settles by itself when what is missing arrives; else an officer ends it. */
const PAGE_ROWS = 100;

export const Unsettled = ({ site }: { site: string | undefined }) => {
  const { t } = useTranslation();
  const [disposing, setDisposing] = useState<DifferenceRow>();
  return (
    <>
      <Paged<DifferenceRow>
        queryKey={["differences", site]}
        read={({ after, signal }) => listDifferences({ site, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.differences.noFacts"), hint: t("customs.differences.noFactsHint") }}
      >
        {(rows) => (
          <ul className="rows">
            {rows.map((row) => (
              <Difference key={row.entry} row={row} onDispose={() => setDisposing(row)} />
            ))}
          </ul>
        )}
      </Paged>
      {disposing ? <DisposeForm key={disposing.entry} row={disposing} onClose={() => setDisposing(undefined)} /> : null}
    </>
  );
};

const Difference = ({ row, onDispose }: { row: DifferenceRow; onDispose: () => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const session = useSession();
  const now = useWorldNow(10_000);
  return (
    <li className="difference">
      <div className="difference-head">
        <b>{word("reason", row.reason)}</b>
        <span className="small soft num">
          {formatInstant(row.at, language)} · {formatSpan(now - Date.parse(row.at), language)}
        </span>
      </div>
      <p className="soft">
        {[row.step ? word("step", row.step) : "", names.site(row.site), row.device, t("journal.entryNumber", { entry: row.entry })]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {row.detail ? <p className="small soft">{row.detail}</p> : null}
      {row.missing.length > 0 ? (
        <ul className="missing">
          {row.missing.map((missing, index) => (
            <li key={index}>
              <b className="num">
                {formatQuantity(missing.quantity)} {missing.lot.uom ? word("uom", missing.lot.uom) : ""}
              </b>{" "}
              {missing.lot.gtin ? names.product(missing.lot.gtin) : ""}{" "}
              <span className="mono small soft">{[missing.lot.batch, missing.lot.serial].filter(Boolean).join(" ")}</span>
              <span className="soft"> {t("customs.differences.lacksAt")} </span>
              <AccountText account={missing.account} names={names} />
            </li>
          ))}
        </ul>
      ) : null}
      <p className="difference-todo">{t(`todo.${row.reason}`, { defaultValue: t("customs.differences.todo") })}</p>
      {session.data?.role === "officer" ? <Button onClick={onDispose}>{t("customs.differences.dispose")}</Button> : null}
    </li>
  );
};

type Disposal = Readonly<{ reason: string; approval: string }>;

const DisposeForm = ({ row, onClose }: { row: DifferenceRow; onClose: () => void }) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [form] = Form.useForm<Disposal>();
  const { mutate, isPending } = useMutation({
    mutationFn: (body: Disposal) => disposeDifference(row.entry, { reason: body.reason.trim(), approval: body.approval.trim() }),
    onSuccess: async () => {
      void message.success(t("customs.differences.disposed"));
      onClose();
      await client.invalidateQueries({ queryKey: ["differences"] });
    },
    onError: (error) => void message.error(errorText(error)),
  });
  return (
    <Modal
      open
      title={t("customs.differences.disposeTitle", { entry: row.entry })}
      okText={t("customs.differences.dispose")}
      confirmLoading={isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="soft dispose-hint">{t("customs.differences.disposeHint")}</p>
      <Form form={form} layout="vertical" onFinish={(body) => mutate(body)}>
        <Form.Item
          name="approval"
          label={t("customs.differences.approval")}
          rules={[{ required: true, whitespace: true, message: t("form.required") }]}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="reason" label={t("journal.reason")} rules={[{ required: true, whitespace: true, message: t("form.required") }]}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
};
