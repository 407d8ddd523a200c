import { z } from "zod";
import { filingAnswer } from "#wire/customs-filings.ts";
import { adjustmentBody, conversionBody, decisionBody, pledgeBody, pledgeReleaseBody } from "#wire/customs-flows.ts";
import { documentNumber } from "#wire/customs-filings.ts";
import type { AdjustmentFiling } from "../../domain/customs/documents/adjustment.ts";
import type { ConversionFiling } from "../../domain/customs/documents/conversion-document.ts";
import type { PledgeFiling } from "../../domain/customs/documents/pledge.ts";
import type { HttpPorts } from "../http-ports.ts";
import { define, type Route } from "../route.ts";
import { documentPath } from "./customs-documents.ts";
import { act, Faults, findOwn, voiceOf, type Actor } from "./customs-parts.ts";
import { idempotencyNote, notFound, requireSight, V1 } from "./parts.ts";

const GROUP = "Customs flows";
const FILING_BYTES_MAX = 4 * 1024 * 1024;

const fileConversion = async (ports: HttpPorts, actor: Actor, body: z.output<typeof conversionBody>) => {
  await findOwn(ports, actor, { kind: "conversion", key: body.innerNo, action: "document.file" });
  const faults = new Faults();
  const filing: ConversionFiling = {
    kind: "conversion",
    number: body.innerNo,
    site: body.site,
    owner: body.owner,
    from: body.fromMode,
    to: body.toMode,
    lines: body.lines.map(({ location, gtin, batch, serial, quantity, from, to }, index) => ({
      n: index + 1,
      location,
      gtin,
      ...(batch !== undefined && { batch }),
      ...(serial !== undefined && { serial }),
      quantity: faults.quantity(`/lines/${index}/quantity`, quantity),
      from: {
        ...(from.book !== undefined && { book: from.book }),
        ...(from.line !== undefined && { line: from.line }),
        ...(from.regime !== undefined && { regime: from.regime }),
      },
      to: to ?? null,
    })),
  };
  faults.throwIfAny();
  return act(ports, { act: "conversion", key: body.innerNo, command: { type: "file", filing } }, actor);
};

const fileAdjustment = async (ports: HttpPorts, actor: Actor, body: z.output<typeof adjustmentBody>) => {
  await findOwn(ports, actor, { kind: "adjustment", key: body.innerNo, action: "document.file" });
  const faults = new Faults();
  const filing: AdjustmentFiling = {
    kind: "adjustment",
    number: body.innerNo,
    site: body.site,
    owner: body.owner ?? null,
    cause: body.cause,
    isForceMajeure: body.isForceMajeure,
    location: body.location,
    parent: body.parent ?? null,
    regime: body.regime ?? null,
    lines: body.lines.map(({ gtin, batch, serial, book, line, quantity, direction }, index) => {
      if (direction === "in" && body.cause !== "count") faults.add(`/lines/${index}/direction`, "only a count finds too much");
      return {
        n: index + 1,
        gtin,
        ...(batch !== undefined && { batch }),
        ...(serial !== undefined && { serial }),
        ...(book !== undefined && { book }),
        ...(line !== undefined && { line }),
        quantity: faults.quantity(`/lines/${index}/quantity`, quantity),
        direction,
      };
    }),
    reason: body.reason,
    ...(body.counts !== undefined && { counts: body.counts }),
  };
  faults.throwIfAny();
  return act(ports, { act: "adjustment", key: body.innerNo, command: { type: "file", filing } }, actor);
};

const decide = async (ports: HttpPorts, actor: Actor, number: string, body: z.output<typeof decisionBody>) => {
  const stored = await ports.customs.documents.locate(number, body.kind);
  if (!stored) throw notFound("document");
  requireSight(actor.subject, "adjustment.attest", stored.site, "document");
  const role = voiceOf(actor.subject);
  const command =
    body.decision === "approve"
      ? ({ type: "approve", approval: { number: body.approval, by: actor.by }, role } as const)
      : ({ type: "refuse", note: body.note, role } as const);
  return act(ports, { act: body.kind, key: stored.number, command }, actor);
};

