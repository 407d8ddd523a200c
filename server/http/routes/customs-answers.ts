import { z } from "zod";
import { waiverBody } from "#wire/customs-desk.ts";
import { filingAnswer, receiptBody } from "#wire/customs-filings.ts";
import type { ActBody } from "../../usecases/customs/acts.ts";
import type { DocumentPlace } from "../../usecases/customs/read-models.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { define, type Route } from "../route.ts";
import { text } from "#wire/text.ts";
import { act } from "./customs-parts.ts";
import { idempotencyNote, notFound, requireSight, V1 } from "./parts.ts";

const GROUP = "Customs answers";

type ReceiptBody = z.output<typeof receiptBody>;
type Answered = Readonly<{ body: ReceiptBody; stored: DocumentPlace; atMs: number }>;

/** 清单回执状态 of an answer in words. Section 2.4. */
const LIST_STATUS: Readonly<Partial<Record<ReceiptBody["answer"], number>>> = { approved: 120, refused: 100, released: 800, finished: 899 };

const goodsAct = ({ body, stored }: Answered, kind: "inventory" | "stock_document"): ActBody | undefined => {
  const { answer, number, entryNo } = body;
  const command = ((): Extract<ActBody, { act: "goods" }>["command"] | undefined => {
    if (answer === "approved") return { type: "approve", number: number ?? stored.number };
    if (answer === "refused") return { type: "refuse", note: body.note ?? "" };
    if (answer === "released") return { type: "release", ...(entryNo !== undefined && { entryNo }) };
    if (answer === "cancelled") return { type: "cancel" };
    return answer === "written_off" ? { type: "write_off" } : undefined;
  })();
  return command && { act: "goods", kind, key: stored.number, command };
};

const passAct = ({ body, stored, atMs }: Answered): ActBody | undefined => {
  const { answer, number } = body;
  const command = ((): Extract<ActBody, { act: "pass" }>["command"] | undefined => {
    if (answer === "approved") return { type: "approve", number: number ?? stored.number };
    if (answer === "refused") return { type: "refuse", note: body.note ?? "" };
    if (answer === "cancelled") return { type: "void" };
    return answer === "passed" ? { type: "pass_gate", atMs, weighedKg: null, by: "customs" } : undefined;
  })();
  return command && { act: "pass", key: stored.number, command };
};

const declarationAct = ({ body, stored }: Answered): ActBody | undefined => {
  const { answer, number } = body;
  const command = ((): Extract<ActBody, { act: "declaration" }>["command"] | undefined => {
    if (answer === "approved") return { type: "approve", number: number ?? stored.number };
    if (answer === "refused") return { type: "refuse", note: body.note ?? "" };
    if (answer === "cancelled") return { type: "cancel" };
    return answer === "finished" ? { type: "finish" } : undefined;
  })();
  return command && { act: "declaration", key: stored.number, command };
};

/** A list is answered by its official status, where the receipt says one. */
const listAct = ({ body, stored, atMs }: Answered): ActBody | undefined => {
  const said = body.status !== undefined && /^-?\d{1,6}$/.test(body.status) ? Number(body.status) : undefined;
  const status = said ?? LIST_STATUS[body.answer];
  if (status === undefined) return undefined;
  const command = { do: "receive", receipt: { status, atMs } } as const;
  return { act: "list", key: stored.number, command, ...(body.number !== undefined && { invtNo: body.number }) };
};

const conversionAct = ({ body, stored }: Answered, by: string): ActBody | undefined => {
  const { answer, number } = body;
  const command = ((): Extract<ActBody, { act: "conversion" }>["command"] | undefined => {
    if (answer === "approved") return { type: "approve", approval: { number: number ?? stored.number, by }, role: "customs" };
    return answer === "refused" ? { type: "refuse", note: body.note ?? "", role: "customs" } : undefined;
  })();
  return command && { act: "conversion", key: stored.number, command };
};

const actOf = (answered: Answered, by: string): ActBody | undefined => {
  switch (answered.body.kind) {
    case "inventory":
    case "stock_document":
      return goodsAct(answered, answered.body.kind);
    case "pass":
      return passAct(answered);
    case "declaration":
      return declarationAct(answered);
    case "list":
      return listAct(answered);
    case "conversion":
      return conversionAct(answered, by);
    default:
      return undefined;
  }
};

export const customsAnswerRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "POST",
    path: `${V1}/customs/receipts`,
    summary: `What customs answers, said by a key that may speak for customs; the same as its message. ${idempotencyNote}`,
    group: GROUP,
    action: "customs.answer",
    body: receiptBody,
    answer: filingAnswer,
    status: 201,
    refusals: { 404: "there is no such document", 409: "refused by name", 422: "such a document is not answered so" },
    audited: true,
    run: async ({ subject, by, body }) => {
      const stored = await ports.customs.documents.locate(body.key, body.kind);
      if (!stored) throw notFound("document");
      requireSight(subject, "customs.answer", stored.site, "document");
      const atMs = body.at === undefined ? ports.clock.nowMs() : Date.parse(body.at);
      const answered = actOf({ body, stored, atMs }, by);
      if (!answered)
        throw new HttpProblem(422, `a document of kind ${body.kind} is not answered so`, {
          errors: [{ pointer: "/answer", detail: body.answer }],
        });
      const receipt = { kind: "JSON", status: body.status ?? body.answer, ...(body.note !== undefined && { note: body.note }) };
      return act(ports, answered, { by, atMs, receipt });
    },
  }),
  define({
    method: "POST",
    path: `${V1}/customs/obligations/:obligation/waive`,
    summary: `An officer lets an obligation go, by a paper and for a reason. ${idempotencyNote}`,
    group: GROUP,
    action: "obligation.waive",
    params: z.object({ obligation: text(256) }),
    body: waiverBody,
    answer: filingAnswer,
    status: 201,
    refusals: { 404: "there is no such obligation", 409: "refused by name" },
    audited: true,
    run: async ({ subject, by, params, body }) => {
      const site = await ports.customs.obligations.findSite(params.obligation);
      if (site === undefined) throw notFound("obligation");
      requireSight(subject, "obligation.waive", site, "obligation");
      const atMs = ports.clock.nowMs();
      const command = { type: "waive", atMs, approval: { number: body.approval, by }, reason: body.reason } as const;
      return act(ports, { act: "obligation", id: params.obligation, command }, { by, atMs });
    },
  }),
];
