import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { JournalRow } from "#wire/http-api.ts";
import { openLiveLink, type LiveLink } from "../live/live-link.ts";
import { LiveStore } from "../live/live-store.ts";
import { LiveContext } from "../live/use-live.ts";

/** Opens the live line for as long as somebody is signed in, and has lists read again when entries come that may change them. */
export const LiveProvider = ({ children }: { children: ReactNode }) => {
  const client = useQueryClient();
  const [store] = useState(() => new LiveStore());
  const [link, setLink] = useState<LiveLink>();
  useEffect(() => {
    const opened = openLiveLink(store, () => void client.invalidateQueries({ queryKey: ["me"] }));
    setLink(opened);
    return () => opened.stop();
  }, [store, client]);
  useEffect(() => refreshLists(store, client), [store, client]);
  const live = useMemo(() => ({ store, link }), [store, link]);
  return <LiveContext value={live}>{children}</LiveContext>;
};

/** The first change is shown at once; a stream of changes has a list read again at most this often. */
const REFRESH_EVERY_MS = 1_000;
const CUSTOMS_LISTS = ["documents", "customs-books", "customs-differences", "twin", "obligations", "gate", "messages", "reports"] as const;
const FLOOR_LISTS = ["stock", "books", "journal", "differences", "alarms", "releases", "shipments", "quarantine", "trace"] as const;
const ALL_LISTS = [...FLOOR_LISTS, ...CUSTOMS_LISTS] as const;
/** What customs and its papers did: anything of theirs may be another now. */
const OF_FLOOR: ReadonlySet<string> = new Set(["observation", "settlement", "release", "disposal", "alarm"]);

const listsTouched = (entries: readonly JournalRow[]): readonly string[] => {
  if (entries.length === 0) return ALL_LISTS;
  const touched = new Set<string>(["journal"]);
  for (const entry of entries) {
    if (entry.transfers.length > 0) for (const list of ["stock", "books", "trace", "twin", "customs-differences"]) touched.add(list);
    if (!OF_FLOOR.has(entry.kind)) for (const list of CUSTOMS_LISTS) touched.add(list);
    if (entry.observationKind === "gate") touched.add("gate");
    if (entry.result === "unsettled" || entry.kind === "settlement" || entry.kind === "disposal") touched.add("differences");
    if (entry.kind === "alarm" || entry.result === "refused") touched.add("alarms");
    if (entry.kind === "release" || entry.transfers.length > 0) touched.add("releases");
    if (entry.step === "arriving" || entry.step === "departing") touched.add("shipments");
  }
  return [...touched];
};

const refreshLists = (store: LiveStore, client: QueryClient): (() => void) => {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    if (waiting.size === 0) return;
    // A list as of an instant does not change with news: such queries carry `frozen` in their key.
    for (const list of waiting)
      void client.invalidateQueries({ queryKey: [list], predicate: ({ queryKey }) => !queryKey.includes("frozen") });
    waiting.clear();
    timer = setTimeout(flush, REFRESH_EVERY_MS);
  };
  const stop = store.onEntries((entries) => {
    for (const list of listsTouched(entries)) waiting.add(list);
    if (timer === undefined) flush();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
};
