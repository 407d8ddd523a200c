import type { z } from "zod";
import { ApiError, errorOfAnswer } from "./api-error.ts";
import { uuidv7 } from "./uuid.ts";

/** One call of `/api/v1`: typed by the wire's schema, every failure an ApiError. */
const BASE = "/api/v1";
const TIMEOUT_MS = 20_000;
/** A file of many MiB over a slow line, and a server that reads all of it before it answers. */
const FILE_TIMEOUT_MS = 120_000;

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export const get = <Answer extends z.ZodType>(
  path: string,
  answer: Answer,
  options: { query?: Query | undefined; signal?: AbortSignal | undefined } = {},
): Promise<z.infer<Answer>> => call({ method: "GET", path: withQuery(path, options.query), signal: options.signal }, answer);

/** The key makes a repeat harmless: hand in the same one to try the same act again. */
export const post = <Answer extends z.ZodType>(
  path: string,
  answer: Answer,
  options: { body?: unknown; idempotencyKey?: string; signal?: AbortSignal } = {},
): Promise<z.infer<Answer>> =>
  call(
    { method: "POST", path, body: options.body ?? {}, idempotencyKey: options.idempotencyKey ?? uuidv7(), signal: options.signal },
    answer,
  );

/** A file as it is, said to be of `type`. */
export const postBytes = <Answer extends z.ZodType>(
  path: string,
  answer: Answer,
  options: { bytes: Blob; type: string; idempotencyKey?: string },
): Promise<z.infer<Answer>> => {
  const { bytes, type, idempotencyKey = uuidv7() } = options;
  return call({ method: "POST", path, bytes, type, idempotencyKey, timeoutMs: FILE_TIMEOUT_MS }, answer);
};

type Call = Readonly<{
  method: string;
  path: string;
  body?: unknown;
  bytes?: Blob;
  type?: string;
  idempotencyKey?: string;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}>;

const call = async <Answer extends z.ZodType>(request: Call, answer: Answer): Promise<z.infer<Answer>> => {
  const response = await send(`${BASE}${request.path}`, request);
  const body = await readBody(response);
  if (!response.ok) throw errorOfAnswer(response.status, body);
  const read = answer.safeParse(body);
  if (!read.success)
    throw new ApiError("misread", `${request.path}: ${read.error.issues[0]?.path.join(".")} ${read.error.issues[0]?.message}`);
  return read.data;
};

export const send = async (url: string, request: Omit<Call, "path">): Promise<Response> => {
  const timeout = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  const type = request.type ?? (request.body === undefined ? undefined : "application/json");
  try {
    return await fetch(url, {
      method: request.method,
      credentials: "same-origin",
      headers: {
        accept: "application/json",
        ...(type === undefined ? {} : { "content-type": type }),
        ...(request.idempotencyKey ? { "idempotency-key": request.idempotencyKey } : {}),
      },
      ...(request.bytes ? { body: request.bytes } : request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
    });
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new ApiError("unreachable", "no answer from the server", { cause });
  }
};

const readBody = async (response: Response): Promise<unknown> => {
  const text = await response.text().catch(() => "");
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const withQuery = (path: string, query: Query = {}): string => {
  const said = Object.entries(query).flatMap(([key, value]) => (value === undefined || value === "" ? [] : [[key, String(value)]]));
  return said.length === 0 ? path : `${path}?${new URLSearchParams(said).toString()}`;
};
