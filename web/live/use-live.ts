import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LiveLink } from "./live-link.ts";
import type { LiveState, LiveStore } from "./live-store.ts";

export type Live = Readonly<{ store: LiveStore; link: LiveLink | undefined }>;
export const LiveContext = createContext<Live | undefined>(undefined);

export const useLiveStore = (): LiveStore => {
  const live = useContext(LiveContext);
  if (!live) throw new Error("no live store above this component");
  return live.store;
};

export const useLiveLink = (): LiveLink | undefined => useContext(LiveContext)?.link;

/** Selects from the live state; renders again only when the selected value is another. Select what is stored, derive with useMemo. */
export const useLive = <Selected>(select: (state: LiveState) => Selected): Selected => {
  const store = useLiveStore();
  return useSyncExternalStore(store.subscribe, () => select(store.state()));
};

/** World time, read again every so often. */
export const useWorldNow = (everyMs = 1000): number => {
  const store = useLiveStore();
  const [now, setNow] = useState(store.worldNowMs);
  // With the first snapshot the clock is another one: it is read at once, not at the next turn.
  const status = useLive((state) => state.status);
  useEffect(() => {
    setNow(store.worldNowMs());
    const timer = setInterval(() => setNow(store.worldNowMs()), everyMs);
    return () => clearInterval(timer);
  }, [store, everyMs, status]);
  return now;
};
