import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../../api/api-error.ts";
import { createRelease } from "../../../api/endpoints.ts";
import { useProducts, useSites } from "../../../api/reference.ts";
import { uuidv7 } from "../../../api/uuid.ts";
import { useLiveStore } from "../../../live/use-live.ts";
import { fromLocalInput, toLocalInput } from "../../../ui/format.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { SideDrawer } from "../../../ui/side-drawer.tsx";
import { useErrorText } from "../../../ui/states.tsx";

type Line = Readonly<{ gtin: string; quantity: string; batch?: string; book?: string }>;
type Draft = Readonly<{ release: string; site: string; owner: string; validUntil: string; lines: readonly Line[] }>;
const DAY_MS = 86_400_000;

/** A release by hand. The same form sent twice makes one release. */
export const ReleaseForm = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const store = useLiveStore();
  const sites = useSites();
  const { failure, create } = useCreate(onClose);
  const required = [{ required: true, whitespace: true, message: t("form.required") }];
  return (
    <SideDrawer open title={t("customs.releases.create")} onClose={onClose}>
      {failure ? <Alert type="error" title={failure} className="form-alert" /> : null}
      <Form<Draft>
        layout="vertical"
        onFinish={(draft) => create.mutate(draft)}
        initialValues={{ validUntil: toLocalInput(store.worldNowMs() + 7 * DAY_MS), lines: [{}] }}
      >
        <Form.Item name="release" label={t("customs.releases.number")} rules={required}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="site" label={t("field.site")} rules={[{ required: true, message: t("form.required") }]}>
          <Select
            showSearch
            optionFilterProp="label"
            options={(sites.data ?? []).map((site) => ({ value: site.site, label: inLanguage(site.name, language) }))}
          />
        </Form.Item>
        <Form.Item name="owner" label={t("field.owner")} rules={required}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="validUntil" label={t("customs.releases.validUntilLabel")} rules={required}>
          <Input type="datetime-local" />
        </Form.Item>
        <ReleaseLines />
        <Button type="primary" htmlType="submit" block loading={create.isPending}>
          {t("customs.releases.create")}
        </Button>
      </Form>
    </SideDrawer>
  );
};

const useCreate = (onClose: () => void) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [key, setKey] = useState(() => uuidv7());
  const [failure, setFailure] = useState<string>();
  const create = useMutation({
    mutationFn: (draft: Draft) =>
      createRelease(
        {
          release: draft.release.trim(),
          site: draft.site,
          owner: draft.owner.trim(),
          validUntil: (fromLocalInput(draft.validUntil) ?? new Date()).toISOString(),
          lines: draft.lines.map(({ gtin, quantity, batch, book }) => ({
            gtin,
            quantity: quantity.trim(),
            ...(batch?.trim() ? { batch: batch.trim() } : {}),
            ...(book?.trim() ? { book: book.trim() } : {}),
          })),
        },
        key,
      ),
    onSuccess: async () => {
      void message.success(t("customs.releases.created"));
      onClose();
      await client.invalidateQueries({ queryKey: ["releases"] });
    },
    onError: (error) => {
      const fields =
        error instanceof ApiError ? error.problem?.errors?.map((each) => `${each.pointer}: ${each.detail}`).join("; ") : undefined;
      setFailure([errorText(error), fields].filter(Boolean).join(" "));
      // Only an unanswered try is the same try again; what was refused will be sent changed.
      if (error instanceof ApiError && error.kind !== "unreachable") setKey(uuidv7());
    },
  });
  return { failure, create };
};

const ReleaseLines = () => {
  const { t } = useTranslation();
  const { language } = useLook();
  const products = useProducts();
  const options = (products.data ?? []).map((product) => ({
    value: product.gtin,
    label: `${inLanguage(product.name, language)} · ${product.gtin}`,
  }));
  return (
    <Form.List name="lines">
      {(fields, { add, remove }) => (
        <fieldset className="release-form-lines">
          <legend className="label">{t("customs.releases.lines")}</legend>
          {fields.map(({ key, name }) => (
            <div key={key} className="release-form-line">
              <Form.Item name={[name, "gtin"]} label={t("field.product")} rules={[{ required: true, message: t("form.required") }]}>
                <Select showSearch optionFilterProp="label" options={options} />
              </Form.Item>
              <Form.Item
                name={[name, "quantity"]}
                label={t("field.quantity")}
                rules={[{ required: true, pattern: /^\d{1,14}(\.\d{1,5})?$/, message: t("form.quantity") }]}
              >
                <Input inputMode="decimal" />
              </Form.Item>
              <Form.Item name={[name, "batch"]} label={t("field.batch")}>
                <Input maxLength={20} placeholder={t("common.optional")} />
              </Form.Item>
              <Form.Item name={[name, "book"]} label={t("field.book")}>
                <Input maxLength={64} placeholder={t("common.optional")} />
              </Form.Item>
              {fields.length > 1 ? (
                <Button icon={<DeleteOutlined />} aria-label={t("customs.releases.removeLine")} onClick={() => remove(name)} />
              ) : null}
            </div>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({})}>
            {t("customs.releases.addLine")}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
};
