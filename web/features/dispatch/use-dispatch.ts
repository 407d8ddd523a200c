import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { UnitRow } from "#wire/tracking-api.ts";
import { getTrack, listDifferences, listShipments } from "../../api/endpoints.ts";
import { useSession, useSites } from "../../api/reference.ts";
import { useLive, useLiveStore, useWorldNow } from "../../live/use-live.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { fleetUnit, type FleetUnit } from "./fleet.ts";
import type { Route } from "./map/routes.ts";
import type { TrafficSite } from "./map/traffic.ts";
import { workItems, type Shipment, type WorkItem } from "./work-items.ts";

const SHIPMENTS_REFRESH_MS = 20_000;
const TRACK_REFRESH_MS = 30_000;
const TRACK_DAYS = 3;
const DAY_MS = 86_400_000;

const ALARM_RANK: readonly FleetUnit["alarm"][] = ["critical", "major", undefined];

/** The fleet at this second: rows by the live line, ages and speeds by the motion store. */
export const useFleet = (nowMs: number): readonly FleetUnit[] => {
  const store = useLiveStore();
  const units = useLive((state) => state.world.units);
  const alarms = useLive((state) => state.world.alarms);
  return useMemo(() => {
    const worst = new Map<string, "critical" | "major">();
    for (const alarm of alarms.values()) {
      if (alarm.unit === null || alarm.state === "cleared" || alarm.severity === "minor") continue;
      if (alarm.severity === "critical" || !worst.has(alarm.unit)) worst.set(alarm.unit, alarm.severity);
    }
    const fleet = [...units.values()].map((row) =>
      fleetUnit(row, store.motion.last(row.n), { worldMs: nowMs, alarm: worst.get(row.unit) }),
    );
    // Whoever is in trouble stands first.
    return fleet.sort((a, b) => ALARM_RANK.indexOf(a.alarm) - ALARM_RANK.indexOf(b.alarm));
  }, [units, alarms, store, nowMs]);
};

export const useShipments = (): readonly Shipment[] => {
  const { data } = useQuery({ queryKey: ["shipments"], queryFn: (o) => listShipments(o), refetchInterval: SHIPMENTS_REFRESH_MS });
  return useMemo(() => data?.rows ?? [], [data]);
};

export const useWorkItems = (shipments: readonly Shipment[]): readonly WorkItem[] => {
  const alarms = useLive((state) => state.world.alarms);
  const session = useSession();
  const differences = useQuery({
    queryKey: ["differences", "work"],
    queryFn: (o) => listDifferences({ limit: 200 }, o),
    enabled: session.data !== undefined,
  });
  return useMemo(() => workItems(alarms.values(), differences.data?.rows ?? [], shipments), [alarms, differences.data, shipments]);
};

export const useMapSites = (): readonly TrafficSite[] => {
  const { language } = useLook();
  const { data } = useSites();
  return useMemo(
    () => (data ?? []).map(({ site, kind, name, lat, lon }) => ({ site, kind, lat, lon, label: inLanguage(name, language) })),
    [data, language],
  );
};

/** The selected unit's lines: its track solid up to where it is now, the legs of its shipment by what is behind and what is ahead. */
export const useRoutes = (row: UnitRow | undefined, shipments: readonly Shipment[]): readonly Route[] => {
  const store = useLiveStore();
  const { palette } = useLook();
  const key = row?.unit;
  const track = useQuery({
    queryKey: ["track", key],
    queryFn: ({ signal }) => getTrack(key ?? "", { from: new Date(store.worldNowMs() - TRACK_DAYS * DAY_MS).toISOString() }, { signal }),
    enabled: key !== undefined,
    refetchInterval: TRACK_REFRESH_MS,
  });
  return useMemo(() => {
    if (!row) return [];
    const shipment =
      shipments.find((each) => each.shipment === row.shipment) ??
      // What it has handed over is another's journey.
      shipments.find((each) => each.state === "under_way" && each.legs.some((leg) => leg.unit === key && !leg.arrivedAt));
    const legs: Route[] = (shipment?.legs ?? []).map((leg) => ({
      path: leg.path,
      colour: leg.arrivedAt ? palette.inkFaint : leg.departedAt ? palette.brand : palette.inkSoft,
      style: leg.departedAt && !leg.arrivedAt ? "next" : "planned",
    }));
    const fixes = (track.data?.fixes ?? []).map(({ lat, lon }) => [lat, lon] as const);
    return [...legs, { path: fixes, colour: palette.track, style: "travelled", upTo: row.n }];
  }, [row, key, shipments, palette, track.data]);
};

export const useNow = (): number => useWorldNow(1000);
