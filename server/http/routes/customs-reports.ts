import { reportBody, reportRow, writeOffBody } from "#wire/customs-desk.ts";
import { filingAnswer } from "#wire/customs-filings.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { Answer, define, type Route } from "../route.ts";
import { bookPath } from "./customs-books.ts";
import { act, voiceOf } from "./customs-parts.ts";
import { idempotencyNote, notFound, requireSight, V1 } from "./parts.ts";

const GROUP = "Customs desk";

export const customsReportRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "POST",
    path: `${V1}/customs/reports`,
    summary: `Makes a report from the books as of the end of its period (每日库存快照, 收付存月报表, 账册报核) and keeps it; made again it is kept again only if it says otherwise. ${idempotencyNote}`,
    group: GROUP,
    action: "report.make",
    body: reportBody,
    answer: reportRow,
    status: 201,
    refusals: { 409: "refused by name: the period is not over, the month does not balance, …", 422: "a write-off report needs its book" },
    run: async ({ body, by }) => {
      const { kind, site, period } = body;
      const book = body.book ?? null;
      if ((kind === "write_off") !== (book !== null))
        throw new HttpProblem(422, "the report of a book names it, and no other does", { errors: [{ pointer: "/book", detail: kind }] });
      const key = [kind, site, book, period].filter((part) => part !== null).join("/");
      const done = await act(ports, { act: "report", key, kind, site, book, period }, { by });
      const made = await ports.customs.reports.findMade({ kind, site, book, period });
      if (!made) throw notFound("report");
      return new Answer(done.status, made);
    },
  }),
  define({
    method: "POST",
    path: `${V1}/customs/books/:book/write-off`,
    summary: `Customs has accepted the report of a book (核销): the inventories that it covers are written off. ${idempotencyNote}`,
    group: GROUP,
    action: "adjustment.attest",
    params: bookPath,
    body: writeOffBody,
    answer: filingAnswer,
    status: 201,
    refusals: { 404: "there is no such book", 409: "refused by name" },
    audited: true,
    run: async ({ subject, by, params, body }) => {
      const found = await ports.customs.books.find(params.book);
      if (!found) throw notFound("book");
      requireSight(subject, "adjustment.attest", found.site, "book");
      const { book, site } = found;
      const approval = { number: body.approval, by };
      return act(ports, { act: "write_off", key: book, site, book, period: body.period, approval, role: voiceOf(subject) }, { by });
    },
  }),
];
