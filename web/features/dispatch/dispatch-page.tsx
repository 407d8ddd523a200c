import { useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import type { UnitMode } from "#wire/words.ts";
import { useLive, useLiveStore } from "../../live/use-live.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { usePhone } from "../../ui/use-media.ts";
import { matches, NO_FILTER, type FleetFilter, type FleetUnit } from "./fleet.ts";
import type { Bounds, Insets } from "./map/leaflet-map.ts";
import { compactSpan } from "./map/project.ts";
import type { Hit } from "./map/traffic.ts";
import { WorldMap, type Focus } from "./map/world-map.tsx";
import { PhoneSides, WideSides } from "./sides.tsx";
import { useFleet, useMapSites, useNow, useRoutes, useShipments, useWorkItems } from "./use-dispatch.ts";
import type { Shipment, WorkItem } from "./work-items.ts";
import "./dispatch.css";

/**
 * The dispatcher's room: the map over the whole room, work on the left, the chosen unit or site on the right; on a phone both
 * are a sheet over the map. What is chosen stands in the address, so that it can be sent to a colleague.
 */
export const DispatchPage = () => {
  const phone = usePhone();
  const nowMs = useNow();
  const fleet = useFleet(nowMs);
  const shipments = useShipments();
  const sites = useMapSites();
  const work = useWorkItems(shipments);
  const [filter, setFilter] = useState<FleetFilter>(NO_FILTER);
  const chosen = useChosen();
  const { focus, show } = useFocusing(chosen);
  const shown = useMemo(() => fleet.filter((unit) => matches(unit, filter)), [fleet, filter]);
  const unit = fleet.find((each) => each.row.unit === chosen.unit);
  const routes = useRoutes(unit?.row, shipments);
  const trafficUnits = useTrafficUnits(shown, unit);
  const scene = useMemo(
    () => ({ units: trafficUnits, sites, selected: chosen.unit, selectedSite: chosen.site, routes }),
    [trafficUnits, sites, chosen.unit, chosen.site, routes],
  );
  const extent = useFirstExtent(sites, phone);
  const showUnit = (key: string): void => {
    chosen.chooseUnit(key);
    show({ unit: key });
  };
  const onHit = (hit: Hit | undefined): void => {
    if (hit?.kind === "unit") chosen.chooseUnit(hit.unit);
    else if (hit?.kind === "site") chosen.chooseSite(hit.site);
    else if (hit?.kind === "cluster") show({ lat: hit.lat, lon: hit.lon, closer: true });
    else chosen.none();
  };
  const sides = {
    work,
    shipments,
    shown,
    fleet,
    filter,
    setFilter,
    nowMs,
    unit,
    chosen,
    onUnit: showUnit,
    onWork: (item: WorkItem) => focusWork(item, shipments, { showUnit, show, chooseSite: chosen.chooseSite }),
    onShipment: (shipment: Shipment) => {
      const carrier = carrierOf(shipment);
      if (carrier) showUnit(carrier);
      else show({ site: shipment.legs[0]?.from });
    },
    onShow: () => chosen.unit && show({ unit: chosen.unit }),
  };
  return (
    <div className="dispatch">
      <WorldMap
        scene={scene}
        start={keptView() ?? { lat: 31, lon: 95, zoom: phone ? 2.5 : 4 }}
        focus={focus}
        extent={extent}
        insets={phone ? PHONE_INSETS : wideInsets(chosen.unit !== undefined || chosen.site !== undefined, innerWidth)}
        onHit={onHit}
        onMoved={keepView}
      />
      {phone ? <PhoneSides {...sides} /> : <WideSides {...sides} />}
    </div>
  );
};

const PHONE_INSETS: Insets = { left: 0, right: 0, top: 0, bottom: 300 };
/** What the panels cover; the same widths stand in the style sheet. */
const wideInsets = (panel: boolean, widthPx: number): Insets => {
  if (widthPx < 860) return { left: 316, right: 0, top: 0, bottom: 0 };
  if (widthPx < 1024) return { left: 316, right: panel ? 332 : 0, top: 0, bottom: 0 };
  return { left: 372, right: panel ? 388 : 0, top: 0, bottom: 0 };
};

export type Chosen = Readonly<{
  unit: string | undefined;
  site: string | undefined;
  chooseUnit(unit: string): void;
  chooseSite(site: string): void;
  none(): void;
}>;

const useChosen = (): Chosen => {
  const [params, setParams] = useSearchParams();
  return {
    unit: params.get("unit") ?? undefined,
    site: params.get("site") ?? undefined,
    chooseUnit: (unit) => setParams({ unit }, { replace: true }),
    chooseSite: (site) => setParams({ site }, { replace: true }),
    none: () => setParams({}, { replace: true }),
  };
};

type Place = Readonly<{ unit?: string | undefined; site?: string | undefined; lat?: number; lon?: number; closer?: boolean }>;
/** Near enough to see where it is, far enough to see where it goes. */
const NEAR_ZOOM = 7;
const NEAR_ZOOM_OF: Readonly<Partial<Record<UnitMode, number>>> = { train: 4, vessel: 4, aircraft: 4 };
const CLOSER_BY = 2;

const useFocusing = (chosen: Chosen) => {
  const store = useLiveStore();
  const units = useLive((state) => state.world.units);
  const sites = useMapSites();
  const [focus, setFocus] = useState<Focus>();
  const show = (place: Place): void => {
    const row = place.unit ? units.get(place.unit) : undefined;
    const at = row ? store.motion.pose(row.n, store.worldNowMs()) : place.site ? sites.find((site) => site.site === place.site) : place;
    if (at?.lat === undefined || at.lon === undefined) return;
    const zoomNow = keptView()?.zoom ?? 0;
    const { lat, lon } = at;
    setFocus((before) => ({
      key: `${Number(before?.key ?? 0) + 1}`,
      lat,
      lon,
      zoom: place.closer ? zoomNow + CLOSER_BY : Math.max(zoomNow, (row && NEAR_ZOOM_OF[row.mode]) ?? NEAR_ZOOM),
    }));
  };
  // Who comes by a link to a unit or a site wants to see it: once, as soon as it is known where it is.
  const [asked, setAsked] = useState(chosen.unit ?? chosen.site);
  const known = asked !== undefined && (units.has(asked) || sites.some((site) => site.site === asked));
  useEffect(() => {
    if (!known) return;
    setAsked(undefined);
    show({ unit: chosen.unit, site: chosen.site });
  });
  return { focus, show };
};

const carrierOf = (shipment: Shipment): string | undefined =>
  (shipment.legs.find((leg) => leg.departedAt && !leg.arrivedAt) ?? shipment.legs.find((leg) => !leg.arrivedAt) ?? shipment.legs.at(-1))
    ?.unit ?? undefined;

const unitOf = (item: WorkItem, shipments: readonly Shipment[]): string | null | undefined => {
  if (item.kind === "late") return carrierOf(item.shipment);
  if (item.kind !== "alarm") return null;
  const about = shipments.find((shipment) => shipment.shipment === item.alarm.subject);
  return item.alarm.unit ?? (about && carrierOf(about));
};

type Acts = Readonly<{ showUnit(unit: string): void; show(place: Place): void; chooseSite(site: string): void }>;
const focusWork = (item: WorkItem, shipments: readonly Shipment[], acts: Acts): void => {
  const unit = unitOf(item, shipments);
  const site = item.kind === "alarm" ? item.alarm.site : item.kind === "difference" ? item.difference.site : null;
  if (unit) acts.showUnit(unit);
  else if (site) {
    acts.chooseSite(site);
    acts.show({ site });
  }
};

const useTrafficUnits = (shown: readonly FleetUnit[], selected: FleetUnit | undefined) => {
  const { language } = useLook();
  const all = selected && !shown.includes(selected) ? [...shown, selected] : shown;
  // The list is made anew each second for its ages; the map needs a new scene only when something it draws has changed.
  const key = `${language}|${all.map((unit) => `${unit.row.unit}/${unit.alarm ?? ""}`).join()}`;
  const units = useLive((state) => state.world.units);
  return useMemo(
    () =>
      all.map(({ row, alarm }) => ({
        n: row.n,
        unit: row.unit,
        mode: row.mode,
        label: row.plate ?? inLanguage(row.name, language),
        alarm,
      })),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for `all`
    [key, units, language],
  );
};

const VIEW_KEPT_UNDER = "entrepot.view";
const keepView = (bounds: Bounds): void =>
  sessionStorage.setItem(
    VIEW_KEPT_UNDER,
    JSON.stringify({ lat: (bounds.north + bounds.south) / 2, lon: (bounds.west + bounds.east) / 2, zoom: bounds.zoom }),
  );
const keptView = (): { lat: number; lon: number; zoom: number } | undefined => {
  const kept: unknown = JSON.parse(sessionStorage.getItem(VIEW_KEPT_UNDER) ?? "null");
  if (typeof kept !== "object" || kept === null) return undefined;
  const { lat, lon, zoom } = kept as Record<string, unknown>;
  return typeof lat === "number" && typeof lon === "number" && typeof zoom === "number" ? { lat, lon, zoom } : undefined;
};

const FIRST_VIEW_DEGREES = 190;
const FIRST_VIEW_DEGREES_PHONE = 40;
/** So that what is shown is not smaller than it can be read. */
const PX_PER_DEGREE = 5.2;
const firstViewDegrees = (phone: boolean): number =>
  phone ? FIRST_VIEW_DEGREES_PHONE : Math.min(FIRST_VIEW_DEGREES, (innerWidth - wideInsets(false, innerWidth).left) / PX_PER_DEGREE);

/** The first visit shows the sites (but for the most remote); a later one shows what was seen last. */
const useFirstExtent = (sites: readonly { lat: number; lon: number }[], phone: boolean): Omit<Bounds, "zoom"> | undefined => {
  const [seen] = useState(() => keptView() !== undefined);
  return useMemo(() => {
    const span = compactSpan(
      sites.map((site) => site.lon),
      firstViewDegrees(phone),
    );
    if (seen || !span) return undefined;
    const lats = sites.filter((site) => span.kept.includes(site.lon)).map((site) => site.lat);
    return { west: span.west, east: span.east, south: Math.min(...lats), north: Math.max(...lats) };
  }, [sites, seen, phone]);
};
