import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "../../api/reference.ts";
import { useAcknowledge } from "../../api/acts.ts";
import { useLive, useLiveStore } from "../../live/use-live.ts";
import { AcknowledgeButton } from "../../ui/acknowledge-button.tsx";
import { siteOfAlarm } from "../../ui/alarm-place.ts";
import { useDetailText } from "../../ui/details.tsx";
import { formatInstant, formatSpan } from "../../ui/format.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { ModeGlyph } from "../../ui/mode-glyph.tsx";
import { EmptyState, LoadingState } from "../../ui/states.tsx";
import { AlarmStateTag, SeverityMark } from "../../ui/tags.tsx";
import { useWord } from "../../ui/words.ts";
import type { FleetUnit } from "./fleet.ts";
import { ShipmentView } from "./shipment-view.tsx";
import { UnitReadings } from "./unit-readings.tsx";

const TemperatureChart = lazy(async () => ({ default: (await import("./temperature-chart.tsx")).TemperatureChart }));

type Props = Readonly<{ unit: FleetUnit | undefined; name: string; nowMs: number; onClose(): void; onShow(): void }>;

/** Everything about one unit: where and how old, seal, readings against their limits, its alarms, its journey. */
export const UnitPanel = ({ unit, name, nowMs, onClose, onShow }: Props) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  if (!unit) {
    return (
      <div className="unit-panel">
        <PanelHead title={name} onClose={onClose} />
        <EmptyState title={t("dispatch.unit.unknown")} hint={t("dispatch.unit.unknownHint")} />
      </div>
    );
  }
  const { row } = unit;
  const hasTemperature = row.readings.some((reading) => reading.type === "Temperature");
  return (
    <div className="unit-panel">
      <PanelHead
        title={inLanguage(row.name, language)}
        below={[word("mode", row.mode), row.plate, row.unit].filter(Boolean).join(" · ")}
        mark={
          <span className={`mode-disc mode-${unit.alarm ?? unit.age}`}>
            <ModeGlyph mode={row.mode} size={20} />
          </span>
        }
        onClose={onClose}
      />
      <div className="side-scroll unit-body">
        <UnitNow unit={unit} nowMs={nowMs} onShow={onShow} />
        <UnitAlarms unit={row.unit} nowMs={nowMs} />
        {row.readings.length > 0 ? <UnitReadings row={row} nowMs={nowMs} /> : null}
        {hasTemperature ? (
          <section className="unit-part">
            <h3>{t("dispatch.unit.temperature")}</h3>
            <Suspense fallback={<LoadingState rows={3} />}>
              <TemperatureChart row={row} />
            </Suspense>
          </section>
        ) : null}
        {row.shipment ? (
          <ShipmentView shipment={row.shipment} nowMs={nowMs} />
        ) : (
          <section className="unit-part">
            <h3>{t("dispatch.shipment.title")}</h3>
            <p className="soft">{t("dispatch.shipment.none")}</p>
          </section>
        )}
      </div>
    </div>
  );
};

type HeadProps = Readonly<{ title: string; below?: string; mark?: React.ReactNode; onClose(): void }>;
export const PanelHead = ({ title, below, mark, onClose }: HeadProps) => {
  const { t } = useTranslation();
  return (
    <header className="panel-head">
      {mark}
      <span className="fleet-name">
        <h2>{title}</h2>
        {below ? <span className="small soft">{below}</span> : null}
      </span>
      <Button type="text" icon={<CloseOutlined />} aria-label={t("common.close")} onClick={onClose} />
    </header>
  );
};

/** What stands still heads nowhere. */
const motionOf = ({ speedKmh, headingDeg }: Readonly<{ speedKmh: number; headingDeg: number }>): string =>
  Math.round(speedKmh) === 0 ? "0 km/h" : `${Math.round(speedKmh)} km/h · ${Math.round(headingDeg)}°`;

const UnitNow = ({ unit, nowMs, onShow }: { unit: FleetUnit; nowMs: number; onShow: () => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const store = useLiveStore();
  const last = store.motion.last(unit.row.n);
  const { seal } = unit.row;
  return (
    <section className="unit-part">
      <dl className="facts">
        <dt>{t("dispatch.unit.position")}</dt>
        <dd>
          {last ? (
            <button type="button" className="text-button num" onClick={onShow}>
              {last.lat.toFixed(3)}, {last.lon.toFixed(3)}
            </button>
          ) : (
            t("age.never")
          )}
        </dd>
        <dt>{t("dispatch.unit.age")}</dt>
        <dd className={`num age-${unit.age}`} title={last ? formatInstant(last.atMs, language) : undefined}>
          {last ? t("age.ago", { span: formatSpan(nowMs - last.atMs, language) }) : t("age.never")} · {t(`age.${unit.age}`)}
        </dd>
        <dt>{t("dispatch.unit.speed")}</dt>
        <dd className="num">{last ? motionOf(last) : "—"}</dd>
        <dt>{t("dispatch.unit.seal")}</dt>
        <dd>
          {seal ? (
            <span className={`seal seal-${seal.state}`}>
              {word("seal", seal.state)} <span className="mono faint">{seal.seal}</span>
            </span>
          ) : (
            t("dispatch.unit.noSeal")
          )}
        </dd>
      </dl>
    </section>
  );
};

const UnitAlarms = ({ unit, nowMs }: { unit: string; nowMs: number }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const detail = useDetailText();
  const names = useNames(language);
  const alarms = useLive((state) => state.world.alarms);
  const { mutateAsync } = useAcknowledge();
  const own = [...alarms.values()].filter((alarm) => alarm.unit === unit && alarm.state !== "cleared");
  if (own.length === 0) return null;
  return (
    <section className="unit-part">
      <h3>{t("room.alarms")}</h3>
      <ul className="rows rows-inset">
        {own.map((alarm) => (
          <li key={alarm.alarm} className={`row row-${alarm.severity}`}>
            <span className="row-main">
              <span className="row-top">
                <SeverityMark severity={alarm.severity} />
                <span className="num faint small">{formatSpan(nowMs - Date.parse(alarm.raisedAt), language)}</span>
              </span>
              <b>{word("alarm", alarm.kind)}</b>
              <span className="small soft">{[names.site(siteOfAlarm(alarm) ?? ""), detail(alarm.detail)].filter(Boolean).join(" · ")}</span>
            </span>
            <span className="row-acts">
              {alarm.state === "open" ? (
                <AcknowledgeButton onAcknowledge={(note) => mutateAsync({ alarm: alarm.alarm, note })} />
              ) : (
                <AlarmStateTag state={alarm.state} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
