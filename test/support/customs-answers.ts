/** Answers the customs calls of a page from the samples, in place of a server: for tests of what screens show. */
import type { BrowserContext } from "playwright-core";
import * as samples from "./customs-samples.ts";

type Reply = Readonly<{ status: number; body: unknown }>;
const ok = (body: unknown): Reply => ({ status: 200, body });
const page = (rows: readonly unknown[], query: URLSearchParams): Reply => {
  const from = Number(query.get("after") ?? 0);
  const to = from + Number(query.get("limit") ?? 100);
  return ok({ rows: rows.slice(from, to), next: to < rows.length ? String(to) : null });
};
const only = <Row>(rows: readonly Row[], query: URLSearchParams, ...keys: readonly (keyof Row & string)[]): readonly Row[] =>
  rows.filter((row) => keys.every((key) => !query.get(key) || row[key] === query.get(key)));

const bookLines = (query: URLSearchParams): Reply => {
  const q = query.get("q");
  const from = Number(query.get("after") ?? 0);
  const count = Number(query.get("limit") ?? 100);
  if (q)
    return page(
      Array.from({ length: 400 }, (_, n) => samples.bookLine(n + 1)).filter(
        (row) => row.itemRecordNo?.startsWith(q) || row.name?.zh.includes(q) || row.name?.en.includes(q),
      ),
      query,
    );
  return ok({
    rows: Array.from({ length: count }, (_, n) => samples.bookLine(from + n + 1)),
    next: from + count < 100_000 ? String(from + count) : null,
  });
};

const twin = (query: URLSearchParams): Reply => {
  const q = query.get("q") ?? query.get("line");
  const cells = q
    ? samples.twinCells.map((cell, index) => ({ ...cell, matches: cell.states.length > 0 && index % 6 === 0 }))
    : samples.twinCells;
  return ok({ site: query.get("site"), at: new Date(samples.NOW).toISOString(), entry: 1000, cells });
};

const FOUND: readonly (readonly [RegExp, (query: URLSearchParams, match: RegExpExecArray) => Reply])[] = [
  [
    /^\/documents$/,
    (query) =>
      page(
        only(samples.documentRows, query, "kind", "state", "channel").filter((row) => row.number.startsWith(query.get("q") ?? "")),
        query,
      ),
  ],
  [
    /^\/documents\/([^/]+)$/,
    (query, [, number = ""]) => {
      const row = only(samples.documentRows, query, "kind").find((each) => each.number === decodeURIComponent(number));
      return row
        ? ok(samples.documentAnswer(row))
        : { status: 404, body: { type: "about:blank", title: "there is no such document", status: 404 } };
    },
  ],
  [/^\/messages$/, (query) => page(only(samples.messageRows, query, "direction", "state", "kind"), query)],
  [/^\/outbox$/, (query) => page(samples.outboxRows, query)],
  [/^\/books$/, (query) => page(samples.bookSummaries, query)],
  [/^\/books\/[^/]+\/lines$/, (query) => bookLines(query)],
  [/^\/books\/[^/]+\/lines\/(\d+)\/transfers$/, (query, [, line]) => page(samples.bookTransfers(Number(line)), query)],
  [/^\/twin$/, twin],
  [/^\/twin\/cell$/, (query) => page(samples.twinLines(query.get("location") ?? ""), query)],
  [/^\/differences$/, (query) => page(samples.differenceLines, query)],
  [
    /^\/obligations$/,
    (query) =>
      page(
        only(samples.obligations, query, "state").filter(
          ({ dueAt }) => dueAt >= (query.get("from") ?? "") && (!query.get("to") || dueAt < (query.get("to") ?? "")),
        ),
        query,
      ),
  ],
  [/^\/gate$/, () => ok(samples.gateAnswer)],
  [/^\/reports$/, (query) => page(only(samples.reportRows, query, "kind"), query)],
  [
    /^\/reports\/(\d+)$/,
    (_, [, report]) => ok({ ...samples.reportRows.find((row) => row.report === Number(report)), content: samples.REPORT_CONTENT }),
  ],
  [/^\/settings$/, (query) => page(samples.settings, query)],
  [/^\/tariff$/, (query) => page(samples.tariffRows, query)],
];

const REJECTED_UPLOAD = {
  kind: "CEB621",
  accepted: [{ key: "XT-COP-1", warnings: [{ element: "packNo 件数", message: "限定为 1", found: "2", allowed: "1" }] }],
  rejected: [
    {
      key: "XT-COP-2",
      errors: [
        { element: "emsNo 账册编号", message: "保税模式必填", found: null, allowed: "不超过 30 位" },
        { element: "qty 申报数量", message: "不是数字", found: "十二", allowed: "19 位以内，5 位小数" },
      ],
    },
  ],
};

const answer = (method: string, url: URL): Reply => {
  const path = url.pathname.replace("/api/v1/customs", "");
  if (method === "POST") {
    if (path === "/messages") return { status: 202, body: REJECTED_UPLOAD };
    if (path === "/reports") return { status: 201, body: samples.reportRows[0] };
    return { status: 201, body: { number: "XT-NEW-1", entry: 1001 } };
  }
  for (const [pattern, reply] of FOUND) {
    const match = pattern.exec(path);
    if (match) return reply(url.searchParams, match);
  }
  return { status: 404, body: { type: "about:blank", title: `no ${path}`, status: 404 } };
};

export const answerCustoms = (context: BrowserContext): Promise<unknown> =>
  context.route("**/api/v1/customs/**", async (route) => {
    const reply = answer(route.request().method(), new URL(route.request().url()));
    await route.fulfill({ status: reply.status, contentType: "application/json", body: JSON.stringify(reply.body) });
  });
