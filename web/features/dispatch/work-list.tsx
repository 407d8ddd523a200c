import { Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAcknowledge } from "../../api/acts.ts";
import { useNames } from "../../api/reference.ts";
import { useLive, useWorldNow } from "../../live/use-live.ts";
import { AcknowledgeButton } from "../../ui/acknowledge-button.tsx";
import { siteOfAlarm } from "../../ui/alarm-place.ts";
import { useDetailText } from "../../ui/details.tsx";
import { formatSpan } from "../../ui/format.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { AlarmStateTag, SeverityMark } from "../../ui/tags.tsx";
import { useWord } from "../../ui/words.ts";
import type { WorkItem } from "./work-items.ts";

/** What needs a person now. A click shows the place; the note stays with the alarm. */
type Props = Readonly<{ items: readonly WorkItem[]; onFocus(item: WorkItem): void }>;

export const WorkList = ({ items, onFocus }: Props) => {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const now = useWorldNow(5000);
  const seen = items.filter(isSeen).length;
  const shown = all ? items : items.filter((item) => !isSeen(item));
  return (
    <div className="side-scroll">
      {seen > 0 ? (
        <label className="work-switch">
          <Switch size="small" checked={all} onChange={setAll} />
          <span className="small soft">{t("dispatch.work.showAll", { count: seen })}</span>
        </label>
      ) : null}
      {shown.length === 0 ? <EmptyState title={t("dispatch.work.none")} hint={t("dispatch.work.noneHint")} /> : null}
      <ul className="rows">
        {shown.map((item) => (
          <WorkRow key={item.key} item={item} nowMs={now} onFocus={onFocus} />
        ))}
      </ul>
    </div>
  );
};

const isSeen = (item: WorkItem): boolean => item.kind === "alarm" && item.alarm.state === "acknowledged";

const WorkRow = ({ item, nowMs, onFocus }: { item: WorkItem; nowMs: number; onFocus: (item: WorkItem) => void }) => {
  const { language } = useLook();
  const { mutateAsync } = useAcknowledge();
  const { title, where, why } = useWorkText(item);
  const { t } = useTranslation();
  return (
    <li className={`row row-${item.severity}`}>
      <button type="button" className="bare row-main" onClick={() => onFocus(item)}>
        <span className="row-top">
          <SeverityMark severity={item.severity} />
          <span className="num faint small">{formatSpan(nowMs - item.sinceMs, language)}</span>
        </span>
        <b>{title}</b>
        <span className="small soft">{where}</span>
        {why ? <span className="small soft row-why">{why}</span> : null}
      </button>
      <span className="row-acts">
        {item.kind === "alarm" && item.alarm.state === "open" ? (
          <AcknowledgeButton onAcknowledge={(note) => mutateAsync({ alarm: item.alarm.alarm, note })} />
        ) : null}
        {item.kind === "alarm" && item.alarm.state === "acknowledged" ? <AlarmStateTag state="acknowledged" /> : null}
        {item.kind === "difference" ? <Link to="/customs/differences">{t("dispatch.work.toDifferences")}</Link> : null}
      </span>
    </li>
  );
};

const useWorkText = (item: WorkItem): { title: string; where: string; why: string } => {
  const { t } = useTranslation();
  const word = useWord();
  const { language } = useLook();
  const names = useNames(language);
  const detail = useDetailText();
  const units = useLive((state) => state.world.units);
  const unitName = (key: string | null): string => {
    const unit = key ? units.get(key) : undefined;
    return unit ? inLanguage(unit.name, language) : (key ?? "");
  };
  const join = (...parts: readonly string[]): string => parts.filter(Boolean).join(" · ");
  if (item.kind === "alarm") {
    const { kind, unit, device, note } = item.alarm;
    const site = siteOfAlarm(item.alarm);
    return {
      title: word("alarm", kind),
      where: join(unitName(unit), site ? names.site(site) : "", unit ? "" : (device ?? "")),
      why: join(detail(item.alarm.detail), note ? `“${note}”` : ""),
    };
  }
  if (item.kind === "difference") {
    const { difference } = item;
    const missing = difference.missing[0]?.lot.gtin;
    return {
      title: t("dispatch.work.difference"),
      where: join(names.site(difference.site), difference.step ? word("step", difference.step) : "", difference.device),
      why: join(word("reason", difference.reason), missing ? names.product(missing) : ""),
    };
  }
  const { shipment } = item;
  return {
    title: t("dispatch.work.late", { span: formatSpan(shipment.lateMinutes * 60_000, language) }),
    where: join(
      shipment.name ? inLanguage(shipment.name, language) : shipment.shipment,
      shipment.legs.at(-1) ? names.site(shipment.legs.at(-1)?.to ?? "") : "",
    ),
    why: "",
  };
};
