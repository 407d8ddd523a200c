import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { StockRow } from "#wire/http-api.ts";
import { useNames } from "../../api/reference.ts";
import { DataTable, Flash, type Column } from "../../ui/data-table.tsx";
import { formatDay, formatQuantity } from "../../ui/format.ts";
import { useLook } from "../../ui/look.tsx";
import { HoldTag, RegimeTag } from "../../ui/tags.tsx";
import { useWord } from "../../ui/words.ts";

export const lineKey = (row: StockRow): string => [row.site, row.location, row.parent, row.regime, row.hold, row.lot].join("/");

export const StockTable = ({ rows, onOpen }: { rows: readonly StockRow[]; onOpen: (row: StockRow) => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const columns = useMemo(
    (): readonly Column<StockRow>[] => [
      {
        key: "product",
        title: t("field.product"),
        lead: true,
        render: (row) => (
          <>
            <b>{names.product(row.gtin)}</b>
            <div className="small mono faint">{row.gtin}</div>
          </>
        ),
      },
      {
        key: "quantity",
        title: t("field.quantity"),
        align: "end",
        render: (row) => (
          <span className="num">
            <Flash value={row.quantity}>
              <b className="stock-quantity">{formatQuantity(row.quantity)}</b>
            </Flash>{" "}
            <span className="small soft">{word("uom", row.uom)}</span>
          </span>
        ),
      },
      {
        key: "place",
        title: t("field.location"),
        render: (row) => <Place row={row} site={names.site(row.site)} />,
      },
      {
        key: "regime",
        title: t("field.regime"),
        render: (row) => (
          <span className="account-tags">
            <RegimeTag regime={row.regime} />
            <HoldTag hold={row.hold} />
          </span>
        ),
      },
      {
        key: "batch",
        title: t("stock.batchAndExpiry"),
        render: (row) => <Batch row={row} />,
      },
      {
        key: "book",
        title: t("field.book"),
        render: (row) =>
          row.book ? (
            <div>
              <span className="mono small">{row.book}</span>
              <div className="small soft num">{t("stock.bookLine", { line: row.line })}</div>
            </div>
          ) : null,
      },
      { key: "owner", title: t("field.owner"), render: (row) => row.owner },
    ],
    [t, names, word],
  );
  return <DataTable label={t("room.stock")} columns={columns} rows={rows} keyOf={lineKey} onOpen={onOpen} />;
};

const Place = ({ row, site }: { row: StockRow; site: string }) => (
  <div>
    <b>{row.location}</b>
    <div className="small soft">{site}</div>
    {row.parent ? <div className="small mono faint num">▣ {row.parent}</div> : null}
  </div>
);

const Batch = ({ row }: { row: StockRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  if (!row.batch && !row.serial && !row.expiry) return null;
  return (
    <div>
      <span className="mono">{row.serial ?? row.batch}</span>
      {row.expiry ? <div className="small soft num">{t("stock.expires", { day: formatDay(row.expiry, language) })}</div> : null}
    </div>
  );
};
