import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { regime as regimeSchema, type Regime } from "#wire/words.ts";

/** What is asked of the stock; it stands in the address, so that a view can be sent on. */
export type StockFilter = Readonly<{
  site: string | undefined;
  location: string | undefined;
  regime: Regime | undefined;
  gtin: string | undefined;
  owner: string | undefined;
  batch: string | undefined;
  parent: string | undefined;
  at: string | undefined;
  known: string | undefined;
}>;
const KEYS = ["site", "location", "regime", "gtin", "owner", "batch", "parent", "at", "known"] as const;

export const useStockFilter = (): readonly [StockFilter, (part: Partial<StockFilter>) => void] => {
  const [params, setParams] = useSearchParams();
  const filter = useMemo((): StockFilter => {
    const read = (key: (typeof KEYS)[number]): string | undefined => params.get(key) ?? undefined;
    return {
      site: read("site"),
      location: read("location"),
      regime: regimeSchema.safeParse(read("regime")).data,
      gtin: read("gtin"),
      owner: read("owner"),
      batch: read("batch"),
      parent: read("parent"),
      at: read("at"),
      known: read("known"),
    };
  }, [params]);
  const change = (part: Partial<StockFilter>): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(part)) {
          if (value === undefined || value === "") next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace: true },
    );
  return [filter, change];
};

export const isAsOf = (filter: StockFilter): boolean => filter.at !== undefined || filter.known !== undefined;
