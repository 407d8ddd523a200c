import { createHash } from "node:crypto";
import express, { type Request, type RequestHandler, type Response } from "express";
import { type Action, can, canAnywhere, nameOf, reachOf, type Subject } from "../domain/access/can.ts";
import { isOwnOrigin } from "../domain/access/own-origin.ts";
import type { StoredAnswer } from "../usecases/read-models.ts";
import type { HttpPorts } from "./http-ports.ts";
import { faultsOf, type FieldFault, HttpProblem } from "./problem.ts";
import { Answer, type Call, type Route } from "./route.ts";

/**
 * What every call goes through, in this order: who is asking → may they at all → is it our own page → the body within
 * its limit → every field → may they here → has this been asked before → the act → the answer.
 */
export const BODY_BYTES_DEFAULT = 256 * 1024;
const IDEMPOTENCY_KEY_MAX = 255;
const RETRY_AFTER_SECONDS = "1";

export type PipelineOptions = Readonly<{
  ports: HttpPorts;
  /** Where our own pages may come from, beside the host that was asked. */
  ownOrigins: readonly string[];
  onDenied?: (action: string) => void;
}>;

type Body = Readonly<{ value: unknown; bytes: Uint8Array; hash: Uint8Array }>;
const NO_BYTES = new Uint8Array();

/** Bodies of bytes that are read at once: each is held whole until it is dealt with. */
const BYTES_BODIES_MAX = 8;
let bytesBodies = 0;

const header = (request: Request, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
};

/** Cookies travel by themselves, so what changes something must come from our own pages. A bearer key never does. */
export const requireOwnOrigin = (request: Request, ownOrigins: readonly string[]): void => {
  if (request.method === "GET" || request.method === "HEAD" || request.headers.authorization !== undefined) return;
  const signs = { origin: header(request, "origin"), secFetchSite: header(request, "sec-fetch-site"), host: header(request, "host") };
  if (!isOwnOrigin(signs, ownOrigins)) throw new HttpProblem(403, "the request comes from another site's page");
};

const deny = ({ ports, onDenied }: PipelineOptions, request: Request, subject: Subject, action: Action): HttpProblem => {
  onDenied?.(action);
  const line = { subject: nameOf(subject), action, resource: request.path, allowed: false, address: request.ip ?? null };
  ports.audit.write(line).catch((error: unknown) => ports.log.error({ error: String(error) }, "a denial could not be audited"));
  return new HttpProblem(403, `${action} is not yours to do here`);
};

const identify = async (options: PipelineOptions, route: Route, request: Request): Promise<Subject | undefined> => {
  if (route.action === "public") return undefined;
  const subject = await options.ports.sessions.findSession(request.headers);
  if (!subject)
    throw new HttpProblem(401, "a session cookie or an integrator key is needed", { headers: { "www-authenticate": "Bearer" } });
  if (!canAnywhere(subject, route.action)) throw deny(options, request, subject, route.action);
  return subject;
};

const hasBody = (request: Request): boolean =>
  request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;

const runParser = (parser: RequestHandler, request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    parser(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });

const readBody = async (route: Route, request: Request, response: Response): Promise<Body> => {
  const hash = createHash("sha256").update(`${request.method} ${request.originalUrl}\n`);
  if (!hasBody(request)) return { value: {}, bytes: NO_BYTES, hash: hash.digest() };
  const limit = route.bodyBytesMax ?? BODY_BYTES_DEFAULT;
  const verify = (_request: unknown, _response: unknown, bytes: Buffer): void => void hash.update(bytes);
  const isForm = route.bodyKind === "json_or_form" && Boolean(request.is("application/x-www-form-urlencoded"));
  if (!isForm && !request.is("application/json")) throw new HttpProblem(415, "send the body as application/json");
  const parser = isForm
    ? express.urlencoded({ extended: false, limit, parameterLimit: 50, verify })
    : express.json({ limit, strict: true, verify });
  await runParser(parser, request, response);
  return { value: request.body, bytes: NO_BYTES, hash: hash.digest() };
};

/** Counted before the first byte is read, so that many large bodies at once cannot fill the memory. */
const withBytes = async (route: Route, request: Request, response: Response, work: (body: Body) => Promise<void>): Promise<void> => {
  const types = route.bytesOf ?? [];
  if (!hasBody(request)) throw new HttpProblem(400, `send the bytes as ${types.join(", ")}`);
  if (!request.is([...types])) throw new HttpProblem(415, `send the body as ${types.join(", ")}`);
  if (bytesBodies >= BYTES_BODIES_MAX)
    throw new HttpProblem(503, "too many large bodies are being read", { headers: { "retry-after": RETRY_AFTER_SECONDS } });
  bytesBodies++;
  try {
    await runParser(express.raw({ limit: route.bodyBytesMax ?? BODY_BYTES_DEFAULT, type: () => true }), request, response);
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const isKeyed = header(request, "idempotency-key") !== undefined;
    const hash = isKeyed ? createHash("sha256").update(`${request.method} ${request.originalUrl}\n`).update(bytes).digest() : NO_BYTES;
    await work({ value: undefined, bytes, hash });
  } finally {
    bytesBodies--;
  }
};

