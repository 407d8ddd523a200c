import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ShipmentAnswer } from "#wire/tracking-api.ts";
import { getShipment } from "../../api/endpoints.ts";
import { useNames } from "../../api/reference.ts";
import { formatMoment, formatSpan } from "../../ui/format.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { ModeGlyph } from "../../ui/mode-glyph.tsx";
import { Loadable } from "../../ui/states.tsx";
import { useWord } from "../../ui/words.ts";

/** A shipment's journey: plan against what happened, leg by leg, and how the expected arrival has changed. */
const REFRESH_MS = 15_000;
const REVISIONS_SHOWN = 6;

export const ShipmentView = ({ shipment, nowMs }: { shipment: string; nowMs: number }) => {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["shipments", shipment], queryFn: (o) => getShipment(shipment, o), refetchInterval: REFRESH_MS });
  return (
    <section className="unit-part">
      <h3>{t("dispatch.shipment.title")}</h3>
      <Loadable query={query} rows={3}>
        {(data) => <Journey data={data} nowMs={nowMs} />}
      </Loadable>
    </section>
  );
};

const Journey = ({ data, nowMs }: { data: ShipmentAnswer; nowMs: number }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  return (
    <>
      <p>
        <b>{data.name ? inLanguage(data.name, language) : data.shipment}</b> <span className="mono faint">{data.shipment}</span>
      </p>
      <p className="journey-eta num">
        {data.eta
          ? t(data.state === "arrived" ? "dispatch.shipment.arrivedAt" : "dispatch.shipment.eta", {
              when: formatMoment(data.eta, language),
            })
          : t(`dispatch.shipment.state.${data.state}`)}
        {data.eta && data.state !== "arrived" && Date.parse(data.eta) > nowMs ? (
          <span className="soft"> · {t("dispatch.shipment.in", { span: formatSpan(Date.parse(data.eta) - nowMs, language) })}</span>
        ) : null}
        {data.lateMinutes > 0 ? (
          <span className="late"> · {t("dispatch.shipment.late", { span: formatSpan(data.lateMinutes * 60_000, language) })}</span>
        ) : null}
      </p>
      <ol className="legs">
        {data.legs.map((leg) => (
          <Leg key={leg.leg} leg={leg} progress={progressOf(data, leg.leg)} />
        ))}
      </ol>
      <Revisions data={data} />
      {data.parents.length > 0 ? <p className="small soft">{t("dispatch.shipment.parents", { count: data.parents.length })}</p> : null}
    </>
  );
};

type LegOf = ShipmentAnswer["legs"][number];

const progressOf = (data: ShipmentAnswer, leg: number): number => {
  const found = data.legs.find((each) => each.leg === leg);
  if (found?.arrivedAt) return 1;
  const current = data.legs.find((each) => each.departedAt && !each.arrivedAt);
  return current?.leg === leg ? data.progress : 0;
};

const Leg = ({ leg, progress }: { leg: LegOf; progress: number }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const names = useNames(language);
  const state = leg.arrivedAt ? "done" : leg.departedAt ? "now" : "ahead";
  return (
    <li className={`leg leg-${state}`}>
      <span className="leg-mark">
        <ModeGlyph mode={leg.mode} size={15} />
      </span>
      <span className="leg-body">
        <b>
          {names.site(leg.from)} → {names.site(leg.to)}
        </b>
        <span className="small soft">{[word("legMode", leg.mode), leg.unit].filter(Boolean).join(" · ")}</span>
        <span className="small num soft">
          {leg.departedAt
            ? t("dispatch.leg.departed", { when: formatMoment(leg.departedAt, language) })
            : t("dispatch.leg.plannedDeparture", { when: formatMoment(leg.plannedDeparture, language) })}
          {" · "}
          {leg.arrivedAt
            ? t("dispatch.leg.arrived", { when: formatMoment(leg.arrivedAt, language) })
            : leg.eta
              ? t("dispatch.leg.eta", { when: formatMoment(leg.eta, language) })
              : t("dispatch.leg.plannedArrival", { when: formatMoment(leg.plannedArrival, language) })}
        </span>
        {state === "now" ? (
          <span
            className="leg-progress"
            role="progressbar"
            aria-valuenow={Math.round(progress * 100)}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-label={t("dispatch.leg.progress")}
          >
            <i style={{ width: `${progress * 100}%` }} />
          </span>
        ) : null}
      </span>
    </li>
  );
};

const Revisions = ({ data }: { data: ShipmentAnswer }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  if (data.etaRevisions.length === 0) return null;
  const newest = data.etaRevisions.toSorted((a, b) => Date.parse(b.revisedAt) - Date.parse(a.revisedAt)).slice(0, REVISIONS_SHOWN);
  return (
    <details className="revisions">
      <summary>{t("dispatch.shipment.revisions", { count: data.etaRevisions.length })}</summary>
      <ul>
        {newest.map((revision) => (
          <li key={`${revision.leg}/${revision.revisedAt}`} className="small num">
            <span className="soft">{formatMoment(revision.revisedAt, language)}</span> → <b>{formatMoment(revision.eta, language)}</b>{" "}
            <span className="soft">{word("etaCause", revision.cause)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
};
