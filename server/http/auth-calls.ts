import express, { type RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { z } from "zod";
import { changePasswordBody, signInBody } from "#wire/access-api.ts";
import { requireOwnOrigin } from "./pipeline.ts";
import { faultsOf, HttpProblem } from "./problem.ts";
import { Answer, define, type Route } from "./route.ts";
import { AUTH_PATH, type SessionDoor } from "./sessions.ts";

/**
 * Signing in and out. Only these calls of the session library are open; its bodies are bounded and read here, its
 * answers are passed on, its errors become problems.
 */
const GROUP = "Sessions";
const BODY_BYTES_MAX = 4 * 1024;
const WINDOW_MS = 5 * 60_000;

export type SignInLimits = Readonly<{
  /** Tries from one address in five minutes: a whole office may sit behind it. */
  perAddress: number;
  /** Wrong passwords for one account from one address, so that nobody can lock out somebody elsewhere. */
  perAccount: number;
}>;
export const SIGN_IN_LIMITS: SignInLimits = { perAddress: 100, perAccount: 10 };

const nothing = z.strictObject({});
const never = async (): Promise<Answer> => new Answer(500, undefined);
const call = { group: GROUP, action: "public", run: never } as const;

/** Rows of the table for the documents; `mountAuth` answers them. */
export const AUTH_CALLS: readonly Route[] = [
  define({
    ...call,
    method: "POST",
    path: `${AUTH_PATH}/sign-in/email`,
    body: signInBody,
    summary: "Signs a person in: the answer sets the session cookie",
    refusals: { 401: "no such account, a wrong password, or a disabled one", 429: "too many tries: wait as long as `Retry-After` says" },
  }),
  define({ ...call, method: "POST", path: `${AUTH_PATH}/sign-out`, body: nothing, summary: "Ends the session" }),
  define({
    ...call,
    method: "POST",
    path: `${AUTH_PATH}/change-password`,
    body: changePasswordBody,
    summary: "Changes one's own password",
    refusals: { 401: "nobody is signed in" },
  }),
  define({ ...call, method: "POST", path: `${AUTH_PATH}/revoke-other-sessions`, body: nothing, summary: "Ends one's sessions elsewhere" }),
];

const tooMany: RequestHandler = (_request, _response, next) => {
  next(new HttpProblem(429, "too many tries to sign in: wait some minutes"));
};

const limiters = (limits: SignInLimits): RequestHandler[] => {
  const common = { windowMs: WINDOW_MS, standardHeaders: "draft-8", legacyHeaders: false, handler: tooMany } as const;
  const accountOf = (body: unknown): string =>
    typeof body === "object" && body !== null && "email" in body && typeof body.email === "string"
      ? body.email.toLowerCase().slice(0, 200)
      : "";
  return [
    rateLimit({ ...common, limit: limits.perAddress, identifier: "address" }),
    express.json({ limit: BODY_BYTES_MAX, strict: true }),
    rateLimit({
      ...common,
      limit: limits.perAccount,
      identifier: "account",
      skipSuccessfulRequests: true,
      keyGenerator: (request) => `${ipKeyGenerator(request.ip ?? "")}|${accountOf(request.body)}`,
    }),
  ];
};

const DETAILS: Readonly<Record<number, string>> = { 401: "no such account, or a wrong password", 403: "this is not allowed" };

const forward =
  (sessions: SessionDoor, path: string, schema: z.ZodType): RequestHandler =>
  async (request, response) => {
    const parsed = schema.safeParse(request.body ?? {});
    if (!parsed.success) throw new HttpProblem(400, "the fields cannot be read", { errors: faultsOf(parsed.error) });
    const answer = await sessions.handle({ method: "POST", path, headers: request.headers, address: request.ip ?? "", body: parsed.data });
    for (const cookie of answer.headers.getSetCookie()) response.append("set-cookie", cookie);
    if (answer.status >= 400) {
      const said = (await answer.json().catch(() => undefined)) as { message?: string } | undefined;
      throw new HttpProblem(answer.status, DETAILS[answer.status] ?? said?.message ?? "the session library refused");
    }
    // Its answers hold the session's token, which is nobody's business but the cookie's.
    response.status(200).setHeader("cache-control", "no-store");
    response.json({ ok: true });
  };

export const mountAuth = (
  router: express.Router,
  options: Readonly<{ sessions: SessionDoor; ownOrigins: readonly string[]; limits: SignInLimits }>,
): void => {
  const guard: RequestHandler = (request, _response, next) => {
    requireOwnOrigin(request, options.ownOrigins);
    next();
  };
  for (const { path, body } of AUTH_CALLS) {
    const before = path.endsWith("/sign-in/email") ? limiters(options.limits) : [express.json({ limit: BODY_BYTES_MAX, strict: true })];
    router.post(path, guard, ...before, forward(options.sessions, path, body ?? nothing));
  }
};
