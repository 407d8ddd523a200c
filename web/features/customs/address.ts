import { useMemo } from "react";
import { useSearchParams } from "react-router";

/** What a list is narrowed by stands in the address, so that a view can be sent on and comes back with the browser's arrow. */
export type Filters<Key extends string> = Readonly<Record<Key, string | undefined>>;

export const useFilters = <Key extends string>(
  keys: readonly Key[],
): readonly [Filters<Key>, (part: Partial<Filters<Key>>, options?: { push?: boolean }) => void] => {
  const [params, setParams] = useSearchParams();
  const said = keys.map((key) => `${key}=${params.get(key) ?? ""}`).join("&");
  const filters = useMemo(() => {
    const found: Partial<Record<Key, string | undefined>> = {};
    for (const key of keys) found[key] = params.get(key) || undefined;
    return found as Filters<Key>;
    // The keys of a view never change; their values are all in `said`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [said]);
  const change = (part: Partial<Filters<Key>>, { push = false } = {}): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries<string | undefined>(part)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      },
      { replace: !push },
    );
  return [filters, change];
};

export const documentPath = (kind: string, number: string): string => `/customs/documents/${encodeURIComponent(number)}?kind=${kind}`;
