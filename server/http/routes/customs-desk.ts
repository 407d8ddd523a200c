import { z } from "zod";
import {
  differenceLine,
  gateAnswer,
  gateQuery,
  obligationRow,
  obligationsQuery,
  reportAnswer,
  reportRow,
  reportsQuery,
  settingRow,
  tariffQuery,
  tariffRow,
} from "#wire/customs-desk.ts";
import { page, rows } from "#wire/http-api.ts";
import { name } from "#wire/text.ts";
import { listSettings } from "../../usecases/customs/settings-list.ts";
import type { HttpPorts } from "../http-ports.ts";
import { define, type Route } from "../route.ts";
import { entryNumber, mutable, notFound, V1 } from "./parts.ts";

const GROUP = "Customs desk";

export const customsDeskRoutes = ({ customs, clock }: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/customs/differences`,
    summary: "Book lines on which goods, book, documents and obligations do not come to the same, each with its causes in words",
    group: GROUP,
    action: "difference.read",
    query: page.extend({ site: name.optional() }),
    answer: rows(differenceLine),
    run: async ({ query, reach }) => mutable(await customs.differences.list({ ...query, reach }, clock.nowMs())),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/obligations`,
    summary: "What is owed to customs, in the order in which it falls due, each with the notice that set its time",
    group: GROUP,
    action: "document.read",
    query: obligationsQuery,
    answer: rows(obligationRow),
    run: async ({ query, reach }) => mutable(await customs.obligations.list({ ...query, reach }, clock.nowMs())),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/gate`,
    summary: "Passes that may go through the gates of a site, and the vehicles that were seen there with what the barrier did",
    group: GROUP,
    action: "document.read",
    query: gateQuery,
    answer: gateAnswer,
    run: async ({ query }) => customs.gate.find(query.site, query.limit),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/reports`,
    summary: "Reports as they were made, newest first",
    group: GROUP,
    action: "document.read",
    query: reportsQuery,
    answer: rows(reportRow),
    run: async ({ query, reach }) => mutable(await customs.reports.list({ ...query, reach })),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/reports/:report`,
    summary: "A report with its text, byte for byte as it was made: its SHA-256 is that of the text",
    group: GROUP,
    action: "document.read",
    params: z.object({ report: entryNumber }),
    answer: reportAnswer,
    refusals: { 404: "there is no such report" },
    run: async ({ params, reach }) => {
      const found = await customs.reports.find(params.report, reach);
      if (!found) throw notFound("report");
      return found;
    },
  }),
  define({
    method: "GET",
    path: `${V1}/customs/tariff`,
    summary: "Rates by commodity code, each from its day; examples, not for declarations",
    group: GROUP,
    action: "master_data.read",
    query: tariffQuery,
    answer: rows(tariffRow),
    run: async ({ query }) => mutable(await customs.tariff.list(query)),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/settings`,
    summary: "Every number that customs sets: from when it holds, where it is written, and how sure that is",
    group: GROUP,
    action: "master_data.read",
    answer: rows(settingRow),
    run: async () => ({ rows: [...listSettings()], next: null }),
  }),
];
