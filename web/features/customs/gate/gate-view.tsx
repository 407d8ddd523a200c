import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { GateAnswer } from "#wire/customs-desk.ts";
import { getGate } from "../../../api/customs.ts";
import { useHomeSite } from "../../../api/reference.ts";
import { EmptyState, Loadable } from "../../../ui/states.tsx";
import { useFilters } from "../address.ts";
import { SiteChoice } from "../site-choice.tsx";
import { PassCard } from "./pass-card.tsx";
import { SightRow } from "./sight-row.tsx";
import "./gate.css";

/** The gate of a zone (卡口): what the barrier just did and why, and the vehicles whose passes stand, the longest approved first. */
const REFRESH_MS = 10_000;

export const GateView = () => {
  const { t } = useTranslation();
  const home = useHomeSite();
  const [filter, change] = useFilters(["site"] as const);
  const site = filter.site ?? home;
  const query = useQuery({
    queryKey: ["gate", site],
    queryFn: (o) => getGate(site ?? "", o),
    enabled: site !== undefined,
    // A pass runs out without anything happening.
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <p className="soft customs-lead">{t("customs.gate.lead")}</p>
      <div className="toolbar customs-toolbar">
        <SiteChoice site={site} onChange={(next) => change({ site: next })} />
      </div>
      <Loadable query={query} rows={8}>
        {(gate) => <Gate gate={gate} />}
      </Loadable>
    </>
  );
};

const Gate = ({ gate }: { gate: GateAnswer }) => {
  const { t } = useTranslation();
  return (
    <div className="gate">
      <section aria-labelledby="gate-seen">
        <h2 id="gate-seen">{t("customs.gate.seen")}</h2>
        <div className="panel customs-panel">
          {gate.seen.length === 0 ? (
            <EmptyState title={t("customs.gate.noneSeen")} hint={t("customs.gate.noneSeenHint")} />
          ) : (
            <ol className="rows" aria-live="polite">
              {gate.seen.map((sight) => (
                <SightRow key={sight.entry} sight={sight} />
              ))}
            </ol>
          )}
        </div>
      </section>
      <section aria-labelledby="gate-passes">
        <h2 id="gate-passes">
          {t("customs.gate.passes")} <span className="soft num">{gate.passes.length}</span>
        </h2>
        {gate.passes.length === 0 ? (
          <div className="panel">
            <EmptyState title={t("customs.gate.noPass")} hint={t("customs.gate.noPassHint")} />
          </div>
        ) : (
          <ol className="passes">
            {gate.passes.map((pass) => (
              <PassCard key={pass.pass} pass={pass} />
            ))}
          </ol>
        )}
      </section>
    </div>
  );
};
