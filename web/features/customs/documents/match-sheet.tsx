import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MatchAnswer } from "#wire/customs-documents.ts";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { formatMoment } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { useWord } from "../../../ui/words.ts";
import { innerFields, matchRows, sidesOf, type Field, type MatchCell, type MatchRow, type Side } from "./match-rows.ts";

/** Order, payment, waybill and list side by side; what differs stands at the top, what agrees is folded away. */
const MARK: Readonly<Record<Field["state"], string>> = { equal: "=", different: "≠", missing: "?" };

export const MatchSheet = ({ match }: { match: MatchAnswer }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const [all, setAll] = useState(false);
  const rows = useMemo(() => matchRows(match.fields), [match.fields]);
  const inner = useMemo(() => innerFields(match.fields), [match.fields]);
  const off = rows.filter(({ state }) => state !== "equal");
  const offInside = inner.filter(({ state }) => state !== "equal");
  const agree = rows.length - off.length + (inner.length - offInside.length);
  return (
    <section aria-label={t("customs.match.title")}>
      <div className="section-head">
        <h2>{t("customs.match.title")}</h2>
        <StateTag list="matchVerdict" state={match.verdict} />
        {match.matchedAt ? (
          <span className="small soft num">{t("customs.match.at", { when: formatMoment(match.matchedAt, language) })}</span>
        ) : null}
      </div>
      {match.lacking.length > 0 ? (
        <p className="match-lacking">{t("customs.match.lacking", { list: match.lacking.map((each) => word("lack", each)).join(", ") })}</p>
      ) : null}
      <div className="panel customs-panel">
        {off.length === 0 && offInside.length === 0 ? (
          <p className="match-agrees">{t(match.fields.length > 0 ? "customs.match.allAgree" : "customs.match.nothing")}</p>
        ) : null}
        {all || off.length > 0 ? <MatchTable rows={all ? rows : off} sides={sidesOf(all ? rows : off)} /> : null}
        <Inner fields={all ? inner : offInside} />
        {agree > 0 ? (
          <button type="button" className="bare match-fold" aria-expanded={all} onClick={() => setAll(!all)}>
            {t(all ? "customs.match.fold" : "customs.match.unfold", { count: agree })}
          </button>
        ) : null}
      </div>
    </section>
  );
};

const MatchTable = ({ rows, sides }: { rows: readonly MatchRow[]; sides: readonly Side[] }) => {
  const { t } = useTranslation();
  const word = useWord();
  const columns = useMemo(
    (): readonly Column<MatchRow>[] => [
      {
        key: "field",
        title: t("customs.match.field"),
        lead: true,
        render: (row) => (
          <>
            <b>{word("matchField", row.field)}</b>
            {row.line === null ? null : <span className="small soft"> {t("customs.match.line", { line: row.line })}</span>}
            <div>
              <span className={`match-state match-${row.severity}`}>
                <span aria-hidden="true">{MARK[row.state]}</span> {word("matchState", row.state)}
                {row.severity === "blocks" ? ` · ${t("customs.match.blocks")}` : ""}
              </span>
            </div>
          </>
        ),
      },
      ...sides.map((side): Column<MatchRow> => ({
        key: side,
        title: word("matchSide", side),
        render: (row) => {
          const cell = row.cells[side];
          return cell ? <Value cell={cell} /> : null;
        },
      })),
    ],
    [t, word, sides],
  );
  return <DataTable label={t("customs.match.title")} columns={columns} rows={rows} keyOf={(row) => `${row.field}/${row.line ?? ""}`} />;
};

const Value = ({ cell }: { cell: MatchCell }) => {
  const { t } = useTranslation();
  const word = useWord();
  const { value, state, severity, against } = cell;
  const said =
    against && state !== "equal"
      ? t("customs.match.against", { state: word("matchState", state), side: word("matchSide", against) })
      : undefined;
  return (
    <span className={`match-value match-${severity}`} title={said}>
      {value ?? <i className="faint">{word("matchState", "missing")}</i>}
      {said ? <span className="unseen">, {said}</span> : null}
    </span>
  );
};

const Inner = ({ fields }: { fields: readonly Field[] }) => {
  const { t } = useTranslation();
  const word = useWord();
  if (fields.length === 0) return null;
  return (
    <ul className="match-inner">
      {fields.map(({ pair, field, line, state, left, right, severity }) => (
        <li key={`${pair}/${field}/${line ?? ""}`}>
          <span className={`match-state match-${severity}`}>
            <span aria-hidden="true">{MARK[state]}</span> {word("matchState", state)}
          </span>{" "}
          <b>{word("matchField", field)}</b>
          {line === null ? "" : ` ${t("customs.match.line", { line })}`} <span className="soft small">{word("matchPair", pair)}</span>
          {left !== null || right !== null ? (
            <span className="num">
              {" "}
              {left ?? "—"} <span className="faint">{MARK[state]}</span> {right ?? "—"}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
};
