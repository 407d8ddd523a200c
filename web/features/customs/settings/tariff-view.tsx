import { UploadOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TariffRow } from "#wire/customs-desk.ts";
import { ApiError } from "../../../api/api-error.ts";
import { importTariff, listTariff } from "../../../api/customs.ts";
import { useSession } from "../../../api/reference.ts";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { SearchField } from "../../../ui/search-field.tsx";
import { useRefusalText } from "../refusal.ts";
import { useFilters } from "../address.ts";
import { Faults, type Fault } from "../faults.tsx";
import { Paged } from "../paged.tsx";
import { mayImportTariff } from "../rights.ts";
import { percentOf } from "./percent.ts";

/** Codes and rates, each from its day. A table replaces nothing: it adds rows that hold from their own day. */
const PAGE_ROWS = 100;

export const TariffView = () => {
  const { t } = useTranslation();
  const session = useSession();
  const [{ q, date }, change] = useFilters(["q", "date"] as const);
  return (
    <>
      <p className="soft customs-lead">{t("customs.tariff.lead")}</p>
      {mayImportTariff(session.data?.role) ? <Import /> : null}
      <div className="toolbar customs-toolbar">
        <SearchField
          className="customs-search"
          label={t("customs.tariff.find")}
          placeholder={t("customs.tariff.findHint")}
          value={q}
          onSearch={(next) => change({ q: next })}
        />
        <label className="field customs-field">
          <span className="label">{t("customs.tariff.onDay")}</span>
          <Input type="date" value={date ?? ""} onChange={(event) => change({ date: event.target.value || undefined })} />
        </label>
      </div>
      <Paged<TariffRow>
        queryKey={["tariff", q, date]}
        read={({ after, signal }) => listTariff({ q, date, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.tariff.empty"), hint: t("customs.tariff.emptyHint") }}
      >
        {(rows) => <TariffTable rows={rows} />}
      </Paged>
    </>
  );
};

const TariffTable = ({ rows }: { rows: readonly TariffRow[] }) => {
  const { t } = useTranslation();
  const rate = (key: "tariff" | "vat" | "consumption"): Column<TariffRow> => ({
    key,
    title: t(`customs.tariff.${key}`),
    align: "end",
    render: (row) => <span className="num">{percentOf(row[key])}</span>,
  });
  const columns: readonly Column<TariffRow>[] = [
    {
      key: "code",
      title: t("customs.tariff.code"),
      lead: true,
      render: (row) => (
        <>
          <b className="mono">{row.hsCode}</b>
          <div className="small soft">{row.name}</div>
        </>
      ),
    },
    rate("tariff"),
    rate("vat"),
    rate("consumption"),
    {
      key: "list",
      title: t("customs.tariff.positiveList"),
      render: (row) => (
        <>
          {row.positiveList === null ? "—" : t(row.positiveList ? "common.yes" : "common.no")}
          {row.legalUnits.length > 0 ? (
            <div className="small soft">
              {row.legalUnits.map((code) => t(`words.customsUnit.${code}`, { defaultValue: code })).join(", ")}
            </div>
          ) : null}
        </>
      ),
    },
    {
      key: "valid",
      title: t("customs.settings.valid"),
      render: (row) => (
        <>
          <span className="num small">
            {row.validTo ? `${row.validFrom} – ${row.validTo}` : t("customs.settings.since", { day: row.validFrom })}
          </span>
          <div className="small soft">{row.source}</div>
        </>
      ),
    },
  ];
  return <DataTable label={t("customs.tab.tariff")} columns={columns} rows={rows} keyOf={(row) => `${row.hsCode}/${row.validFrom}`} />;
};

const Import = () => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const { mutate, isPending } = useMutation({
    mutationFn: (table: File) => importTariff(table),
    onMutate: () => setFaults([]),
    onSuccess: async ({ rows, changed }) => {
      void message.success(t("customs.tariff.imported", { count: rows, changed }));
      await client.invalidateQueries({ queryKey: ["tariff"] });
    },
    onError: (error) => {
      const found = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
      setFaults(found);
      if (found.length === 0) void message.error(refusalText(error));
    },
  });
  return (
    <div className="panel side-panel tariff-import">
      <p className="soft">{t("customs.tariff.importHint")}</p>
      <Upload
        accept=".csv,.xlsx"
        showUploadList={false}
        beforeUpload={(table) => {
          mutate(table);
          return false;
        }}
      >
        <Button icon={<UploadOutlined />} loading={isPending}>
          {t("customs.tariff.import")}
        </Button>
      </Upload>
      <Faults faults={faults} />
    </div>
  );
};
