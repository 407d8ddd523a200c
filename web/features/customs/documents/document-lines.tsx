import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DocumentAnswer, DocumentLineRow } from "#wire/customs-documents.ts";
import { useNames } from "../../../api/reference.ts";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { formatQuantity, toScaled } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { useWord } from "../../../ui/words.ts";

/** Of a trade: they say what was sold, and stand in no book themselves. */
const OF_TRADE: ReadonlySet<string> = new Set(["order", "payment", "waybill"]);

/** The lines of a document: what was declared, how much of it has passed the gate, and what the book has made of it. */
export const DocumentLines = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const isTrade = OF_TRADE.has(document.kind);
  const columns = useMemo((): readonly Column<DocumentLineRow>[] => {
    const unit = (row: DocumentLineRow): string => (row.uom ? word(/^\d{3}$/.test(row.uom) ? "customsUnit" : "uom", row.uom) : "");
    const amount = (key: "declared" | "pending" | "formal", className: string): Column<DocumentLineRow> => ({
      key,
      title: t(`customs.documents.${key}`),
      align: "end",
      render: (row) => <Quantity value={row[key]} unit={unit(row)} className={className} />,
    });
    const goods: Column<DocumentLineRow> = {
      key: "goods",
      title: t("field.product"),
      lead: true,
      render: (row) => (
        <>
          <b>{row.name ?? (row.gtin ? names.product(row.gtin) : t("customs.documents.unnamed"))}</b>
          <div className="small faint mono">{[row.itemRecordNo, row.hsCode, row.gtin].filter(Boolean).join(" · ")}</div>
        </>
      ),
    };
    const total: Column<DocumentLineRow> = {
      key: "total",
      title: t("customs.form.total"),
      align: "end",
      render: (row) =>
        row.total === null ? null : <Quantity value={row.total} unit={row.currency ? word("currency", row.currency) : ""} className="" />,
    };
    return [
      { key: "n", title: "#", render: (row) => <span className="num faint">{row.n}</span> },
      goods,
      amount("declared", ""),
      ...(isTrade
        ? [total]
        : [
            { key: "passed", title: t("customs.documents.passed"), width: "150px", render: passageOf },
            amount("pending", document.direction === "in" ? "amount-incoming" : "amount-outgoing"),
            amount("formal", "amount-formal"),
            { key: "book", title: t("field.book"), render: (row: DocumentLineRow) => bookLineOf(row, document.book) },
          ]),
    ];
  }, [t, names, word, isTrade, document.direction, document.book]);
  return (
    <div className="panel customs-panel">
      <DataTable label={t("customs.documents.lines")} columns={columns} rows={document.lines} keyOf={(row) => String(row.n)} />
    </div>
  );
};

const passageOf = (row: DocumentLineRow) => <Passage row={row} />;
const bookLineOf = (row: DocumentLineRow, book: string | null) =>
  row.document || (book && row.bookLine !== null) ? <BookLine row={row} book={book} /> : null;

const Quantity = ({ value, unit, className }: { value: string; unit: string; className: string }) =>
  toScaled(value) === 0n ? (
    <span className="faint">—</span>
  ) : (
    <span className="num">
      <b className={className}>{formatQuantity(value)}</b> <span className="small soft">{unit}</span>
    </span>
  );

const PERCENT = 100n;
const share = (part: string, whole: string): number => {
  const all = toScaled(whole);
  return all === 0n ? 0 : Number((toScaled(part) * PERCENT) / all);
};

/** Through the gate, and on a pass but not through it yet, as parts of what was declared. */
const Passage = ({ row }: { row: DocumentLineRow }) => {
  const { t } = useTranslation();
  const said = t("customs.documents.passage", {
    passed: formatQuantity(row.passed),
    onPasses: formatQuantity(row.onPasses),
    declared: formatQuantity(row.declared),
  });
  return (
    <span className="passage" title={said}>
      <span className="passage-bar" aria-hidden="true">
        <i className="passage-on" style={{ width: `${share(row.onPasses, row.declared)}%` }} />
        <i className="passage-through" style={{ width: `${share(row.passed, row.declared)}%` }} />
      </span>
      <span className="small num">
        {formatQuantity(row.passed)} <span className="faint">/ {formatQuantity(row.declared)}</span>
        <span className="unseen">{said}</span>
      </span>
    </span>
  );
};

const BookLine = ({ row, book }: { row: DocumentLineRow; book: string | null }) => {
  const { t } = useTranslation();
  if (row.document)
    return (
      <Link className="mono small" to={`/customs/documents/${encodeURIComponent(row.document)}`}>
        {row.document} {row.documentLine === null ? "" : `#${row.documentLine}`}
      </Link>
    );
  if (!book || row.bookLine === null) return null;
  return (
    <Link className="small unbroken" to={`/customs/books/${encodeURIComponent(book)}?line=${row.bookLine}`}>
      {t("stock.bookLine", { line: row.bookLine })}
    </Link>
  );
};
