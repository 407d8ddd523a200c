import { Input } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { BookStockRow } from "#wire/http-api.ts";
import { listBookStock } from "../../../api/endpoints.ts";
import { useNames, useSites } from "../../../api/reference.ts";
import { DataTable, Flash, type Column } from "../../../ui/data-table.tsx";
import { formatQuantity, toScaled } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { useWord } from "../../../ui/words.ts";
import { Paged } from "../paged.tsx";
import { SiteChoice } from "../site-choice.tsx";

/** Bonded against non-bonded goods by book line: two columns that never net off. */
const PAGE_ROWS = 100;

export const ClassifiedView = () => {
  const { t } = useTranslation();
  const sites = useSites();
  // The officer's books are those of a bonded zone: the first one, until another choice is made.
  const [chosen, setChosen] = useState<{ site: string | undefined }>();
  const site = chosen ? chosen.site : sites.data?.find((each) => each.kind === "bonded_warehouse")?.site;
  const [book, setBook] = useState("");
  const filter = { site, book: /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(book) ? book : undefined };
  return (
    <>
      <p className="soft customs-lead">{t("customs.classified.lead")}</p>
      <div className="toolbar customs-toolbar">
        <SiteChoice site={site} onChange={(next) => setChosen({ site: next })} />
        <label className="field customs-field">
          <span className="label">{t("field.book")}</span>
          <Input allowClear value={book} placeholder={t("common.all")} onChange={(event) => setBook(event.target.value.trim())} />
        </label>
      </div>
      <Paged<BookStockRow>
        queryKey={["books", filter]}
        read={({ after, signal }) => listBookStock({ ...filter, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.classified.empty"), hint: t("customs.classified.emptyHint") }}
      >
        {(rows) => <ClassifiedTable rows={rows} />}
      </Paged>
    </>
  );
};

const quantity = (value: string, className: string) =>
  toScaled(value) === 0n ? (
    <span className="faint">—</span>
  ) : (
    <Flash value={value}>
      <b className={`num ${className}`}>{formatQuantity(value)}</b>
    </Flash>
  );

const ClassifiedTable = ({ rows }: { rows: readonly BookStockRow[] }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const columns = useMemo((): readonly Column<BookStockRow>[] => {
    return [
      {
        key: "product",
        title: t("field.product"),
        lead: true,
        render: (row) => (
          <>
            <b>{names.product(row.gtin)}</b> <span className="small soft">{word("uom", row.uom)}</span>
            <div className="small faint mono">{[row.itemRecordNo, row.gtin].filter(Boolean).join(" · ")}</div>
          </>
        ),
      },
      { key: "bonded", title: t("customs.classified.bonded"), align: "end", render: (row) => quantity(row.bonded, "books-bonded") },
      {
        key: "nonBonded",
        title: t("customs.classified.nonBonded"),
        align: "end",
        render: (row) => quantity(row.nonBonded, "books-non-bonded"),
      },
      { key: "other", title: t("customs.classified.other"), align: "end", render: (row) => quantity(row.other, "") },
      { key: "held", title: t("customs.classified.held"), align: "end", render: (row) => quantity(row.held, "books-held") },
      {
        key: "book",
        title: t("field.book"),
        render: (row) =>
          row.book ? (
            <div>
              <span className="mono">{row.book}</span>
              <div className="small soft num">{t("stock.bookLine", { line: row.line })}</div>
            </div>
          ) : (
            <span className="soft">{t("customs.classified.noBook")}</span>
          ),
      },
      {
        key: "site",
        title: t("field.site"),
        render: (row) => (
          <>
            <Link className="keep" to={`/stock?site=${row.site}&gtin=${row.gtin}`}>
              {names.site(row.site)}
            </Link>
            <div className="small soft">{row.owner}</div>
          </>
        ),
      },
    ];
  }, [t, names, word]);
  return (
    <DataTable
      label={t("customs.tab.classified")}
      columns={columns}
      rows={rows}
      keyOf={(row) => [row.book, row.line, row.gtin, row.site, row.owner, row.uom].join("/")}
    />
  );
};