const pledge = async (ports: HttpPorts, actor: Actor, body: z.output<typeof pledgeBody>) => {
  await findOwn(ports, actor, { kind: "pledge", key: body.pledge, action: "document.file" });
  const faults = new Faults();
  const filing: PledgeFiling = {
    kind: "pledge",
    number: body.pledge,
    site: body.site,
    owner: body.owner,
    lender: body.lender,
    location: body.location,
    parent: body.parent ?? null,
    gtin: body.gtin ?? null,
    quantity: body.quantity === undefined ? null : faults.quantity("/quantity", body.quantity),
    reason: body.reason,
  };
  faults.throwIfAny();
  return act(ports, { act: "pledge", key: body.pledge, command: { type: "pledge", filing, by: actor.by } }, actor);
};

const releasePledge = async (ports: HttpPorts, actor: Actor, number: string, body: z.output<typeof pledgeReleaseBody>) => {
  const stored = await ports.customs.documents.locate(number, "pledge");
  if (!stored) throw notFound("pledge");
  requireSight(actor.subject, "pledge.release", stored.site, "pledge");
  const faults = new Faults();
  const quantity = body.quantity === undefined ? null : faults.quantity("/quantity", body.quantity);
  faults.throwIfAny();
  const command = { type: "release", quantity, by: actor.by, role: voiceOf(actor.subject), reason: body.reason } as const;
  return act(ports, { act: "pledge", key: stored.number, command }, actor);
};

const FILED = { 409: "refused by name: the detail of the error is the reason", 422: "quantities cannot be taken" };

const petitionRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "POST",
    path: `${V1}/customs/conversions`,
    summary: `Asks that goods go from one mode of trade to another (不同贸易方式互转). ${idempotencyNote}`,
    group: GROUP,
    action: "document.file",
    body: conversionBody,
    answer: filingAnswer,
    status: 201,
    bodyBytesMax: FILING_BYTES_MAX,
    refusals: FILED,
    run: async ({ body, ...actor }) => fileConversion(ports, actor, body),
  }),
  define({
    method: "POST",
    path: `${V1}/customs/adjustments`,
    summary: `Reports goods that are lost, damaged, to be destroyed, expired, or counted otherwise; stock and book follow when an officer attests it. ${idempotencyNote}`,
    group: GROUP,
    action: "document.file",
    body: adjustmentBody,
    answer: filingAnswer,
    status: 201,
    bodyBytesMax: FILING_BYTES_MAX,
    refusals: FILED,
    run: async ({ body, ...actor }) => fileAdjustment(ports, actor, body),
  }),
  define({
    method: "POST",
    path: `${V1}/customs/documents/:number/decide`,
    summary: `An officer approves or refuses a conversion or an adjustment, by a paper. ${idempotencyNote}`,
    group: GROUP,
    action: "adjustment.attest",
    params: documentPath,
    body: decisionBody,
    answer: filingAnswer,
    status: 201,
    refusals: { 404: "there is no such document", 409: "refused by name" },
    audited: true,
    run: async ({ params, body, ...actor }) => decide(ports, actor, params.number, body),
  }),
];

export const customsFlowRoutes = (ports: HttpPorts): Route[] => [
  ...petitionRoutes(ports),
  define({
    method: "POST",
    path: `${V1}/customs/pledges`,
    summary: `Puts goods under a lender's hold (仓单质押): who puts it acts for the lender. ${idempotencyNote}`,
    group: GROUP,
    action: "document.file",
    body: pledgeBody,
    answer: filingAnswer,
    status: 201,
    refusals: FILED,
    audited: true,
    run: async ({ body, ...actor }) => pledge(ports, actor, body),
  }),
  define({
    method: "POST",
    path: `${V1}/customs/pledges/:pledge/release`,
    summary: `Releases pledged goods, wholly or in part: who put the hold, or an officer. ${idempotencyNote}`,
    group: GROUP,
    action: "pledge.release",
    params: z.object({ pledge: documentNumber }),
    body: pledgeReleaseBody,
    answer: filingAnswer,
    status: 201,
    refusals: { 404: "there is no such pledge", ...FILED },
    audited: true,
    run: async ({ params, body, ...actor }) => releasePledge(ports, actor, params.pledge, body),
  }),
];
