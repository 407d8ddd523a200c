import { readCode } from "#gs1/read-code.ts";
import { bookStockRow, journalQuery, journalRow, page, rows, stockQuery, stockRow, traceAnswer, traceQuery } from "#wire/http-api.ts";
import { name } from "#wire/text.ts";
import { z } from "zod";
import type { JournalEntry, TraceSubject } from "../../usecases/read-models.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { define, type Route } from "../route.ts";
import { mutable, V1 } from "./parts.ts";

const GROUP = "Books";

type TraceKind = z.infer<typeof traceAnswer>["kind"];

const subjectOf = (raw: string): TraceSubject => {
  const code = readCode(raw);
  if (!code.ok)
    throw new HttpProblem(422, `the code cannot be read: ${code.detail}`, { errors: [{ pointer: "code", detail: code.reason }] });
  if (code.sscc !== undefined) return { kind: "sscc", sscc: code.sscc };
  if (code.gtin === undefined) return { kind: "text", text: code.place ?? code.asset ?? raw };
  if (code.serial !== undefined) return { kind: "serial", gtin: code.gtin, serial: code.serial };
  if (code.batch !== undefined) return { kind: "batch", gtin: code.gtin, batch: code.batch };
  return { kind: "product", gtin: code.gtin };
};

const kindOf = (
  subject: TraceSubject,
  found: Readonly<{ now: readonly { serial: string | null }[]; steps: readonly JournalEntry[] }>,
): TraceKind => {
  if (subject.kind !== "text") return subject.kind;
  const isSerial = (serial: string | null): boolean => serial === subject.text;
  const serial =
    found.now.some((line) => isSerial(line.serial)) ||
    found.steps.some((step) => step.transfers.some((transfer) => isSerial(transfer.lot.serial)));
  return serial ? "serial" : "batch";
};

export const bookRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/stock`,
    summary: "What lies where: now, as of when things happened (`at`), or as of what had been learnt (`known`)",
    group: GROUP,
    action: "stock.read",
    query: stockQuery,
    answer: rows(stockRow),
    run: async ({ query, reach }) => mutable(await ports.stock.list({ ...query, reach })),
  }),
  define({
    method: "GET",
    path: `${V1}/stock/books`,
    summary: "Bonded against non-bonded goods by book line, summed over places",
    group: GROUP,
    action: "stock.read",
    query: page.extend({
      site: name.optional(),
      book: name.optional(),
      gtin: z
        .string()
        .regex(/^\d{14}$/)
        .optional(),
    }),
    answer: rows(bookStockRow),
    run: async ({ query, reach }) => mutable(await ports.stock.listByBookLine({ ...query, reach })),
  }),
  define({
    method: "GET",
    path: `${V1}/journal`,
    summary: "Every committed entry in order; `after` is the number of an entry. `location` is a location of `site`",
    group: GROUP,
    action: "journal.read",
    query: journalQuery,
    answer: rows(journalRow),
    run: async ({ query, reach }) => {
      if (query.location !== undefined && query.site === undefined) {
        throw new HttpProblem(400, "a location needs its site", { errors: [{ pointer: "site", detail: "is missing beside location" }] });
      }
      return mutable(await ports.journal.list({ ...query, reach }));
    },
  }),
  define({
    method: "GET",
    path: `${V1}/trace`,
    summary: "Where a serial, a batch or an SSCC came from and went; the code as it was read: element string, Digital Link, EPC",
    group: GROUP,
    action: "trace.read",
    query: traceQuery,
    answer: traceAnswer,
    refusals: { 404: "nothing by this code was ever here", 422: "the code cannot be read" },
    run: async ({ query, reach }) => {
      const subject = subjectOf(query.code);
      const found = await ports.trace.trace(subject, reach);
      if (found.now.length === 0 && found.steps.length === 0) throw new HttpProblem(404, "nothing by this code was ever here");
      return {
        code: query.code,
        kind: kindOf(subject, found),
        gtin: "gtin" in subject ? subject.gtin : null,
        now: [...found.now],
        steps: [...found.steps],
      };
    },
  }),
];
