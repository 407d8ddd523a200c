import { z } from "zod";
import { hasCheckDigit } from "#gs1/check-digit.ts";
import { differenceLine } from "#wire/customs-desk.ts";
import { acknowledgeBody, alarmQuery, alarmRow, differenceRow, disposalBody, page, releaseBody, releaseRow, rows } from "#wire/http-api.ts";
import { name, text } from "#wire/text.ts";
import { parseQuantity } from "../../domain/basics/quantity.ts";
import type { ReleaseDraft } from "../../usecases/ports.ts";
import type { Page } from "../../usecases/read-models.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem, type FieldFault } from "../problem.ts";
import { Answer, define, type Route } from "../route.ts";
import { entryNumber, idempotencyNote, mutable, notFound, requireSight, V1 } from "./parts.ts";

const GROUP = "Work list";
const siteList = page.extend({ site: name.optional() });

type ReleaseBody = z.output<typeof releaseBody>;
type Line = ReleaseDraft["lines"][number];

const readLine = (line: ReleaseBody["lines"][number], pointer: string, faults: FieldFault[]): Line => {
  const quantity = parseQuantity(line.quantity);
  if (typeof quantity === "string") faults.push({ pointer: `${pointer}/quantity`, detail: quantity });
  else if (quantity === 0n) faults.push({ pointer: `${pointer}/quantity`, detail: "must be above zero" });
  if (!hasCheckDigit(line.gtin)) faults.push({ pointer: `${pointer}/gtin`, detail: `${line.gtin} has a wrong check digit` });
  return {
    gtin: line.gtin,
    quantity: typeof quantity === "string" ? 0n : quantity,
    ...(line.batch !== undefined && { batch: line.batch }),
    ...(line.book !== undefined && { book: line.book }),
    ...(line.line !== undefined && { line: line.line }),
  };
};

const readRelease = (body: ReleaseBody): ReleaseDraft => {
  const errors: FieldFault[] = [];
  const lines = body.lines.map((line, index) => readLine(line, `/lines/${index}`, errors));
  if (errors.length > 0) throw new HttpProblem(422, `${errors.length} fields cannot be taken`, { errors });
  return { release: body.release, site: body.site, owner: body.owner, validUntilMs: Date.parse(body.validUntil), lines };
};

const releaseRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "POST",
    path: `${V1}/releases`,
    summary: `Goods that may leave bond, used up by quantity. 201 when it is new, 200 when the same one is there. ${idempotencyNote}`,
    group: GROUP,
    action: "release.create",
    body: releaseBody,
    answer: releaseRow,
    status: 201,
    refusals: { 409: "the release is there with other content", 422: "site or quantities cannot be taken" },
    audited: true,
    run: async ({ body, by }) => {
      const draft = readRelease(body);
      const known = await ports.masterData.knownSites([body.site]);
      if (!known.has(body.site))
        throw new HttpProblem(422, "there is no such site", { errors: [{ pointer: "/site", detail: `there is no site ${body.site}` }] });
      const outcome = await ports.releases.create(draft, by);
      if (outcome === "differs") throw new HttpProblem(409, `${body.release} is there with other content`);
      const stored = await ports.releaseReads.list({ limit: 1, reach: "all", release: body.release });
      return new Answer(outcome === "created" ? 201 : 200, stored.rows[0]);
    },
  }),
  define({
    method: "GET",
    path: `${V1}/releases`,
    summary: "Releases, and how much of each is used",
    group: GROUP,
    action: "release.read",
    query: siteList.extend({ release: text(64).optional() }),
    answer: rows(releaseRow),
    run: async ({ query, reach }) => mutable(await ports.releaseReads.list({ ...query, reach })),
  }),
];

const differenceRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/differences`,
    summary:
      "What has happened and the books cannot yet hold, each with its cause; beside it, with the first page, the book lines on which goods, book, documents and obligations differ (more of them: /customs/differences)",
    group: GROUP,
    action: "difference.read",
    query: siteList,
    answer: rows(differenceRow).extend({ lines: z.array(differenceLine) }),
    run: async ({ query, reach }) => {
      const isFirst = query.after === undefined;
      const [unsettled, lines] = await Promise.all([
        ports.differenceReads.list({ ...query, reach }),
        isFirst ? ports.customs.differences.list({ ...query, reach }, ports.clock.nowMs()) : { rows: [] },
      ]);
      return { ...mutable(unsettled), lines: [...lines.rows] };
    },
  }),
  define({
    method: "POST",
    path: `${V1}/differences/:entry/dispose`,
    summary: `An officer ends a difference that cannot settle, by an approved document. ${idempotencyNote}`,
    group: GROUP,
    action: "difference.dispose",
    params: z.object({ entry: entryNumber }),
    body: disposalBody,
    status: 204,
    refusals: {
      404: "there is no such difference, or it is settled",
      409: "a count of bonded goods wants a second person's (second_count_missing), or the book has less that is free (book_short)",
    },
    audited: true,
    run: async ({ subject, params, body, by }) => {
      const site = await ports.differenceReads.findSite(params.entry);
      if (site === undefined) throw notFound("difference");
      requireSight(subject, "difference.dispose", site, "difference");
      const done = await ports.differences.dispose(params.entry, by, body.reason, body.approval);
      if (done === false) throw notFound("difference");
      if (done !== true) throw new HttpProblem(409, done.detail, { errors: [{ pointer: "", detail: done.reason }] });
      return new Answer(204, undefined);
    },
  }),
];

type AlarmPage = z.input<ReturnType<typeof rows<typeof alarmRow>>>;

const alarmRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/alarms`,
    summary: "What stands before what is cleared, worst first, newest first",
    group: GROUP,
    action: "alarm.read",
    query: alarmQuery,
    answer: rows(alarmRow),
    run: async ({ query, reach }) => mutable((await ports.alarmReads.list({ ...query, reach })) as Page<AlarmPage["rows"][number]>),
  }),
  define({
    method: "POST",
    path: `${V1}/alarms/:alarm/acknowledge`,
    summary: `Says that somebody has seen it. ${idempotencyNote}`,
    group: GROUP,
    action: "alarm.acknowledge",
    params: z.object({ alarm: entryNumber }),
    body: acknowledgeBody,
    answer: alarmRow,
    refusals: { 404: "there is no such alarm", 409: "it is no longer open" },
    run: async ({ subject, params, body, by }) => {
      const found = await ports.alarmReads.find(params.alarm);
      if (!found) throw notFound("alarm");
      requireSight(subject, "alarm.acknowledge", found.site, "alarm");
      if (!(await ports.alarms.acknowledge(params.alarm, by, body.note)))
        throw new HttpProblem(409, `alarm ${params.alarm} is no longer open`);
      return ((await ports.alarmReads.find(params.alarm)) ?? found) as AlarmPage["rows"][number];
    },
  }),
];

export const worklistRoutes = (ports: HttpPorts): Route[] => [...differenceRoutes(ports), ...releaseRoutes(ports), ...alarmRoutes(ports)];
