import { masterDataAnswer, unitPage } from "#wire/access-api.ts";
import { locationSummary, page, productSummary, rows, siteSummary } from "#wire/http-api.ts";
import { masterData } from "#wire/master-data.ts";
import { name } from "#wire/text.ts";
import type { HttpPorts } from "../http-ports.ts";
import { findBadLines, readDocument, referencesOf } from "../master-data-check.ts";
import { HttpProblem } from "../problem.ts";
import { define, type Route } from "../route.ts";
import { mutable, V1 } from "./parts.ts";

const GROUP = "Master data";
/** A bonded zone's whole catalogue in one document. */
const DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;

const documentRoute = (ports: HttpPorts): Route =>
  define({
    method: "PUT",
    path: `${V1}/master-data`,
    summary: "Sites, locations, parties, products, books, units and shipment plans, in one idempotent document; all of it is taken or none",
    group: GROUP,
    action: "master_data.write",
    body: masterData,
    answer: masterDataAnswer,
    bodyBytesMax: DOCUMENT_BYTES_MAX,
    refusals: { 422: "lines that cannot be taken, every one named" },
    audited: true,
    readsBody: true,
    run: async ({ body }) => {
      const { document, faults } = readDocument(body);
      const references = referencesOf(document);
      const [sites, units] = await Promise.all([
        ports.masterData.knownSites(references.sites),
        ports.masterData.knownUnits(references.units),
      ]);
      const errors = [...faults, ...findBadLines(document, { sites, units })];
      if (errors.length > 0) throw new HttpProblem(422, `${errors.length} faults; nothing was changed`, { errors });
      const counts = await ports.masterData.put(document);
      if (counts === "barcode_taken") {
        throw new HttpProblem(422, "a barcode belongs to another location of its site; nothing was changed", {
          errors: [{ pointer: "/locations", detail: "two locations of one site cannot share a barcode" }],
        });
      }
      await ports.masterDataChanged?.();
      return counts;
    },
  });

export const masterDataRoutes = (ports: HttpPorts): Route[] => [
  documentRoute(ports),
  define({
    method: "GET",
    path: `${V1}/sites`,
    summary: "Sites, in the order of their names",
    group: GROUP,
    action: "master_data.read",
    query: page,
    answer: rows(siteSummary),
    run: async ({ query }) => mutable(await ports.masterData.listSites(query)),
  }),
  define({
    method: "GET",
    path: `${V1}/locations`,
    summary: "Locations of one site, or of all",
    group: GROUP,
    action: "master_data.read",
    query: page.extend({ site: name.optional() }),
    answer: rows(locationSummary),
    run: async ({ query }) => mutable(await ports.masterData.listLocations(query)),
  }),
  define({
    method: "GET",
    path: `${V1}/products`,
    summary: "Products, in the order of their GTINs",
    group: GROUP,
    action: "master_data.read",
    query: page,
    answer: rows(productSummary),
    run: async ({ query }) => mutable(await ports.masterData.listProducts(query)),
  }),
  define({
    method: "GET",
    path: `${V1}/units`,
    summary: "Units that move, each with its newest fix, seal and readings",
    group: GROUP,
    action: "track.read",
    query: page,
    answer: unitPage,
    run: async ({ query }) => {
      const all = await ports.units.listUnits();
      const from = query.after === undefined ? 0 : all.findIndex((row) => row.unit > (query.after ?? ""));
      const shown = from < 0 ? [] : all.slice(from, from + query.limit);
      return { rows: shown, next: from >= 0 && from + query.limit < all.length ? (shown.at(-1)?.unit ?? null) : null };
    },
  }),
];
