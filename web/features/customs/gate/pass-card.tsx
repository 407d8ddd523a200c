import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { GatePassRow } from "#wire/customs-desk.ts";
import { useWorldNow } from "../../../live/use-live.ts";
import { formatMoment, formatQuantity, formatSpan } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { useWord } from "../../../ui/words.ts";
import { documentPath } from "../address.ts";

/** A pass that may go through: its vehicle, until when, and for what. One that soon runs out says so. */
const SOON_MS = 2 * 3_600_000;

export const PassCard = ({ pass }: { pass: GatePassRow }) => {
  const { t } = useTranslation();
  const word = useWord();
  const facts: readonly (readonly [string, string | null])[] = [
    [t("words.content.container"), pass.container],
    [t("words.content.seal"), pass.seal],
    [
      t("customs.gate.weight"),
      pass.declaredWeightKg === null ? null : t("customs.gate.kg", { quantity: formatQuantity(pass.declaredWeightKg) }),
    ],
    [t("customs.gate.lines"), pass.passKind === "6" ? null : String(pass.lines)],
    [t("field.owner"), pass.owner],
  ];
  return (
    <li className="panel pass-card" data-seen={pass.seenAt !== null}>
      <div className="difference-head">
        <b className="plate">{pass.plate ?? t("customs.gate.noPlate")}</b>
        <span className="chips">
          {pass.isFastLane ? <span className="tag tone-good">{t("customs.gate.fastLane")}</span> : null}
          <StateTag list="documentState" state={pass.state} />
        </span>
      </div>
      <p>
        <span className="way">{pass.direction ? t(`customs.gate.${pass.direction}`) : ""}</span>{" "}
        {pass.passKind ? word("passKind", pass.passKind) : ""}
      </p>
      <p className="small">
        <Link className="mono" to={documentPath("pass", pass.pass)}>
          {pass.pass}
        </Link>
      </p>
      <dl className="pass-facts">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      <Validity pass={pass} />
    </li>
  );
};

const Validity = ({ pass }: { pass: GatePassRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const now = useWorldNow(10_000);
  const leftMs = pass.validUntil === null ? undefined : Date.parse(pass.validUntil) - now;
  const isEarly = pass.validFrom !== null && Date.parse(pass.validFrom) > now;
  return (
    <p className={`small num ${leftMs !== undefined && leftMs < SOON_MS ? "weight-off" : "soft"}`}>
      {isEarly ? `${t("customs.gate.from", { when: formatMoment(pass.validFrom ?? "", language) })} · ` : ""}
      {leftMs === undefined
        ? t("customs.gate.noEnd")
        : t(leftMs < 0 ? "customs.gate.ranOut" : "customs.gate.until", {
            when: formatMoment(pass.validUntil ?? "", language),
            span: formatSpan(Math.abs(leftMs), language),
          })}
      {pass.seenAt ? <b> · {t("customs.gate.seenAgo", { span: formatSpan(now - Date.parse(pass.seenAt), language) })}</b> : null}
    </p>
  );
};
