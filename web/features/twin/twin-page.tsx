import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TwinAnswer } from "#wire/customs-books.ts";
import { getTwin, listBooks } from "../../api/customs.ts";
import { useNames, useSites } from "../../api/reference.ts";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { formatTime } from "../../ui/format.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { EmptyState, ErrorState, LoadingState } from "../../ui/states.tsx";
import { useWord } from "../../ui/words.ts";
import { CellDrawer } from "./cell-drawer.tsx";
import { Legend } from "./legend.tsx";
import { WarehousePlan } from "./plan.tsx";
import { useTwinFilter, type TwinFilter } from "./twin-filter.ts";
import "./twin.css";

/** The warehouse as customs sees it: every cell in the colour of what its goods are to customs just now. */
export const TwinPage = () => {
  const { t } = useTranslation();
  const [filter, change] = useTwinFilter();
  const { site, book, line, q } = filter;
  const query = useQuery({
    queryKey: ["twin", "plan", site, book, line, q],
    queryFn: (o) => getTwin({ site, book, line, q }, o),
    enabled: site !== undefined,
    placeholderData: (before) => (before?.site === site ? before : undefined),
  });
  const twin = query.data;
  const isSearching = book !== undefined || q !== undefined;
  return (
    <div className="twin">
      <h1 className="unseen">{t("room.twin")}</h1>
      <TwinFilters filter={filter} onChange={change} />
      {twin ? <Legend cells={twin.cells} state={filter.state} onChoose={(state) => change({ state })} /> : null}
      {query.error && !twin ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {!twin && !query.error ? <LoadingState rows={8} /> : null}
      {twin && twin.cells.length === 0 ? <EmptyState title={t("twin.noCells")} hint={t("twin.noCellsHint")} /> : null}
      {twin && twin.cells.length > 0 ? (
        <>
          <WarehousePlan cells={twin.cells} state={filter.state} isSearching={isSearching} onOpen={(cell) => change({ cell })} />
          <Foot twin={twin} isSearching={isSearching} />
        </>
      ) : null}
      <CellDrawer
        site={site}
        cell={twin?.cells.find((each) => each.location === filter.cell)}
        onClose={() => change({ cell: undefined })}
      />
    </div>
  );
};

type FilterProps = Readonly<{ filter: TwinFilter; onChange(part: Partial<TwinFilter>): void }>;

const TwinFilters = ({ filter, onChange }: FilterProps) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const sites = useSites();
  const books = useQuery({
    queryKey: ["customs-books", "of", filter.site],
    queryFn: (o) => listBooks({ site: filter.site, limit: 500 }, o),
    enabled: filter.site !== undefined,
  });
  const siteOptions = useMemo(
    () => (sites.data ?? []).map((each) => ({ value: each.site, label: inLanguage(each.name, language) })),
    [sites.data, language],
  );
  const bookOptions = (books.data?.rows ?? []).map(({ book, kind }) => ({ value: book, label: `${book} · ${word("bookKind", kind)}` }));
  return (
    <div className="toolbar twin-filters">
      <ChoiceField
        label={t("field.site")}
        placeholder={t("field.site")}
        value={filter.site}
        options={siteOptions}
        onChange={(site) => onChange({ site, book: undefined, line: undefined, cell: undefined })}
      />
      <ChoiceField
        label={t("field.book")}
        placeholder={t("common.all")}
        value={filter.book}
        options={bookOptions}
        onChange={(book) => onChange({ book, line: undefined })}
      />
      {filter.book ? (
        <SearchField
          className="twin-line"
          main={false}
          label={t("twin.line")}
          placeholder={t("common.all")}
          value={filter.line}
          maxLength={8}
          onSearch={(line) => onChange({ line: line && /^[1-9]\d*$/.test(line) ? line : undefined })}
        />
      ) : null}
      <SearchField
        className="twin-search"
        label={t("twin.find")}
        placeholder={t("twin.findHint")}
        value={filter.q}
        onSearch={(q) => onChange({ q })}
      />
    </div>
  );
};

const Foot = ({ twin, isSearching }: { twin: TwinAnswer; isSearching: boolean }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const found = twin.cells.filter((cell) => cell.matches && cell.states.length > 0).length;
  return (
    <p className="twin-foot small soft" role="status">
      {isSearching ? <b>{t(found === 0 ? "twin.foundNone" : "twin.found", { count: found, all: twin.cells.length })} · </b> : null}
      {t("twin.asOf", { site: names.site(twin.site), when: formatTime(twin.at, language), entry: twin.entry })}
      <span className="twin-keys"> · {t("twin.keys")}</span>
    </p>
  );
};
