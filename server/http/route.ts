import type { Request, Response } from "express";
import type { z } from "zod";
import type { Action, Reach, Subject } from "../domain/access/can.ts";

/**
 * A call of the API, as data: who may make it, what it takes, what it answers, what it does. Validation, authorization
 * and the OpenAPI document all come from the same row.
 */
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** "public": no session is needed, and none is looked for. */
export type RouteAction = Action | "public";

export type Call<Params, Query, Body> = Readonly<{
  subject: Subject;
  /** The name that journals and audits show. */
  by: string;
  /** Where the subject may do what this route does; lists are narrowed by it. */
  reach: Reach;
  params: Params;
  query: Query;
  body: Body;
  /** Of a route with `bytesOf`; empty for the others. */
  bytes: Uint8Array;
  request: Request;
  response: Response;
}>;

/** An answer other than the row's own status, or one that is not JSON. */
export class Answer {
  readonly status: number;
  readonly body: unknown;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, body: unknown, more: Readonly<{ type?: string; headers?: Readonly<Record<string, string>> }> = {}) {
    this.status = status;
    this.body = body;
    this.type = more.type ?? "application/json";
    this.headers = more.headers ?? {};
  }
}

export type Route = Readonly<{
  method: Method;
  /** Express's form: `/api/v1/devices/:device`. */
  path: string;
  summary: string;
  /** A heading of the docs page. */
  group: string;
  action: RouteAction;
  params?: z.ZodType | undefined;
  query?: z.ZodType | undefined;
  body?: z.ZodType | undefined;
  answer?: z.ZodType | undefined;
  /** 200 when absent. */
  status?: number | undefined;
  /** What it can refuse beside 400, 401, 403: status → when. */
  refusals?: Readonly<Record<number, string>> | undefined;
  /** Above the default. */
  bodyBytesMax?: number | undefined;
  /** "form": brokers ask in forms as well as in JSON. */
  bodyKind?: "json" | "json_or_form" | undefined;
  /** The body is bytes of one of these media types, handed over as they came; `body` is not asked. */
  bytesOf?: readonly string[] | undefined;
  /** The handler reads the body itself, to say more of what is wrong than a schema can; `body` is for the documents. */
  readsBody?: boolean | undefined;
  /** Acts that the audit remembers even when they are allowed. */
  audited?: boolean | undefined;
  /** Written by the row's `define`; validated parts go in. */
  run: (call: Call<never, never, never>) => Promise<unknown>;
}>;

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

type Definition<Params, Query, Body, Reply> = Omit<Route, "params" | "query" | "body" | "answer" | "run"> &
  Readonly<{
    params?: Params;
    query?: Query;
    body?: Body;
    answer?: Reply;
    run: (
      call: Call<Parsed<Params>, Parsed<Query>, Parsed<Body>>,
    ) => Promise<(Reply extends z.ZodType ? z.input<Reply> : unknown) | Answer>;
  }>;

/** Ties the types of a row's handler to its schemas. */
export const define = <
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Reply extends z.ZodType | undefined = undefined,
>(
  definition: Definition<Params, Query, Body, Reply>,
): Route => definition;
