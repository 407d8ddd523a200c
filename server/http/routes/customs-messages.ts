import { z } from "zod";
import { CUSTOMS_MESSAGE_BYTES_MAX, messageAnswer, messageRow, messagesQuery, outboxBody, outboxRow } from "#wire/customs-documents.ts";
import { page, rows } from "#wire/http-api.ts";
import { can } from "../../domain/access/can.ts";
import type { MessageAnswer } from "../../usecases/customs/messages-ports.ts";
import type { CustomsExchange, HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { Answer, define, type Route } from "../route.ts";
import { entryNumber, idempotencyNote, mutable, notFound, V1 } from "./parts.ts";

const GROUP = "Customs messages";
const XML = ["application/xml", "text/xml", "application/octet-stream"];
const messagePath = z.object({ message: entryNumber });
const RETRY_AFTER_SECONDS = "2";
/** Ours, not the message's. */
const OUR_FAULTS: ReadonlySet<string> = new Set(["busy", "stopped", "reader_died", "reader_failed", "took_too_long"]);

const requireExchange = ({ exchange }: HttpPorts): CustomsExchange => {
  if (!exchange) throw new HttpProblem(503, "messages of customs are not taken here");
  return exchange;
};

const toAnswer = (answer: MessageAnswer): z.input<typeof messageAnswer> => {
  if (answer.readable) {
    const { kind, accepted, rejected } = answer;
    return {
      kind,
      accepted: accepted.map(({ key, warnings }) => ({ key, warnings: [...warnings] })),
      rejected: rejected.map(({ key, errors }) => ({ key, errors: [...errors] })),
    };
  }
  if (OUR_FAULTS.has(answer.reason)) throw new HttpProblem(503, answer.detail, { headers: { "retry-after": RETRY_AFTER_SECONDS } });
  const place = answer.line === undefined ? "" : ` (line ${answer.line})`;
  throw new HttpProblem(400, `this is no message of customs: ${answer.detail}${place}`, {
    errors: [{ pointer: "", detail: answer.reason }],
  });
};

const takeRoute = (ports: HttpPorts): Route =>
  define({
    method: "POST",
    path: `${V1}/customs/messages`,
    summary: `One message of customs as XML, at most 16 MiB: every node for itself, every fault of it by name. What customs answers is taken from who may speak for customs. ${idempotencyNote}`,
    group: GROUP,
    action: "document.file",
    bytesOf: XML,
    bodyBytesMax: CUSTOMS_MESSAGE_BYTES_MAX,
    answer: messageAnswer,
    status: 202,
    refusals: { 413: "it is larger than 16 MiB", 503: "too many are being read" },
    run: async ({ subject, by, reach, bytes }) => {
      // A message names firms and books, not sites: who is bound to some files as JSON.
      if (reach !== "all") throw new HttpProblem(403, "a message may name any site: file as JSON, or by a key of all sites");
      return toAnswer(await requireExchange(ports).takeMessage(bytes, { door: "http", by, mayAnswer: can(subject, "customs.answer") }));
    },
  });

const outboxRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/customs/outbox`,
    summary: "Messages that wait to be carried to customs, oldest first, for a client without shared folders",
    group: GROUP,
    action: "outbox.carry",
    query: page,
    answer: rows(outboxRow),
    run: async ({ query }) => mutable(await ports.customs.messages.listOutbox(query)),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/outbox/:message/bytes`,
    summary: "A message that waits, as it is to be carried",
    group: GROUP,
    action: "outbox.carry",
    params: messagePath,
    refusals: { 404: "there is no such message" },
    audited: true,
    run: async ({ params }) => {
      if (!(await ports.customs.messages.findOutgoing(params.message))) throw notFound("message");
      return readOriginal(ports, params.message);
    },
  }),
  define({
    method: "POST",
    path: `${V1}/customs/outbox/:message`,
    summary: `Says that a message was taken, sent, or failed. ${idempotencyNote}`,
    group: GROUP,
    action: "outbox.carry",
    params: messagePath,
    body: outboxBody,
    answer: outboxRow,
    refusals: { 404: "there is no such message" },
    audited: true,
    run: async ({ params, body }) => {
      const exchange = requireExchange(ports);
      if (!(await ports.customs.messages.findOutgoing(params.message))) throw notFound("message");
      await exchange.setOutgoing(params.message, body.state, body.note === undefined ? {} : { note: body.note });
      const now = await ports.customs.messages.findOutgoing(params.message);
      if (!now) throw notFound("message");
      return now;
    },
  }),
];

const readOriginal = async (ports: HttpPorts, message: number): Promise<Answer> => {
  const bytes = await requireExchange(ports).readOriginal(message);
  if (!bytes) throw notFound("message");
  // What stands in a message is never to run in a browser.
  return new Answer(200, bytes, {
    type: "application/octet-stream",
    headers: { "content-disposition": `attachment; filename="customs-message-${message}.xml"`, "x-content-type-options": "nosniff" },
  });
};

export const customsMessageRoutes = (ports: HttpPorts): Route[] => [
  takeRoute(ports),
  define({
    method: "GET",
    path: `${V1}/customs/messages`,
    summary: "Messages that came and went, newest first, with what became of their nodes; without their bytes",
    group: GROUP,
    action: "message.read",
    query: messagesQuery,
    answer: rows(messageRow),
    run: async ({ query }) => mutable(await ports.customs.messages.list(query)),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/messages/:message/bytes`,
    summary: "A message as it came or went, people's data and all; that it was read is kept",
    group: GROUP,
    action: "message.read_original",
    params: messagePath,
    refusals: { 404: "there is no such message" },
    audited: true,
    run: async ({ params }) => readOriginal(ports, params.message),
  }),
  ...outboxRoutes(ports),
];
