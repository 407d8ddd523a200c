import { useTranslation } from "react-i18next";
import { useNames } from "../../api/reference.ts";
import { formatMoment, formatSpan } from "../../ui/format.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { ModeGlyph } from "../../ui/mode-glyph.tsx";
import { EmptyState } from "../../ui/states.tsx";
import type { Shipment } from "./work-items.ts";

/** Shipments, the latest first; a click shows the unit that carries it now. */
type Props = Readonly<{ shipments: readonly Shipment[]; onSelect(shipment: Shipment): void }>;
const STATES: readonly Shipment["state"][] = ["under_way", "planned", "arrived"];

export const ShipmentList = ({ shipments, onSelect }: Props) => {
  const { t } = useTranslation();
  const sorted = shipments.toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || b.lateMinutes - a.lateMinutes);
  return (
    <div className="side-scroll">
      {sorted.length === 0 ? <EmptyState title={t("dispatch.shipment.noneAtAll")} hint={t("dispatch.shipment.noneAtAllHint")} /> : null}
      <ul className="rows">
        {sorted.map((shipment) => (
          <li key={shipment.shipment} className="row">
            <ShipmentRow shipment={shipment} onSelect={onSelect} />
          </li>
        ))}
      </ul>
    </div>
  );
};

const ShipmentRow = ({ shipment, onSelect }: { shipment: Shipment; onSelect: Props["onSelect"] }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const first = shipment.legs[0];
  const last = shipment.legs.at(-1);
  return (
    <button type="button" className="bare row-main" onClick={() => onSelect(shipment)}>
      <span className="row-top">
        <b className="clip">{shipment.name ? inLanguage(shipment.name, language) : shipment.shipment}</b>
        {shipment.lateMinutes > 0 && shipment.state !== "arrived" ? (
          <span className="late small num unbroken">
            {t("dispatch.shipment.late", { span: formatSpan(shipment.lateMinutes * 60_000, language) })}
          </span>
        ) : (
          <span className="small soft unbroken">{t(`dispatch.shipment.state.${shipment.state}`)}</span>
        )}
      </span>
      <span className="small soft">
        {first ? names.site(first.from) : ""} → {last ? names.site(last.to) : ""}
      </span>
      <span className="shipment-legs">
        {shipment.legs.map((leg) => (
          <span key={leg.leg} className={`leg-dot leg-${leg.arrivedAt ? "done" : leg.departedAt ? "now" : "ahead"}`}>
            <ModeGlyph mode={leg.mode} size={14} />
          </span>
        ))}
        {shipment.eta ? <span className="small soft num">{formatMoment(shipment.eta, language)}</span> : null}
      </span>
    </button>
  );
};
