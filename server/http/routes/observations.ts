import { z } from "zod";
import { messageId } from "#wire/device-messages.ts";
import { observationAnswer, observationBody, observationRow, page, quarantineRow, rows } from "#wire/http-api.ts";
import { name } from "#wire/text.ts";
import { can, type Subject } from "../../domain/access/can.ts";
import type { Device } from "../../usecases/read-models.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { Answer, define, type Route } from "../route.ts";
import { entryNumber, idempotencyNote, mutable, notFound, requireSight, V1 } from "./parts.ts";

const GROUP = "Observations";

/** People act at stations, where their sites are; a key speaks for any device within its sites. */
const requireSpeaker = (subject: Subject, device: Device | undefined): void => {
  if (!device) {
    if (subject.kind === "key" && subject.sites === null) return;
    throw notFound("device");
  }
  if (device.revokedAt !== null) throw new HttpProblem(403, `${device.device} is revoked`);
  if (!can(subject, "observation.submit", { site: device.site })) throw new HttpProblem(403, `${device.site} is not one of your sites`);
  if (subject.kind === "user" && device.kind !== "station")
    throw new HttpProblem(403, `${device.device} is no station: only the device itself speaks for it`);
};

/** Whoever is signed in did it, whatever the message says. */
const signature = (subject: Subject): { operator?: string; byOfficer: boolean } =>
  subject.kind === "user" ? { operator: subject.user, byOfficer: subject.role === "officer" } : { byOfficer: false };

export const observationRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "POST",
    path: `${V1}/observations`,
    summary: `What a device would send, from a station in a browser or by an integrator; the answer is the ack. ${idempotencyNote}`,
    group: GROUP,
    action: "observation.submit",
    body: observationBody,
    answer: observationAnswer,
    refusals: { 404: "there is no such device" },
    run: async ({ subject, body }) => {
      requireSpeaker(subject, await ports.devices.find(body.device));
      return ports.submitObservation({ device: body.device, kind: body.kind, message: body.message, ...signature(subject) });
    },
  }),
  define({
    method: "GET",
    path: `${V1}/observations/:id`,
    summary: "What became of an observation: every result it had, reason, transfers, entry",
    group: GROUP,
    action: "observation.read",
    params: z.object({ id: messageId }),
    query: z.object({ device: name }),
    answer: observationRow,
    refusals: { 404: "the device never said this, or it lies in quarantine" },
    run: async ({ subject, params, query }) => {
      const found = await ports.journal.findObservation(query.device, params.id);
      if (!found) throw notFound("observation");
      requireSight(subject, "observation.read", found.site, "observation");
      const { site: _site, ...story } = found;
      return story;
    },
  }),
  define({
    method: "GET",
    path: `${V1}/quarantine`,
    summary: "Messages that could not be read, newest first",
    group: GROUP,
    action: "quarantine.read",
    query: page,
    answer: rows(quarantineRow),
    run: async ({ query }) => mutable(await ports.journal.listQuarantine(query)),
  }),
  define({
    method: "GET",
    path: `${V1}/quarantine/:quarantine/bytes`,
    summary: "The bytes of a message in quarantine, exactly as they came",
    group: GROUP,
    action: "quarantine.read",
    params: z.object({ quarantine: entryNumber }),
    refusals: { 404: "there is no such message" },
    run: async ({ params }) => {
      const bytes = await ports.journal.findQuarantinedBytes(params.quarantine);
      if (!bytes) throw notFound("message");
      // Never shown by the browser, whatever it holds.
      return new Answer(200, bytes, {
        type: "application/octet-stream",
        headers: { "content-disposition": `attachment; filename="quarantine-${params.quarantine}.bin"` },
      });
    },
  }),
];
