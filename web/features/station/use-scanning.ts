import { useCallback, useMemo, useRef, useState, type Dispatch, type SetStateAction } from "react";
import type { DeviceRow } from "#wire/http-api.ts";
import type { Step } from "#wire/words.ts";
import { useLocations, useProducts } from "../../api/reference.ts";
import { useLive } from "../../live/use-live.ts";
import {
  emptyContext,
  goodsOf,
  lacksOf,
  meaningOf,
  scanMessageOf,
  withPlace,
  type Context,
  type KnownPlaces,
  type Lack,
} from "./scan-message.ts";
import { sound } from "./sound.ts";
import { needsOf, type StepNeeds } from "./steps.ts";
import { tallied, type Tally } from "./tally.ts";
import { useStation, type Station } from "./use-station.ts";

/** What the screen says at once, before and beside what the server answers. */
export type Notice =
  | Readonly<{ kind: "place"; field: string; location: string }>
  | Readonly<{ kind: "parent"; sscc: string }>
  | Readonly<{ kind: "lacks"; lacks: readonly Lack[]; said: string }>
  | Readonly<{ kind: "tallied"; said: string }>;

export type Scanning = Readonly<{
  /** Places are known, or cannot be asked for now. */
  ready: boolean;
  needs: StepNeeds;
  station: Station;
  context: Context;
  setContext: Dispatch<SetStateAction<Context>>;
  notice: Notice | undefined;
  lacks: readonly Lack[];
  tally: Tally;
  setTally: Dispatch<SetStateAction<Tally>>;
  scan(code: string): void;
  sendBare(): void;
  sendTally(): void;
}>;

export const useScanning = (device: DeviceRow, step: Step, muted: boolean): Scanning => {
  const needs = useMemo(() => needsOf(step), [step]);
  const station = useStation(device, muted);
  const [context, setContext] = useState(() => startContext(needs, device));
  const [tally, setTally] = useState<Tally>([]);
  const [notice, setNotice] = useState<Notice>();
  const { known, ready } = useKnownPlaces(device.site);
  const products = useProducts();
  const uomOf = useCallback((gtin: string) => products.data?.find((product) => product.gtin === gtin)?.uom, [products.data]);
  // Scans come faster than renders: each must see the context that the one before it has left.
  const now = useRef(context);
  now.current = context;
  const change = (next: Context): void => {
    now.current = next;
    setContext(next);
  };
  const send = (said: string, goods: Parameters<typeof scanMessageOf>[2]): boolean => {
    const current = now.current;
    const lacks = lacksOf(needs, current);
    if (lacks.length > 0) {
      setNotice({ kind: "lacks", lacks, said });
      sound("refused", muted);
      return false;
    }
    setNotice(undefined);
    void station.say({ said, message: (envelope) => scanMessageOf(needs, current, goods, envelope) });
    return true;
  };
  const scan = (code: string): void => {
    const meaning = meaningOf(code, needs, now.current, known);
    if (meaning.kind === "place" || meaning.kind === "parent") {
      change(
        meaning.kind === "place"
          ? withPlace(now.current, needs, meaning.field, meaning.location)
          : { ...now.current, parent: meaning.sscc },
      );
      setNotice(meaning);
      sound("place", muted);
    } else if (needs.tally) {
      setTally((before) => tallied(before, code, { meaning, quantity: now.current.quantity, uomOf }));
      setNotice({ kind: "tallied", said: code });
      sound("saved", muted);
    } else if (send(code, goodsOf(code, meaning, now.current, uomOf)) && now.current.quantity !== "1")
      change({ ...now.current, quantity: "1" });
  };
  const sendTally = (): void => {
    const sent = send(now.current.places.location ?? "", { codes: [], items: tally.map(({ item }) => item) });
    if (sent) setTally([]);
  };
  const sendBare = (): void =>
    void send(Object.values(now.current.places).join(" → ") || (now.current.parent ?? ""), { codes: [], items: [] });
  return { ready, needs, station, context, setContext, notice, lacks: lacksOf(needs, context), tally, setTally, scan, sendBare, sendTally };
};

const startContext = (needs: StepNeeds, device: DeviceRow): Context => {
  const empty = emptyContext(needs);
  return needs.own && device.location ? withPlace(empty, needs, needs.own, device.location) : empty;
};

const useKnownPlaces = (site: string): Readonly<{ known: KnownPlaces; ready: boolean }> => {
  const locations = useLocations(site);
  const units = useLive((state) => state.world.units);
  const known = useMemo(() => {
    const byText = new Map<string, string>();
    for (const unit of units.values()) {
      byText.set(unit.unit.toLowerCase(), unit.unit);
      if (unit.plate) byText.set(unit.plate.toLowerCase(), unit.unit);
    }
    for (const location of locations.data ?? []) {
      byText.set(location.location.toLowerCase(), location.location);
      if (location.barcode) byText.set(location.barcode.toLowerCase(), location.location);
    }
    return { find: (text: string) => byText.get(text.trim().toLowerCase()) };
  }, [locations.data, units]);
  return { known, ready: !locations.isPending };
};
