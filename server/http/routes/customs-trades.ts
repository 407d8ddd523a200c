import { tradeAnswer, tradeBody, type TradeAnswer } from "#wire/customs-flows.ts";
import type { MessageIssue } from "../../usecases/customs/messages-ports.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem, type FieldFault } from "../problem.ts";
import { define, type Route } from "../route.ts";
import { tradeMessages, type TradeBody } from "../trade-messages.ts";
import { Faults } from "./customs-parts.ts";
import { idempotencyNote, V1 } from "./parts.ts";

const GROUP = "Customs flows";
const RETRY_AFTER_SECONDS = "2";

/** Mail and express pass by their own systems; here their waybill and order are kept, and no list is declared for them. */
const WITHOUT_LIST: ReadonlySet<string> = new Set(["mail", "express"]);

const requirePlace = async ({ customs }: HttpPorts, { channel, site, list }: TradeBody): Promise<void> => {
  const faults = new Faults();
  if (list && WITHOUT_LIST.has(channel)) faults.add("/list", `${channel} is not declared by a list`);
  if (list?.book !== undefined) {
    const book = await customs.books.find(list.book);
    if (!book) faults.add("/list/book", `there is no book ${list.book}`);
    else if (book.site !== site) faults.add("/list/book", `${list.book} stands at another site`);
  }
  faults.throwIfAny();
};

/** `InventoryHead/buyerName 订购人姓名` of a list is /list/buyerName; of a line it is /list/InventoryList[2]/gname. */
const toFault = (part: string, { element, message, allowed }: MessageIssue): FieldFault => {
  const [path = "", chinese = ""] = element.split(" ");
  return { pointer: `/${part}/${path.replace(/^[A-Za-z]*Head\//, "")}`, detail: `${chinese} ${message}: ${allowed}`.trim() };
};

const fileTrade = async (ports: HttpPorts, body: TradeBody, by: string): Promise<TradeAnswer> => {
  const { exchange } = ports;
  if (!exchange) throw new HttpProblem(503, "messages of customs are not taken here");
  await requirePlace(ports, body);
  const documents: TradeAnswer["documents"] = [];
  const errors: FieldFault[] = [];
  for (const { part, xml } of tradeMessages(body, ports.clock.nowMs())) {
    const answer = await exchange.takeMessage(Buffer.from(xml), { door: "http", by, mayAnswer: false });
    if (!answer.readable) throw new HttpProblem(503, answer.detail, { headers: { "retry-after": RETRY_AFTER_SECONDS } });
    for (const { key, warnings } of answer.accepted) documents.push({ part, key, warnings: [...warnings] });
    for (const node of answer.rejected) errors.push(...node.errors.map((issue) => toFault(part, issue)));
  }
  if (errors.length > 0) {
    const taken = documents.length === 0 ? "nothing was taken" : `taken: ${documents.map(({ part }) => part).join(", ")}`;
    throw new HttpProblem(422, `${errors.length} faults; ${taken}`, { errors });
  }
  return { number: `${body.platform.code}/${body.orderNo}`, entry: null, documents };
};

export const customsTradeRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "POST",
    path: `${V1}/customs/trades`,
    summary: `Order, payment, waybill and list of one trade, whatever of them is there, through one of six channels (六体合一); each is checked like its official message. ${idempotencyNote}`,
    group: GROUP,
    action: "document.file",
    body: tradeBody,
    answer: tradeAnswer,
    status: 201,
    refusals: { 422: "fields that cannot be taken, each by the element of its message", 503: "too many are being read" },
    run: async ({ body, by }) => fileTrade(ports, body, by),
  }),
];
