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
  tariffImported,
  tariffQuery,
  tariffRow,
} from "#wire/customs-desk.ts";
import { page, rows } from "#wire/http-api.ts";
import { name } from "#wire/text.ts";
import { listSettings } from "../../usecases/customs/settings-list.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { define, type Route } from "../route.ts";
import { readTableFile } from "../table-file.ts";
import { readTariffTable } from "../../usecases/customs/tariff-table.ts";
import { entryNumber, idempotencyNote, mutable, notFound, V1 } from "./parts.ts";

const GROUP = "Customs desk";

/** A whole tariff of ten-digit codes is a few hundred kilobytes. */
const TABLE_BYTES_MAX = 4 * 1024 * 1024;
const TABLES = [
  "text/csv",
  "text/plain",
  "application/csv",
  "application/vnd.ms-excel",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/octet-stream",
];

const tariffImport = ({ customs }: HttpPorts): Route =>
  define({
    method: "POST",
    path: `${V1}/customs/tariff`,
    summary: `Rates as a CSV or Excel table with headings in English or Chinese; all of it is taken or none, and every cell that cannot be taken is named. ${idempotencyNote}`,
    group: GROUP,
    action: "tariff.import",
    bytesOf: TABLES,
    bodyBytesMax: TABLE_BYTES_MAX,
    answer: tariffImported,
    refusals: { 413: "it is too large", 422: "cells that cannot be taken, every one named" },
    audited: true,
    run: async ({ by, bytes }) => {
      const read = readTariffTable(await readTableFile(bytes), by);
      if ("faults" in read) throw new HttpProblem(422, `${read.faults.length} faults; nothing was changed`, { errors: read.faults });
      return { rows: read.rows.length, changed: await customs.tariff.put(read.rows) };
    },
  });

const lookRoutes = ({ customs, clock }: HttpPorts): Route[] => [
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
];

const keptRoutes = ({ customs }: HttpPorts): Route[] => [
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

export const customsDeskRoutes = (ports: HttpPorts): Route[] => [...lookRoutes(ports), ...keptRoutes(ports), tariffImport(ports)];
