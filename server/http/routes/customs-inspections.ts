import { createHash } from "node:crypto";
import type { z } from "zod";
import { filingAnswer } from "#wire/customs-filings.ts";
import { admissionBody, inspectionBody, inspectionResultBody, PHOTO_BYTES_MAX, photoAnswer, photoQuery } from "#wire/customs-flows.ts";
import type { Subject } from "../../domain/access/can.ts";
import type { AdmissionCommand } from "../../domain/customs/inspection/admission.ts";
import type { Actor as Officer, InspectionSubject } from "../../domain/customs/inspection/inspection.ts";
import type { ActBody } from "../../usecases/customs/acts.ts";
import type { DocumentPlace } from "../../usecases/customs/read-models.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { Answer, define, type Route } from "../route.ts";
import { documentPath } from "./customs-documents.ts";
import { act, findOwn, voiceOf, type Actor } from "./customs-parts.ts";
import { idempotencyNote, notFound, requireSight, V1 } from "./parts.ts";

const GROUP = "Customs inspections";

/** A key is no officer, whatever it may do. */
const officerOf = ({ subject, by }: Actor): Officer => ({ name: by, role: subject.kind === "user" ? subject.role : "administrator" });

const order = async (ports: HttpPorts, actor: Actor, body: z.output<typeof inspectionBody>) => {
  const { inspection, site, document, parent, location = "", method, reason, isPriority } = body;
  await findOwn(ports, actor, { kind: "inspection", key: inspection, action: "inspection.order" });
  const subject: InspectionSubject =
    document !== undefined
      ? { kind: "document", number: document }
      : parent !== undefined
        ? { kind: "parent", parent }
        : { kind: "place", site, location };
  const command = {
    type: "order",
    order: { inspection, site, subject, method, reason, isPriority },
    by: officerOf(actor),
    atMs: ports.clock.nowMs(),
  } as const;
  return act(ports, { act: "inspection", key: inspection, command }, actor);
};

const locate = async ({ customs }: HttpPorts, subject: Subject, number: string): Promise<DocumentPlace> => {
  const stored = await customs.documents.locate(number, "inspection");
  if (!stored) throw notFound("inspection");
  requireSight(subject, "document.read", stored.site, "inspection");
  return stored;
};

type InspectionAct = Extract<ActBody, { act: "inspection" }>["command"];

const resultOf = (body: z.output<typeof inspectionResultBody>, by: Officer, atMs: number): InspectionAct => {
  switch (body.result) {
    case "started":
      return { type: "start", atMs };
    case "agrees":
      return { type: "conclude", result: { result: "agrees" }, by, atMs };
    case "differs":
      return { type: "conclude", result: { result: "differs", found: body.found }, by, atMs };
    case "settled":
      return { type: "settle", disposition: body.disposition, by, atMs };
    case "cancelled":
      return { type: "cancel", why: body.why, by, atMs };
  }
};

/** By the bytes and not by what the sender calls them: what is served again is what it is. */
const mediaTypeOf = (bytes: Uint8Array): string | undefined => {
  const head = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  if (head.startsWith("\u00ff\u00d8\u00ff")) return "image/jpeg";
  if (head.startsWith("\u0089PNG\r\n\u001a\n")) return "image/png";
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "image/webp";
  return head.slice(4, 8) === "ftyp" && /^(heic|heix|mif1|avif)/.test(head.slice(8, 12)) ? "image/heic" : undefined;
};

const photograph = async (
  ports: HttpPorts,
  actor: Actor,
  { number, name, bytes }: Readonly<{ number: string; name: string; bytes: Uint8Array }>,
) => {
  const stored = await locate(ports, actor.subject, number);
  const mediaType = mediaTypeOf(bytes);
  if (mediaType === undefined) throw new HttpProblem(415, "the bytes are no picture: JPEG, PNG, WebP or HEIC");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const command = { type: "photograph", attachment: { name, mediaType, sha256, bytes } } as const;
  const answer = await act(ports, { act: "inspection", key: stored.number, command }, actor);
  const view = await ports.customs.documents.find(stored.number, "inspection", "all");
  const kept = view?.photos.find((photo) => photo.sha256 === sha256);
  if (!kept) throw notFound("photograph");
  return new Answer(answer.status, { photo: kept.photo, sha256, size: kept.size });
};

