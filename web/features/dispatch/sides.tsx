import { useState } from "react";
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { BottomSheet, type SheetStep } from "../../ui/bottom-sheet.tsx";
import type { Chosen } from "./dispatch-page.tsx";
import { FleetList } from "./fleet-list.tsx";
import type { FleetFilter, FleetUnit } from "./fleet.ts";
import { ShipmentList } from "./shipment-list.tsx";
import { SitePanel } from "./site-panel.tsx";
import { UnitPanel } from "./unit-panel.tsx";
import type { Shipment, WorkItem } from "./work-items.ts";
import { WorkList } from "./work-list.tsx";

/** What stands beside the map, on a wide screen as two panels, on a phone as one sheet. */
type Props = Readonly<{
  work: readonly WorkItem[];
  shipments: readonly Shipment[];
  shown: readonly FleetUnit[];
  fleet: readonly FleetUnit[];
  filter: FleetFilter;
  setFilter(filter: FleetFilter): void;
  nowMs: number;
  unit: FleetUnit | undefined;
  chosen: Chosen;
  onUnit(unit: string): void;
  onWork(item: WorkItem): void;
  onShipment(shipment: Shipment): void;
  onShow(): void;
}>;

export const WideSides = (props: Props) => {
  const { t } = useTranslation();
  const detail = detailOf(props);
  return (
    <>
      <aside className="side side-left" aria-label={t("dispatch.lists")}>
        <Lists {...props} />
      </aside>
      {detail ? (
        <aside className="side side-right" aria-label={t("dispatch.detail")}>
          {detail}
        </aside>
      ) : null}
    </>
  );
};

export const PhoneSides = (props: Props) => {
  const { t } = useTranslation();
  const [step, setStep] = useState<SheetStep>(1);
  return (
    <BottomSheet step={step} onStep={setStep} label={t("dispatch.lists")}>
      {detailOf(props) ?? <Lists {...props} />}
    </BottomSheet>
  );
};

const detailOf = ({ chosen, unit, nowMs, fleet, onShow, onUnit }: Props) => {
  if (chosen.unit)
    return <UnitPanel key={chosen.unit} unit={unit} name={chosen.unit} nowMs={nowMs} onClose={chosen.none} onShow={onShow} />;
  if (chosen.site) return <SitePanel key={chosen.site} site={chosen.site} fleet={fleet} onClose={chosen.none} onUnit={onUnit} />;
  return undefined;
};

const Lists = ({ work, shipments, shown, fleet, filter, setFilter, nowMs, chosen, onUnit, onWork, onShipment }: Props) => {
  const { t } = useTranslation();
  const urgent = work.filter((item) => item.severity !== "minor" && !(item.kind === "alarm" && item.alarm.state === "acknowledged")).length;
  const tab = (key: string, count: number) => (
    <span>
      {t(`dispatch.tab.${key}`)} <span className="tab-count num">{count}</span>
    </span>
  );
  return (
    <Tabs
      className="side-tabs"
      size="middle"
      items={[
        { key: "work", label: tab("work", urgent), children: <WorkList items={work} onFocus={onWork} /> },
        {
          key: "fleet",
          label: tab("fleet", fleet.length),
          children: (
            <FleetList
              units={shown}
              total={fleet.length}
              filter={filter}
              selected={chosen.unit}
              nowMs={nowMs}
              onFilter={setFilter}
              onSelect={onUnit}
            />
          ),
        },
        {
          key: "shipments",
          label: tab("shipments", shipments.filter((shipment) => shipment.state === "under_way").length),
          children: <ShipmentList shipments={shipments} onSelect={onShipment} />,
        },
      ]}
    />
  );
};
