import type { ErrorRequestHandler, Response } from "express";
import type { z } from "zod";
import type { Problem } from "#wire/http-api.ts";
import type { Log } from "../usecases/ports.ts";
import { CursorUnreadable } from "../usecases/read-models.ts";

/** What went wrong, as RFC 9457 wants it said. Thrown by handlers, written in one place. */
const TITLES: Readonly<Record<number, string>> = {
  400: "The request cannot be read",
  401: "Nobody is signed in",
  403: "This is not allowed",
  404: "There is no such thing",
  405: "This method is not known here",
  409: "This conflicts with what is there",
  411: "The length of the body must be said",
  413: "The body is too large",
  415: "The body is of another kind",
  422: "The content cannot be taken",
  429: "Too many requests",
  500: "The server failed",
  503: "The server cannot answer now",
};

export type FieldFault = Readonly<{ pointer: string; detail: string }>;

export class HttpProblem extends Error {
  override name = "HttpProblem";
  readonly status: number;
  readonly errors: readonly FieldFault[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    detail: string,
    more: Readonly<{ errors?: readonly FieldFault[]; headers?: Readonly<Record<string, string>> }> = {},
  ) {
    super(detail);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

/** RFC 6901: `~` and `/` are escaped. */
const segment = (key: PropertyKey): string => String(key).replaceAll("~", "~0").replaceAll("/", "~1");
export const pointerOf = (path: readonly PropertyKey[]): string => path.map((key) => `/${segment(key)}`).join("");

/** Fields of the body by their JSON pointer, those of the query and the path by their name. */
export const faultsOf = (error: z.ZodError): FieldFault[] =>
  error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), detail: "is not known here" }))
      : [{ pointer: pointerOf(issue.path), detail: issue.message }],
  );

export const writeProblem = (response: Response, problem: HttpProblem): void => {
  const body: Problem = {
    type: "about:blank",
    title: TITLES[problem.status] ?? "The request failed",
    status: problem.status,
    detail: problem.message,
    ...(problem.errors && { errors: [...problem.errors] }),
  };
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response.status(problem.status).type("application/problem+json").send(JSON.stringify(body));
};

type ParserError = Error & { status: number; type: string };
const isParserError = (error: unknown): error is ParserError =>
  error instanceof Error && "status" in error && typeof error.status === "number" && "type" in error && typeof error.type === "string";

const PARSER_DETAILS: Readonly<Record<string, string>> = {
  "entity.too.large": "the body is larger than this call takes",
  "entity.parse.failed": "the body is not JSON",
  "encoding.unsupported": "the body's encoding is not known here",
  "charset.unsupported": "the body must be UTF-8",
};

/**
 * Codes that say: not now. SQLSTATE 57: shutting down, 08: connection, 53: no resources; P1001 and its like: the same
 * in the words of Prisma.
 */
const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return (
    /^((57|08|53)\w{3}|P10(01|02|08|17)|P2024)$/.test(code) ||
    /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$/.test(code) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
  );
};

const RETRY_AFTER_SECONDS = "2";

const toProblem = (error: unknown, log: Log): HttpProblem => {
  if (error instanceof HttpProblem) return error;
  if (error instanceof CursorUnreadable)
    return new HttpProblem(400, error.message, { errors: [{ pointer: "after", detail: error.message }] });
  if (isParserError(error) && error.status < 500)
    return new HttpProblem(error.status, PARSER_DETAILS[error.type] ?? "the request cannot be read");
  if (error instanceof URIError) return new HttpProblem(400, "the address cannot be decoded");
  if (isDatabaseAway(error)) {
    log.warn({ error: String(error) }, "the database did not answer a request");
    return new HttpProblem(503, "the database does not answer", { headers: { "retry-after": RETRY_AFTER_SECONDS } });
  }
  log.error({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, "a request failed");
  return new HttpProblem(500, "the fault is recorded in the server's log");
};

export const problemHandler =
  (log: Log): ErrorRequestHandler =>
  (error, _request, response, next) => {
    if (response.headersSent) next(error);
    else writeProblem(response, toProblem(error, log));
  };