type Parts = Readonly<{ params: unknown; query: unknown; body: unknown }>;

const validate = (route: Route, request: Request, body: unknown): Parts => {
  const errors: FieldFault[] = [];
  const read = (part: "params" | "query" | "body", value: unknown): unknown => {
    const schema = route[part];
    if (!schema) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    // Names of the query and the path have no slash: they are no part of a document.
    errors.push(...faultsOf(parsed.error).map((fault) => (part === "body" ? fault : { ...fault, pointer: fault.pointer.slice(1) })));
    return undefined;
  };
  const parts = {
    params: read("params", request.params),
    query: read("query", request.query),
    body: route.readsBody ? body : read("body", body),
  };
  if (errors.length > 0)
    throw new HttpProblem(400, errors.length === 1 ? "one field cannot be read" : `${errors.length} fields cannot be read`, { errors });
  return parts;
};

const siteOf = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null && "site" in value && typeof value.site === "string" ? value.site : undefined;

/** A site that is named must be within reach; without one, lists are narrowed to what is. */
const findOutOfReach = (action: Action, subject: Subject, parts: Parts): string | undefined =>
  [siteOf(parts.query), siteOf(parts.body)].find((site) => site !== undefined && !can(subject, action, { site }));

const toBytes = (answer: Answer): Uint8Array => {
  if (answer.body === undefined) return new Uint8Array();
  if (answer.body instanceof Uint8Array) return answer.body;
  return Buffer.from(answer.type === "application/json" ? JSON.stringify(answer.body) : (answer.body as string));
};

const write = (response: Response, answer: Answer): void => {
  response.status(answer.status).setHeader("cache-control", "no-store");
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (answer.body === undefined) response.end();
  else response.type(answer.type).send(Buffer.from(toBytes(answer)));
};

const perform = async (options: PipelineOptions, route: Route, call: Call<unknown, unknown, unknown>): Promise<Answer> => {
  const result = await route.run(call as Call<never, never, never>);
  const answer = result instanceof Answer ? result : new Answer(route.status ?? 200, result);
  if (route.audited) {
    const line = { subject: call.by, action: route.action, resource: call.request.path, allowed: true, address: call.request.ip ?? null };
    await options.ports.audit.write(line);
  }
  return answer;
};

const requireKey = (key: string): string => {
  if (key.length > IDEMPOTENCY_KEY_MAX || /[^\x21-\x7e]/.test(key)) {
    throw new HttpProblem(400, `Idempotency-Key must be up to ${IDEMPOTENCY_KEY_MAX} visible ASCII characters`);
  }
  return key;
};

const replay = (kept: StoredAnswer): Answer =>
  new Answer(kept.status, kept.body.length === 0 ? undefined : JSON.parse(Buffer.from(kept.body).toString("utf8")), {
    headers: { "idempotency-replayed": "true" },
  });

/** The answer of an act that was done is kept; a refusal or a fault did nothing, so the key may be used again. */
const performOnce = async (
  options: PipelineOptions,
  route: Route,
  call: Call<unknown, unknown, unknown>,
  hash: Uint8Array,
): Promise<Answer> => {
  const given = header(call.request, "idempotency-key");
  if (given === undefined || route.method !== "POST" || route.action === "public") return perform(options, route, call);
  const { idempotency } = options.ports;
  const slot = { caller: call.by, key: requireKey(given) };
  const kept = await idempotency.begin({ ...slot, hash });
  if (kept === "differs") throw new HttpProblem(422, "this Idempotency-Key was used for another request");
  if (kept === "in_progress")
    throw new HttpProblem(409, "the first request with this Idempotency-Key is under way", {
      headers: { "retry-after": RETRY_AFTER_SECONDS },
    });
  if (kept !== "first") return replay(kept);
  try {
    const answer = await perform(options, route, call);
    await idempotency.finish(slot, { status: answer.status, body: toBytes(answer) });
    return answer;
  } catch (error) {
    await idempotency.forget(slot);
    throw error;
  }
};

const NOBODY: Subject = { kind: "key", key: "nobody", name: "nobody", scopes: [], sites: [] };

export const handlerOf =
  (options: PipelineOptions, route: Route): RequestHandler =>
  async (request, response) => {
    const subject = await identify(options, route, request);
    requireOwnOrigin(request, options.ownOrigins);
    const answer = async (body: Body): Promise<void> => {
      const parts = validate(route, request, body.value);
      if (route.action !== "public" && subject && findOutOfReach(route.action, subject, parts) !== undefined) {
        throw deny(options, request, subject, route.action);
      }
      const who = subject ?? NOBODY;
      const reach = route.action === "public" ? [] : reachOf(who, route.action);
      const call = { subject: who, by: nameOf(who), reach, ...parts, bytes: body.bytes, request, response };
      write(response, await performOnce(options, route, call, body.hash));
    };
    if (route.bytesOf) await withBytes(route, request, response, answer);
    else await answer(route.body ? await readBody(route, request, response) : { value: undefined, bytes: NO_BYTES, hash: NO_BYTES });
  };
