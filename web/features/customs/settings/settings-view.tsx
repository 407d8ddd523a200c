import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SettingRow } from "#wire/customs-desk.ts";
import { listSettings } from "../../../api/customs.ts";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { SearchField } from "../../../ui/search-field.tsx";
import { EmptyState, Loadable } from "../../../ui/states.tsx";
import { useWord } from "../../../ui/words.ts";
import { useFilters } from "../address.ts";
import { Source } from "../source.tsx";

/** Every number that customs sets, from when it holds, where it is written and how sure that is. */
const GROUPS = ["deadline", "retail_limit", "tax", "matching", "gate", "other"] as const satisfies readonly SettingRow["group"][];

export const SettingsView = () => {
  const { t } = useTranslation();
  const [{ q }, change] = useFilters(["q"] as const);
  const query = useQuery({ queryKey: ["settings"], queryFn: (o) => listSettings(o) });
  return (
    <>
      <p className="soft customs-lead">{t("customs.settings.lead")}</p>
      <div className="toolbar customs-toolbar">
        <SearchField
          className="customs-search"
          label={t("customs.settings.find")}
          placeholder={t("customs.settings.findHint")}
          value={q}
          onSearch={(next) => change({ q: next })}
        />
      </div>
      <Loadable query={query} rows={8}>
        {({ rows }) => <Groups rows={rows} q={q} />}
      </Loadable>
    </>
  );
};

const Groups = ({ rows, q }: { rows: readonly SettingRow[]; q: string | undefined }) => {
  const { t } = useTranslation();
  const word = useWord();
  const found = useMemo(() => {
    const sought = q?.toLowerCase();
    return sought
      ? rows.filter((row) => [row.name.zh, row.name.en, row.source, row.setting].some((text) => text.toLowerCase().includes(sought)))
      : rows;
  }, [rows, q]);
  if (found.length === 0) return <EmptyState title={t("customs.settings.empty")} hint={t("customs.settings.emptyHint")} />;
  return GROUPS.map((group) => {
    const within = found.filter((row) => row.group === group);
    if (within.length === 0) return null;
    return (
      <section key={group} className="obligations-part">
        <h2>{word("settingGroup", group)}</h2>
        <div className="panel customs-panel">
          <SettingTable rows={within} label={word("settingGroup", group)} />
        </div>
      </section>
    );
  });
};

const SettingTable = ({ rows, label }: { rows: readonly SettingRow[]; label: string }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const columns: readonly Column<SettingRow>[] = [
    { key: "name", title: t("customs.settings.what"), lead: true, width: "34%", render: (row) => inLanguage(row.name, language) },
    { key: "value", title: t("customs.settings.value"), width: "26%", render: (row) => <b>{inLanguage(row.value, language)}</b> },
    {
      key: "valid",
      title: t("customs.settings.valid"),
      width: "14%",
      render: (row) => (
        <span className="num small">
          {row.validTo ? `${row.validFrom} – ${row.validTo}` : t("customs.settings.since", { day: row.validFrom })}
        </span>
      ),
    },
    { key: "source", title: t("customs.settings.source"), render: (row) => <Source source={row.source} sure={row.sure} /> },
  ];
  return <DataTable label={label} columns={columns} rows={rows} keyOf={(row) => `${row.setting}/${row.validFrom}`} />;
};