const ADMITTED = ["inventory", "pass"] as const;

const admit = async (ports: HttpPorts, actor: Actor, number: string, body: z.output<typeof admissionBody>) => {
  const found = await Promise.all(ADMITTED.map((kind) => ports.customs.documents.locate(number, kind)));
  const stored = found.find((each) => each !== undefined);
  if (!stored) throw notFound("inventory or gate pass");
  requireSight(actor.subject, "inspection.order", stored.site, "inventory or gate pass");
  const role = voiceOf(actor.subject);
  const command = ((): AdmissionCommand => {
    switch (body.step) {
      case "present":
        return { type: "present", document: stored.number };
      case "admit_to_country":
        return { type: "admit_to_country", conditions: body.conditions, role };
      case "meet":
        return { type: "meet", condition: body.condition, by: body.by };
      case "admit_to_market":
        return { type: "admit_to_market", role };
      case "refuse":
        return { type: "refuse", reason: body.reason, role };
    }
  })();
  return act(ports, { act: "admission", key: stored.number, command }, actor);
};

export const customsInspectionRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "POST",
    path: `${V1}/customs/inspections`,
    summary: `An officer orders an inspection (查验): its goods stand still, its document passes no gate, until the end. ${idempotencyNote}`,
    group: GROUP,
    action: "inspection.order",
    body: inspectionBody,
    answer: filingAnswer,
    status: 201,
    refusals: { 409: "refused by name" },
    audited: true,
    run: async ({ body, ...actor }) => order(ports, actor, body),
  }),
  define({
    method: "POST",
    path: `${V1}/customs/inspections/:number/result`,
    summary: `What became of an inspection: started, agrees, differs, settled, or called off. ${idempotencyNote}`,
    group: GROUP,
    action: "inspection.order",
    params: documentPath,
    body: inspectionResultBody,
    answer: filingAnswer,
    status: 201,
    refusals: { 404: "there is no such inspection", 409: "refused by name" },
    audited: true,
    run: async ({ params, body, ...actor }) => {
      const stored = await locate(ports, actor.subject, params.number);
      const command = resultOf(body, officerOf(actor), ports.clock.nowMs());
      return act(ports, { act: "inspection", key: stored.number, command }, actor);
    },
  }),
  define({
    method: "POST",
    path: `${V1}/customs/inspections/:number/photos`,
    summary: `A picture of at most 8 MiB, kept by its SHA-256, which stands in the journal. 201 when it is new, 200 when it is there. ${idempotencyNote}`,
    group: GROUP,
    action: "inspection.photograph",
    params: documentPath,
    query: photoQuery,
    bytesOf: ["image/*", "application/octet-stream"],
    bodyBytesMax: PHOTO_BYTES_MAX,
    answer: photoAnswer,
    status: 201,
    refusals: { 404: "there is no such inspection", 409: "it is over", 413: "it is larger than 8 MiB", 415: "it is no picture" },
    run: async ({ params, query, bytes, ...actor }) => photograph(ports, actor, { number: params.number, name: query.name, bytes }),
  }),
  define({
    method: "POST",
    path: `${V1}/customs/admissions/:number`,
    summary: `Two-stage admission (两段准入) of an inventory or a gate pass, step by step; what came in is held until its goods may enter the market. ${idempotencyNote}`,
    group: GROUP,
    action: "inspection.order",
    params: documentPath,
    body: admissionBody,
    answer: filingAnswer,
    status: 201,
    refusals: { 404: "there is no such document", 409: "refused by name" },
    audited: true,
    run: async ({ params, body, ...actor }) => admit(ports, actor, params.number, body),
  }),
];
