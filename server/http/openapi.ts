import { z } from "zod";
import { DEVICE_MESSAGE_VERSION, ackMessage, barrierCommand, MESSAGE_BYTES_MAX, sayCommand, upMessages } from "#wire/device-messages.ts";
import { problem } from "#wire/http-api.ts";
import type { Route } from "./route.ts";

/** The API and the device messages as documents, made from the same schemas that validate. */
type Json = Readonly<Record<string, unknown>>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};

/** `/a/:b` → `/a/{b}` */
export const openApiPath = (path: string): string => path.replaceAll(/:([A-Za-z]+)/g, "{$1}");

const parametersOf = (schema: z.ZodType | undefined, place: "path" | "query"): Json[] => {
  if (!(schema instanceof z.ZodObject)) return [];
  const whole = schemaOf(schema, "output");
  const properties = (whole["properties"] ?? {}) as Readonly<Record<string, Json>>;
  return Object.entries(properties).map(([name, property]) => {
    const field = schema.shape[name] as z.ZodType;
    return { name, in: place, required: place === "path" || !field.safeParse(undefined).success, schema: property };
  });
};

const PROBLEM = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
const refusal = (description: string): Json => ({ description, content: PROBLEM });

const responsesOf = (route: Route): Json => {
  const status = String(route.status ?? 200);
  const content = route.answer && { content: { "application/json": { schema: schemaOf(route.answer, "output") } } };
  const guarded = route.action === "public" ? {} : { 401: refusal("nobody is signed in"), 403: refusal("not allowed, or not here") };
  const refused = Object.entries(route.refusals ?? {}).map(([code, when]) => [code, refusal(when)]);
  return {
    [status]: { description: route.summary, ...content },
    400: refusal("the request cannot be read"),
    ...guarded,
    ...Object.fromEntries(refused),
  };
};

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key with the same request answers the same; with another request it is refused (422)",
  schema: { type: "string", maxLength: 255 },
};

const BYTES = { schema: { type: "string", format: "binary" } };

const operationOf = (route: Route): Json => ({
  summary: route.summary,
  tags: [route.group],
  operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[^A-Za-z]+(.)?/g, (_match, letter: string | undefined) => letter?.toUpperCase() ?? "")}`,
  ...(route.action === "public" ? { security: [] } : { "x-action": route.action }),
  parameters: [
    ...parametersOf(route.params, "path"),
    ...parametersOf(route.query, "query"),
    ...(route.method === "POST" && route.action !== "public" ? [IDEMPOTENCY_KEY] : []),
  ],
  ...(route.bytesOf && { requestBody: { required: true, content: Object.fromEntries(route.bytesOf.map((type) => [type, BYTES])) } }),
  ...(route.body && { requestBody: { required: true, content: { "application/json": { schema: schemaOf(route.body, "input") } } } }),
  responses: responsesOf(route),
});

export const createOpenApi = (routes: readonly Route[], version: string): Json => {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = (paths[openApiPath(route.path)] ??= {});
    path[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Entrepot",
      version,
      description:
        "Bonded warehouses and what moves between them. Lists answer `{rows, next}`: hand `next` in as `after`. Errors are problems of RFC 9457.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ session: [] }, { key: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, "output") },
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "entrepot", description: "A person's session, from /api/auth/sign-in/email" },
        key: { type: "http", scheme: "bearer", description: "An integrator key" },
      },
    },
  };
};

export const createDeviceSchemas = (): Json => ({
  version: DEVICE_MESSAGE_VERSION,
  transport: "MQTT 3.1.1, QoS 1, JSON in UTF-8",
  messageBytesMax: MESSAGE_BYTES_MAX,
  topics:
    "`topic` of POST /api/v1/devices is the device's prefix: it publishes to <topic>/<kind> and subscribes to <topic>/ack and <topic>/command",
  up: Object.fromEntries(
    Object.entries(upMessages).map(([kind, schema]) => [kind, z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })]),
  ),
  down: {
    ack: z.toJSONSchema(ackMessage),
    command: { gate: z.toJSONSchema(barrierCommand), scanner: z.toJSONSchema(sayCommand) },
  },
});
