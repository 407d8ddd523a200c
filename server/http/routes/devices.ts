import { z } from "zod";
import { deviceBody, deviceCredentials, deviceRow, page, rows } from "#wire/http-api.ts";
import { name } from "#wire/text.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { Answer, define, type Route } from "../route.ts";
import { can } from "../../domain/access/can.ts";
import { idempotencyNote, mutable, notFound, V1 } from "./parts.ts";

const GROUP = "Devices";

const REFUSALS = {
  unknown_site: { pointer: "/site", detail: "there is no such site" },
  unknown_location: { pointer: "/location", detail: "the site has no such location" },
  unknown_unit: { pointer: "/unit", detail: "there is no such unit" },
} as const;

export const deviceRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "POST",
    path: `${V1}/devices`,
    summary: `Provisions a device. Its password is answered once. A device that stands is refused; one that was revoked gets a new password. ${idempotencyNote}`,
    group: GROUP,
    action: "device.provision",
    body: deviceBody,
    answer: deviceCredentials,
    status: 201,
    refusals: { 409: "the device stands already", 422: "site, location or unit are not known" },
    audited: true,
    run: async ({ body }) => {
      const made = await ports.devices.provision(body);
      if (made.outcome === "exists") {
        throw new HttpProblem(409, `${body.device} stands already, and its password was shown once: revoke it to provision it anew`);
      }
      if (made.outcome !== "provisioned") throw new HttpProblem(422, REFUSALS[made.outcome].detail, { errors: [REFUSALS[made.outcome]] });
      await ports.devicesChanged?.(body.device);
      const { topic, username, password } = made;
      return new Answer(201, { device: body.device, site: body.site, kind: body.kind, topic, username, password });
    },
  }),
  define({
    method: "GET",
    path: `${V1}/devices`,
    summary: "Devices, those that were revoked too",
    group: GROUP,
    action: "device.read",
    query: page.extend({ site: name.optional() }),
    answer: rows(deviceRow),
    run: async ({ query, reach }) => {
      const found = mutable(await ports.devices.list({ ...query, reach }));
      return { rows: found.rows.map((row) => ({ ...row, step: deviceRow.shape.step.parse(row.step) })), next: found.next };
    },
  }),
  define({
    method: "DELETE",
    path: `${V1}/devices/:device`,
    summary: "Revokes a device and cuts its connection",
    group: GROUP,
    action: "device.revoke",
    params: z.object({ device: name }),
    status: 204,
    refusals: { 404: "there is no such device, or it is revoked already" },
    audited: true,
    run: async ({ subject, params }) => {
      const found = await ports.devices.find(params.device);
      if (!found || !can(subject, "device.revoke", { site: found.site })) throw notFound("device");
      if (!(await ports.devices.revoke(params.device))) throw notFound("device");
      await ports.disconnectDevice(params.device);
      await ports.devicesChanged?.(params.device);
      return new Answer(204, undefined);
    },
  }),
];
