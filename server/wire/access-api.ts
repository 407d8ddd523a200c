import { z } from "zod";
import { unitRow } from "./tracking-api.ts";
import { instant, name, text } from "./text.ts";
import { role } from "./words.ts";

/** Bodies and rows of who may come in: people, integrator keys, and what brokers ask. */

/** What is typed to sign in. */
export const userName = z.email().max(200);

/** A demo server says these on its sign-in page. */
export const demoAccount = z.object({ email: z.string(), password: z.string(), role, name: z.string() });
export type DemoAccount = z.infer<typeof demoAccount>;

export const signInBody = z.strictObject({ email: userName, password: z.string().min(1).max(128), rememberMe: z.boolean().optional() });
export const changePasswordBody = z.strictObject({
  currentPassword: z.string().min(1).max(128),
  newPassword: z.string().min(10).max(128),
  revokeOtherSessions: z.boolean().optional(),
});

export const userBody = z.strictObject({
  user: userName,
  name: text(100),
  role,
  /** An operator works at these; other roles reach further by themselves. */
  sites: z.array(name).max(1000).default([]),
  /** Made by the server, and answered once, when absent. */
  password: z.string().min(10).max(128).optional(),
});
export const userCreated = z.object({
  user: z.string(),
  name: z.string(),
  role,
  sites: z.array(z.string()),
  password: z.string().optional(),
});
export const userRow = z.object({
  user: z.string(),
  name: z.string(),
  role,
  sites: z.array(z.string()),
  disabledAt: instant.nullable(),
  createdAt: instant,
});
export const passwordBody = z.strictObject({ password: z.string().min(10).max(128).optional() });
export const passwordAnswer = z.object({ user: z.string(), password: z.string().optional() });

export const keyScope = z.enum([
  "admin",
  "read",
  "master_data:write",
  "devices:write",
  "observations:write",
  "releases:write",
  "customs:write",
]);
export const keyBody = z.strictObject({
  name: text(100),
  scopes: z.array(keyScope).min(1),
  /** Absent: every site. */
  sites: z.array(name).min(1).max(1000).optional(),
});
export const keyCreated = z.object({ key: z.string(), name: z.string(), secret: z.string() });
export const keyRow = z.object({
  key: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  sites: z.array(z.string()).nullable(),
  createdAt: instant,
  createdBy: z.string(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
});

export const unitPage = z.object({ rows: z.array(unitRow), next: z.string().nullable() });

/** How many lines each part of a master-data document held. */
export const masterDataAnswer = z.object({
  sites: z.number(),
  locations: z.number(),
  parties: z.number(),
  products: z.number(),
  books: z.number(),
  units: z.number(),
  shipments: z.number(),
});

/** What an outside broker asks: EMQX in JSON, RabbitMQ in a form. Fields that one of them does not send are absent. */
const asked = z.string().max(1024).optional();
export const brokerQuestion = z.object({
  username: asked,
  password: asked,
  clientid: asked,
  client_id: asked,
  vhost: asked,
  ip: asked,
  tags: asked,
  /** EMQX and RabbitMQ: what is to be done, and on which topic. */
  topic: asked,
  action: asked,
  access: asked,
  acc: z.union([z.string(), z.number()]).optional(),
  resource: asked,
  name: asked,
  permission: asked,
  routing_key: asked,
});
export const brokerAnswer = z.object({ result: z.enum(["allow", "deny"]), is_superuser: z.boolean().optional() });
export const mosquittoFiles = z.object({ passwd: z.string(), acl: z.string() });
