import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { GateSightRow } from "#wire/customs-desk.ts";
import { useWorldNow } from "../../../live/use-live.ts";
import { formatQuantity, formatSigned, formatSpan, formatTime, fromScaled, toScaled } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { useWord } from "../../../ui/words.ts";
import { documentPath } from "../address.ts";

/** One vehicle at a gate: raised or held, why, what to do about it, and the scale beside the pass. */
export const SightRow = ({ sight }: { sight: GateSightRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const now = useWorldNow(1_000);
  const isHeld = sight.barrier === "hold";
  return (
    <li className={`sight ${isHeld ? "sight-held" : "sight-raised"}`}>
      <span className="barrier">
        <svg width={40} height={28} viewBox="0 0 40 28" aria-hidden="true">
          <path d="M6 26V12" />
          <path d={isHeld ? "M6 13H38" : "M6 13L30 1"} />
        </svg>
        {word("barrier", sight.barrier)}
      </span>
      <div className="sight-said">
        <div className="difference-head">
          <b className="plate">{sight.plate ?? t("customs.gate.noPlate")}</b>
          <span className="small soft num" title={formatTime(sight.at, language)}>
            {t("age.ago", { span: formatSpan(now - Date.parse(sight.at), language) })}
          </span>
        </div>
        <p className="small soft">
          {[sight.direction ? t(`customs.gate.${sight.direction}`) : "", sight.device].filter(Boolean).join(" · ")}
          {sight.pass ? (
            <>
              {" · "}
              <Link className="mono" to={documentPath("pass", sight.pass)}>
                {sight.pass}
              </Link>
            </>
          ) : null}
        </p>
        {sight.reason ? (
          <p className="sight-reason">
            <b>{word("reason", sight.reason)}</b> <span>{t(`todo.${sight.reason}`, { defaultValue: sight.detail ?? "" })}</span>
          </p>
        ) : null}
        <Weight sight={sight} />
      </div>
    </li>
  );
};

const Weight = ({ sight }: { sight: GateSightRow }) => {
  const { t } = useTranslation();
  const { weighedKg, declaredWeightKg } = sight;
  if (weighedKg === null && declaredWeightKg === null) return null;
  if (weighedKg === null)
    return <p className="small soft">{t("customs.gate.notWeighed", { declared: formatQuantity(declaredWeightKg ?? "0") })}</p>;
  if (declaredWeightKg === null)
    return <p className="small soft num">{t("customs.gate.weighed", { weighed: formatQuantity(weighedKg) })}</p>;
  const off = fromScaled(toScaled(weighedKg) - toScaled(declaredWeightKg));
  return (
    <p className={`small num ${sight.reason === "weight_out_of_tolerance" ? "weight-off" : "soft"}`}>
      {t("customs.gate.weighedAgainst", {
        weighed: formatQuantity(weighedKg),
        declared: formatQuantity(declaredWeightKg),
        off: formatSigned(off, true),
      })}
    </p>
  );
};
