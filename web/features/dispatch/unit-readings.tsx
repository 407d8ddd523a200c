import { useTranslation } from "react-i18next";
import type { UnitRow } from "#wire/tracking-api.ts";
import { formatInstant, formatSpan } from "../../ui/format.ts";
import { useLook } from "../../ui/look.tsx";
import { useWord } from "../../ui/words.ts";

/** Units of measure as read; the codes are UN/ECE Recommendation 20. */
const UOM_SIGNS: Readonly<Record<string, string>> = { CEL: "°C", P1: "%", LUX: "lx", KGM: "kg", VLT: "V", KMH: "km/h", LTR: "L" };

export const UnitReadings = ({ row, nowMs }: { row: UnitRow; nowMs: number }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const { minC, maxC } = row.limits;
  const limits = minC === null && maxC === null ? undefined : `${minC ?? "…"} – ${maxC ?? "…"} °C`;
  return (
    <section className="unit-part">
      <h3>{t("dispatch.unit.readings")}</h3>
      <ul className="readings">
        {row.readings.map((reading) => (
          <li key={`${reading.type}/${reading.probe}`} className="reading" data-outside={reading.outside}>
            <span className="soft small">
              {word("reading", reading.type)}
              {reading.probe ? (
                <b className="reading-probe"> {t(`words.probe.${reading.probe}`, { defaultValue: reading.probe })}</b>
              ) : null}
            </span>
            <b className="num">
              {reading.value.toFixed(1)}
              <small> {UOM_SIGNS[reading.uom] ?? reading.uom}</small>
            </b>
            <span className="small faint num" title={formatInstant(reading.at, language)}>
              {t("age.ago", { span: formatSpan(nowMs - Date.parse(reading.at), language) })}
            </span>
            {reading.outside ? <span className="small reading-outside">{t("dispatch.unit.outside")}</span> : null}
          </li>
        ))}
      </ul>
      {limits ? <p className="small soft num">{t("dispatch.unit.limits", { limits })}</p> : null}
    </section>
  );
};
