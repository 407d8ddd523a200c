import { Input } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { JournalRow } from "#wire/http-api.ts";
import { listJournal } from "../../../api/endpoints.ts";
import { useNames, useProducts } from "../../../api/reference.ts";
import { ChoiceField } from "../../../ui/choice-field.tsx";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { formatInstant, formatQuantity } from "../../../ui/format.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { ResultTag } from "../../../ui/tags.tsx";
import { useWord } from "../../../ui/words.ts";
import { EntryDrawer } from "./entry-drawer.tsx";
import { Paged } from "../paged.tsx";
import { SiteChoice } from "../site-choice.tsx";

/** The running journal, newest first; what comes in appears at the top by itself. */
const PAGE_ROWS = 50;

export const JournalView = () => {
  const { t } = useTranslation();
  const { language } = useLook();
  const [site, setSite] = useState<string>();
  const [gtin, setGtin] = useState<string>();
  const [device, setDevice] = useState("");
  const [opened, setOpened] = useState<JournalRow>();
  const products = useProducts();
  const options = useMemo(
    () =>
      (products.data ?? []).map((product) => ({ value: product.gtin, label: `${inLanguage(product.name, language)} · ${product.gtin}` })),
    [products.data, language],
  );
  const filter = { site, gtin, device: /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(device) ? device : undefined };
  return (
    <>
      <div className="toolbar customs-toolbar">
        <SiteChoice site={site} onChange={setSite} />
        <ChoiceField
          className="customs-field customs-wide"
          label={t("field.product")}
          placeholder={t("stock.searchProduct")}
          value={gtin}
          options={options}
          onChange={setGtin}
        />
        <label className="field customs-field">
          <span className="label">{t("field.device")}</span>
          <Input allowClear value={device} placeholder={t("common.all")} onChange={(event) => setDevice(event.target.value.trim())} />
        </label>
      </div>
      <Paged<JournalRow>
        queryKey={["journal", "room", filter]}
        read={({ after, signal }) => listJournal({ ...filter, newest: true, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("journal.empty"), hint: t("journal.emptyHint") }}
      >
        {(rows) => <JournalTable rows={rows} onOpen={setOpened} />}
      </Paged>
      <EntryDrawer entry={opened} onClose={() => setOpened(undefined)} />
    </>
  );
};

const JournalTable = ({ rows, onOpen }: { rows: readonly JournalRow[]; onOpen: (row: JournalRow) => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const columns = useMemo((): readonly Column<JournalRow>[] => {
    const goods = (row: JournalRow) => {
      const [first, ...rest] = row.transfers;
      if (!first) return row.reason ? word("reason", row.reason) : <span className="soft">{row.detail}</span>;
      return (
        <>
          <span className="num">
            {formatQuantity(first.quantity)} {word("uom", first.uom)}
          </span>{" "}
          {names.product(first.lot.gtin)}
          {rest.length > 0 ? <span className="soft"> {t("journal.andMore", { count: rest.length })}</span> : null}
        </>
      );
    };
    const way = (row: JournalRow) => {
      const [first] = row.transfers;
      if (!first) return null;
      const end = (account: typeof first.from) => (account.family === "contra" ? word("contra", account.contra) : (account.location ?? ""));
      return (
        <span>
          {end(first.from)} <span className="faint">→</span> {end(first.to)}
        </span>
      );
    };
    return [
      {
        key: "what",
        title: t("journal.what"),
        lead: true,
        render: (row) => (
          <>
            <b>
              {row.step
                ? word("step", row.step)
                : row.observationKind
                  ? word("observationKind", row.observationKind)
                  : word("entryKind", row.kind)}
            </b>
            {row.site ? <div className="small soft">{names.site(row.site)}</div> : null}
          </>
        ),
      },
      {
        key: "at",
        title: t("journal.at"),
        render: (row) => (
          <>
            <span className="num small">{formatInstant(row.at, language)}</span>
            <div className="num small faint">{t("journal.entryNumber", { entry: row.entry })}</div>
          </>
        ),
      },
      { key: "goods", title: t("journal.goods"), render: goods },
      { key: "way", title: t("journal.way"), render: way },
      { key: "device", title: t("field.device"), render: (row) => <span className="mono small">{row.device ?? row.operator}</span> },
      {
        key: "result",
        title: t("journal.result"),
        render: (row) => (row.result ? <ResultTag result={row.result} /> : <span className="tag">{word("entryKind", row.kind)}</span>),
      },
    ];
  }, [t, names, word, language]);
  return <DataTable label={t("customs.tab.journal")} columns={columns} rows={rows} keyOf={(row) => String(row.entry)} onOpen={onOpen} />;
};
