import type { Regime } from "../domain/ledger/account.ts";
import type { Location, MasterDataReads, Page, PageRequest, Product, Site } from "../usecases/read-models.ts";
import { pageOf, readCursor, writeCursor } from "./conditions.ts";
import type { PrismaClient } from "./generated/client.ts";

/** Lists of master data, in the order of their keys. What the columns may hold is what `put` let in. */
const afterKey = ({ after }: PageRequest): { gt: string } | undefined =>
  after === undefined ? undefined : { gt: readCursor(after, 1)[0] ?? "" };

type Bilingual = Site["name"];

const listSites = async (prisma: PrismaClient, page: PageRequest): Promise<Page<Site>> => {
  const after = afterKey(page);
  const rows = await prisma.site.findMany({ where: { ...(after && { site: after }) }, orderBy: { site: "asc" }, take: page.limit + 1 });
  const shown = pageOf(rows, page.limit, (last) => writeCursor([last.site]));
  return {
    rows: shown.rows.map((row) => ({
      ...row,
      kind: row.kind as Site["kind"],
      name: row.name as Bilingual,
      regimes: row.regimes as Regime[],
    })),
    next: shown.next,
  };
};

type LocationFilter = Parameters<MasterDataReads["listLocations"]>[0];

const listLocations = async (prisma: PrismaClient, filter: LocationFilter): Promise<Page<Location>> => {
  const [site, location] = filter.after === undefined ? [] : readCursor(filter.after, 2);
  const after = site === undefined || location === undefined ? {} : { OR: [{ site: { gt: site } }, { site, location: { gt: location } }] };
  const rows = await prisma.location.findMany({
    where: { AND: [filter.site === undefined ? {} : { site: filter.site }, after] },
    orderBy: [{ site: "asc" }, { location: "asc" }],
    take: filter.limit + 1,
  });
  const shown = pageOf(rows, filter.limit, (last) => writeCursor([last.site, last.location]));
  return { rows: shown.rows.map((row) => ({ ...row, regimes: row.regimes as Regime[] })), next: shown.next };
};

const listProducts = async (prisma: PrismaClient, page: PageRequest): Promise<Page<Product>> => {
  const after = afterKey(page);
  const rows = await prisma.product.findMany({
    where: { ...(after && { gtin: after }) },
    select: { gtin: true, name: true, uom: true, coldClass: true, hsCode: true },
    orderBy: { gtin: "asc" },
    take: page.limit + 1,
  });
  const shown = pageOf(rows, page.limit, (last) => writeCursor([last.gtin]));
  return { rows: shown.rows.map((row) => ({ ...row, name: row.name as Bilingual })), next: shown.next };
};

export const createMasterDataReads = (prisma: PrismaClient): MasterDataReads => ({
  listSites: (page) => listSites(prisma, page),
  listLocations: (filter) => listLocations(prisma, filter),
  listProducts: (page) => listProducts(prisma, page),
});
