import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { TwinCell, TwinCellLine } from "#wire/customs-books.ts";
import type { StockRow } from "#wire/http-api.ts";
import { listTwinCell } from "../../api/customs.ts";
import { listStock } from "../../api/endpoints.ts";
import { useNames } from "../../api/reference.ts";
import { formatDay, formatQuantity } from "../../ui/format.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { SideDrawer } from "../../ui/side-drawer.tsx";
import { EmptyState, Loadable } from "../../ui/states.tsx";
import { HoldTag, RegimeTag } from "../../ui/tags.tsx";
import { useWord } from "../../ui/words.ts";
import { Swatch } from "./marks.tsx";

/** What is in a cell: by book line and state with the documents that make it so, then lot by lot with regime and hold. */
type Props = Readonly<{ site: string | undefined; cell: TwinCell | undefined; onClose(): void }>;
const ROWS_MAX = 500;

export const CellDrawer = ({ site, cell, onClose }: Props) => {
  const word = useWord();
  return (
    <SideDrawer
      wide
      open={cell !== undefined}
      title={cell ? `${cell.location} · ${word("locationKind", cell.kind)}` : ""}
      onClose={onClose}
    >
      {cell && site ? <Contents site={site} location={cell.location} /> : null}
    </SideDrawer>
  );
};

const Contents = ({ site, location }: { site: string; location: string }) => {
  const { t } = useTranslation();
  const lines = useQuery({
    queryKey: ["twin", "cell", site, location],
    queryFn: (o) => listTwinCell({ site, location, limit: ROWS_MAX }, o),
  });
  const lots = useQuery({ queryKey: ["stock", "cell", site, location], queryFn: (o) => listStock({ site, location, limit: ROWS_MAX }, o) });
  return (
    <div className="cell-contents">
      <section>
        <h3>{t("twin.lines")}</h3>
        <Loadable query={lines} rows={3}>
          {({ rows }) =>
            rows.length === 0 ? (
              <EmptyState title={t("twin.cellEmpty")} hint={t("twin.cellEmptyHint")} />
            ) : (
              <ul className="cell-lines">
                {rows.map((row, index) => (
                  <Line key={`${row.state}/${row.book}/${row.line}/${row.gtin}/${index}`} row={row} />
                ))}
              </ul>
            )
          }
        </Loadable>
      </section>
      <section>
        <h3>{t("twin.lots")}</h3>
        <Loadable query={lots} rows={3}>
          {({ rows }) =>
            rows.length === 0 ? (
              <p className="soft">{t("twin.noLots")}</p>
            ) : (
              <ul className="cell-lines">
                {rows.map((row) => (
                  <Lot key={`${row.lot}/${row.parent}/${row.regime}/${row.hold}`} row={row} />
                ))}
              </ul>
            )
          }
        </Loadable>
      </section>
      <Link to={`/stock?site=${encodeURIComponent(site)}&location=${encodeURIComponent(location)}`}>{t("twin.toStock")}</Link>
    </div>
  );
};

const Line = ({ row }: { row: TwinCellLine }) => {
  const { t } = useTranslation();
  const { language, palette } = useLook();
  const names = useNames(language);
  const word = useWord();
  return (
    <li>
      <div className="cell-line-head">
        <span className="cell-state">
          <Swatch state={row.state} palette={palette} letter={t(`twin.mark.${row.state}`)} /> {word("twinState", row.state)}
        </span>
        <b className="num">
          {formatQuantity(row.quantity)} <span className="small soft">{word("uom", row.uom)}</span>
        </b>
      </div>
      <b>{row.name ? inLanguage(row.name, language) : names.product(row.gtin)}</b>
      <p className="small soft">
        {[row.itemRecordNo, row.gtin, row.owner].filter(Boolean).join(" · ")}
        {row.book && row.line !== null ? (
          <>
            {" · "}
            <Link to={`/customs/books/${encodeURIComponent(row.book)}?line=${row.line}`}>
              <span className="mono">{row.book}</span> {t("stock.bookLine", { line: row.line })}
            </Link>
          </>
        ) : null}
      </p>
      {row.documents.length > 0 ? (
        <p className="small">
          {t("twin.pending")}{" "}
          {row.documents.map((number) => (
            <Link key={number} className="mono cell-document" to={`/customs/documents/${encodeURIComponent(number)}`}>
              {number}
            </Link>
          ))}
        </p>
      ) : null}
    </li>
  );
};

const Lot = ({ row }: { row: StockRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const said = [
    row.batch ? `${t("field.batch")} ${row.batch}` : "",
    row.serial,
    row.expiry ? t("stock.expires", { day: formatDay(row.expiry, language) }) : "",
    row.parent ? `▣ ${row.parent}` : "",
    row.owner,
    row.book ? `${row.book}/${row.line}` : "",
  ].filter(Boolean);
  return (
    <li>
      <div className="cell-line-head">
        <span className="account-tags">
          <RegimeTag regime={row.regime} />
          <HoldTag hold={row.hold} />
        </span>
        <b className="num">
          {formatQuantity(row.quantity)} <span className="small soft">{word("uom", row.uom)}</span>
        </b>
      </div>
      <span>{names.product(row.gtin)}</span>
      <p className="small soft">{said.join(" · ")}</p>
    </li>
  );
};
