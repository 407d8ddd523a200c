import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StockRow } from "#wire/http-api.ts";
import { listStock } from "../../api/endpoints.ts";
import { useSites } from "../../api/reference.ts";
import { useLiveStore } from "../../live/use-live.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { ModeGlyph, SiteGlyph } from "../../ui/mode-glyph.tsx";
import { EmptyState, Loadable } from "../../ui/states.tsx";
import { RegimeTag } from "../../ui/tags.tsx";
import { useWord } from "../../ui/words.ts";
import type { FleetUnit } from "./fleet.ts";
import { PanelHead } from "./unit-panel.tsx";

/** A site on the map: what it is, what lies there by regime, which units are near. */
type Props = Readonly<{ site: string; fleet: readonly FleetUnit[]; onClose(): void; onUnit(unit: string): void }>;
const ROWS_READ = 500;
const NEAR_DEGREES = 0.15;

export const SitePanel = ({ site, fleet, onClose, onUnit }: Props) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const sites = useSites();
  const store = useLiveStore();
  const found = sites.data?.find((each) => each.site === site);
  const near = fleet.filter(({ row }) => {
    const at = store.motion.last(row.n);
    return found && at && Math.abs(at.lat - found.lat) < NEAR_DEGREES && Math.abs(at.lon - found.lon) < NEAR_DEGREES;
  });
  if (!found) {
    return (
      <div className="unit-panel">
        <PanelHead title={site} onClose={onClose} />
        <EmptyState title={t("dispatch.site.unknown")} />
      </div>
    );
  }
  return (
    <div className="unit-panel">
      <PanelHead
        title={inLanguage(found.name, language)}
        below={`${word("siteKind", found.kind)} · ${site}`}
        mark={
          <span className="mode-disc mode-site">
            <SiteGlyph kind={found.kind} size={20} />
          </span>
        }
        onClose={onClose}
      />
      <div className="side-scroll unit-body">
        <section className="unit-part">
          <h3>{t("dispatch.site.stock")}</h3>
          <SiteStock site={site} />
          <Link to={`/stock?site=${site}`}>{t("dispatch.site.toStock")}</Link>
        </section>
        <section className="unit-part">
          <h3>{t("dispatch.site.near")}</h3>
          {near.length === 0 ? <p className="soft">{t("dispatch.site.nearNone")}</p> : null}
          <ul className="rows rows-inset">
            {near.map(({ row, alarm, age }) => (
              <li key={row.unit} className="row">
                <button type="button" className="bare fleet-row" onClick={() => onUnit(row.unit)}>
                  <span className={`mode-disc mode-${alarm ?? age}`}>
                    <ModeGlyph mode={row.mode} />
                  </span>
                  <span className="fleet-name">
                    <b className="clip">{inLanguage(row.name, language)}</b>
                    <span className="small soft">{row.plate}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
};

const SiteStock = ({ site }: { site: string }) => {
  const query = useQuery({ queryKey: ["stock", "site-panel", site], queryFn: (o) => listStock({ site, limit: ROWS_READ }, o) });
  return (
    <Loadable query={query} rows={2}>
      {(page) => <ByRegime rows={page.rows} more={page.next !== null} />}
    </Loadable>
  );
};

const ByRegime = ({ rows, more }: { rows: readonly StockRow[]; more: boolean }) => {
  const { t } = useTranslation();
  const regimes = useMemo(() => {
    const found = new Map<string, { lines: number; products: Set<string> }>();
    for (const row of rows) {
      const entry = found.get(row.regime) ?? { lines: 0, products: new Set<string>() };
      entry.lines += 1;
      entry.products.add(row.gtin);
      found.set(row.regime, entry);
    }
    return [...found];
  }, [rows]);
  if (regimes.length === 0) return <p className="soft">{t("dispatch.site.empty")}</p>;
  return (
    <ul className="regime-lines">
      {regimes.map(([regime, { lines, products }]) => (
        <li key={regime}>
          <RegimeTag regime={regime} />{" "}
          <span className="num">{t("dispatch.site.lines", { lines: more ? `${lines}+` : lines, products: products.size })}</span>
        </li>
      ))}
    </ul>
  );
};
