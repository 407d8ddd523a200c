import { useSyncExternalStore } from "react";

export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );

/** The one line between phone and the rest; the same number stands in the style sheets. */
export const usePhone = (): boolean => useMedia("(max-width: 719px)");
export const useReducedMotion = (): boolean => useMedia("(prefers-reduced-motion: reduce)");
