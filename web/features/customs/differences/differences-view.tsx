import { useTranslation } from "react-i18next";
import { useFilters } from "../address.ts";
import { SiteChoice } from "../site-choice.tsx";
import { DifferenceLines } from "./difference-lines.tsx";
import { Unsettled } from "./unsettled.tsx";
import "./differences.css";

/**
 * The officer's first page. Book lines on which goods, book, documents and obligations do not come to the same, each with
 * its cause; below it, facts that the books cannot hold yet.
 */
export const DifferencesView = () => {
  const { t } = useTranslation();
  const [{ site }, change] = useFilters(["site"] as const);
  return (
    <>
      <p className="soft customs-lead">{t("customs.differences.lead")}</p>
      <div className="toolbar customs-toolbar">
        <SiteChoice site={site} onChange={(next) => change({ site: next })} />
      </div>
      <section aria-labelledby="difference-lines">
        <h2 id="difference-lines" className="difference-title">
          {t("customs.differences.lines")}
        </h2>
        <DifferenceLines site={site} />
      </section>
      <section aria-labelledby="difference-facts">
        <h2 id="difference-facts" className="difference-title">
          {t("customs.differences.facts")}
        </h2>
        <p className="soft customs-lead">{t("customs.differences.factsLead")}</p>
        <Unsettled site={site} />
      </section>
    </>
  );
};
