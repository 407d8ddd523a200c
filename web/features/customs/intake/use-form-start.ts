import { useHomeSite } from "../../../api/reference.ts";
import { useLive, useLiveStore } from "../../../live/use-live.ts";

/** Where and when a form begins: its defaults are taken once, so it waits until both are known. */
export type FormStart = Readonly<{ site: string; nowMs: number }>;

export const useFormStart = (): FormStart | undefined => {
  const site = useHomeSite();
  const store = useLiveStore();
  const isWaiting = useLive((state) => state.status === "connecting" || state.status === "catching-up");
  return site === undefined || isWaiting ? undefined : { site, nowMs: store.worldNowMs() };
};
