import { randomBytes } from "node:crypto";
import { z } from "zod";
import { keyBody, keyCreated, keyRow, passwordAnswer, passwordBody, userBody, userCreated, userName, userRow } from "#wire/access-api.ts";
import { rows } from "#wire/http-api.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { Answer, define, type Route } from "../route.ts";
import { idempotencyNote, notFound, V1 } from "./parts.ts";

const GROUP = "Access";
const GENERATED_BYTES = 15;
const makePassword = (): string => randomBytes(GENERATED_BYTES).toString("base64url");
const userPath = z.object({ user: userName });

const userRoutes = ({ sessions: { users } }: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/users`,
    summary: "People, those that are disabled too",
    group: GROUP,
    action: "user.manage",
    answer: rows(userRow),
    run: async () => ({ rows: (await users.list()).map((row) => ({ ...row, sites: [...row.sites] })), next: null }),
  }),
  define({
    method: "POST",
    path: `${V1}/users`,
    summary: `Lets somebody in. Without a password one is made and answered once. ${idempotencyNote}`,
    group: GROUP,
    action: "user.manage",
    body: userBody,
    answer: userCreated,
    status: 201,
    refusals: { 409: "somebody has this name" },
    audited: true,
    run: async ({ body }) => {
      const password = body.password ?? makePassword();
      const user = body.user.toLowerCase();
      if ((await users.create({ ...body, user, password })) === "exists") throw new HttpProblem(409, `${user} is there already`);
      return { user, name: body.name, role: body.role, sites: body.sites, ...(body.password === undefined && { password }) };
    },
  }),
  define({
    method: "POST",
    path: `${V1}/users/:user/password`,
    summary: `Gives somebody a new password and ends their sessions. Without one, it is made and answered once. ${idempotencyNote}`,
    group: GROUP,
    action: "user.manage",
    params: userPath,
    body: passwordBody,
    answer: passwordAnswer,
    refusals: { 404: "there is nobody by this name" },
    audited: true,
    run: async ({ params, body }) => {
      const password = body.password ?? makePassword();
      if (!(await users.setPassword(params.user, password))) throw notFound("user");
      return { user: params.user.toLowerCase(), ...(body.password === undefined && { password }) };
    },
  }),
  define({
    method: "DELETE",
    path: `${V1}/users/:user`,
    summary: "Disables somebody and ends their sessions; what they did stays under their name",
    group: GROUP,
    action: "user.manage",
    params: userPath,
    status: 204,
    refusals: { 404: "there is nobody by this name, or they are disabled already" },
    audited: true,
    run: async ({ params }) => {
      if (!(await users.disable(params.user))) throw notFound("user");
      return new Answer(204, undefined);
    },
  }),
];

const keyRoutes = ({ keys }: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/keys`,
    summary: "Integrator keys, without their secrets",
    group: GROUP,
    action: "key.manage",
    answer: rows(keyRow),
    run: async () => ({ rows: [...(await keys.list())], next: null }),
  }),
  define({
    method: "POST",
    path: `${V1}/keys`,
    summary: `Makes an integrator key; its secret is answered once. ${idempotencyNote}`,
    group: GROUP,
    action: "key.manage",
    body: keyBody,
    answer: keyCreated,
    status: 201,
    audited: true,
    run: async ({ body, by }) => {
      const made = await keys.create({ name: body.name, scopes: body.scopes, sites: body.sites ?? null, by });
      return { ...made, name: body.name };
    },
  }),
  define({
    method: "DELETE",
    path: `${V1}/keys/:key`,
    summary: "Revokes an integrator key",
    group: GROUP,
    action: "key.manage",
    params: z.object({ key: z.string().regex(/^[0-9a-f]{1,64}$/) }),
    status: 204,
    refusals: { 404: "there is no such key, or it is revoked already" },
    audited: true,
    run: async ({ params }) => {
      if (!(await keys.revoke(params.key))) throw notFound("key");
      return new Answer(204, undefined);
    },
  }),
];

export const accessRoutes = (ports: HttpPorts): Route[] => [...userRoutes(ports), ...keyRoutes(ports)];
