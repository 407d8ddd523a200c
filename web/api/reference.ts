import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { z } from "zod";
import type { locationSummary, productSummary, siteSummary } from "#wire/http-api.ts";
import { getSession, listLocations, listProducts, listSites } from "./endpoints.ts";

/** Names that many screens need: read once, kept for the session. */
export type Site = z.infer<typeof siteSummary>;
export type Location = z.infer<typeof locationSummary>;
export type Product = z.infer<typeof productSummary>;

const KEPT_MS = 10 * 60_000;
/** A catalogue beyond this is not loaded whole; goods past it show their GTIN. */
const PRODUCT_PAGES_MAX = 10;

export const useSession = () => useQuery({ queryKey: ["me"], queryFn: getSession, staleTime: KEPT_MS, retry: false });

export const useSites = () =>
  useQuery({ queryKey: ["sites"], queryFn: (o) => listSites(o), select: (page) => page.rows, staleTime: KEPT_MS });

const allProducts = async ({ signal }: { signal: AbortSignal }): Promise<readonly Product[]> => {
  const found: Product[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < PRODUCT_PAGES_MAX; pages++) {
    const page = await listProducts({ signal, after });
    found.push(...page.rows);
    if (page.next === null) break;
    after = page.next;
  }
  return found;
};
export const useProducts = () => useQuery({ queryKey: ["products"], queryFn: allProducts, staleTime: KEPT_MS });

const allLocations = async (site: string, signal: AbortSignal): Promise<readonly Location[]> => {
  const found: Location[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < PRODUCT_PAGES_MAX; pages++) {
    const page = await listLocations(site, { signal, after });
    found.push(...page.rows);
    if (page.next === null) break;
    after = page.next;
  }
  return found;
};
export const useLocations = (site: string | undefined) =>
  useQuery({
    queryKey: ["locations", site],
    queryFn: ({ signal }) => allLocations(site ?? "", signal),
    enabled: site !== undefined,
    staleTime: KEPT_MS,
  });

/** Where this person works: the first site of their own, else the first bonded zone. Undefined until it is known. */
export const useHomeSite = (): string | undefined => {
  const { data: session } = useSession();
  const { data: sites } = useSites();
  if (!session || !sites) return undefined;
  const [own] = session.sites;
  return own ?? sites.find(({ kind }) => kind === "bonded_warehouse")?.site ?? sites[0]?.site;
};

type Named = Readonly<{ zh: string; en: string }>;
/** Looks names up; what is not known is called by its key. */
export const useNames = (language: "zh" | "en") => {
  const { data: sites } = useSites();
  const { data: products } = useProducts();
  return useMemo(() => {
    const siteNames = new Map<string, Named>(sites?.map((site) => [site.site, site.name]));
    const productNames = new Map<string, Named>(products?.map((product) => [product.gtin, product.name]));
    const pick = (name: Named | undefined, key: string): string => name?.[language] || name?.en || key;
    return {
      site: (key: string): string => pick(siteNames.get(key), key),
      product: (gtin: string): string => pick(productNames.get(gtin), gtin),
    };
  }, [sites, products, language]);
};
