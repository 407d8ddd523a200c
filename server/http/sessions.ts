import { createHash, timingSafeEqual } from "node:crypto";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import type { Subject } from "../domain/access/can.ts";
import type { RequestHeaders, Sessions, UserDraft, UserRow, Users } from "../usecases/sessions.ts";

/**
 * Sessions of people, and who a request comes from. better-auth keeps passwords, sessions and the signed cookie; it is
 * used here and nowhere else. A person's role, sites and whether they may still come in are asked of `people` each time.
 */
const PASSWORD_CHARACTERS_MIN = 10;
/** The cookie lives as long as a session may at most; idleness ends it sooner, on the server. */
const SESSION_SECONDS = 12 * 60 * 60;
export const AUTH_PATH = "/api/auth";
/** Set by us from the connection, so that nobody can choose it. */
const ADDRESS_HEADER = "x-entrepot-address";

export type PeoplePort = Readonly<{
  count(): Promise<number>;
  list(): Promise<readonly UserRow[]>;
  findBySession(sessionId: string): Promise<Subject | undefined>;
  isDisabled(personId: string): Promise<boolean>;
  setSites(email: string, sites: readonly string[]): Promise<void>;
  disable(email: string): Promise<boolean>;
  setPasswordHash(email: string, hash: string): Promise<boolean>;
}>;

export type SessionOptions = Readonly<{
  /** The pool that everything shares. */
  database: NonNullable<BetterAuthOptions["database"]>;
  people: PeoplePort;
  /** A key that an administrator made; undefined when unknown or revoked. */
  findKey(secret: string): Promise<Subject | undefined>;
  /** The first integrator key, which may do everything. */
  adminKey: string;
  /** Signs the cookies; at least 32 characters, kept over restarts. */
  secret: string;
  /** Where the server is reached; https makes the cookie secure. */
  publicUrl: string;
}>;

export type AuthRequest = Readonly<{ method: string; path: string; headers: RequestHeaders; address: string; body: unknown }>;

export type SessionDoor = Sessions &
  Readonly<{
    users: Users;
    /** One call of the session library, its Origin already checked by the door. */
    handle(request: AuthRequest): Promise<Response>;
  }>;

const FIELDS = { createdAt: "created_at", updatedAt: "updated_at" } as const;

const authOptions = ({ database, people, secret, publicUrl }: SessionOptions) => {
  const secure = publicUrl.startsWith("https:");
  return {
    database,
    secret,
    baseURL: publicUrl,
    basePath: AUTH_PATH,
    telemetry: { enabled: false },
    logger: { disabled: true },
    // The door limits sign-in by address and by account, over every server's own count.
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: PASSWORD_CHARACTERS_MIN, maxPasswordLength: 128 },
    user: {
      modelName: "person",
      fields: { emailVerified: "email_verified", ...FIELDS },
      additionalFields: {
        role: { type: "string", required: true, input: false },
      },
    },
    session: {
      modelName: "login_session",
      fields: { userId: "user_id", expiresAt: "expires_at", ipAddress: "ip_address", userAgent: "user_agent", ...FIELDS },
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    account: {
      modelName: "credential",
      fields: {
        accountId: "account_id",
        providerId: "provider_id",
        userId: "user_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
        ...FIELDS,
      },
    },
    verification: { modelName: "verification", fields: { expiresAt: "expires_at", ...FIELDS } },
    advanced: {
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      cookies: {
        session_token: {
          name: secure ? "__Host-entrepot" : "entrepot",
          attributes: { httpOnly: true, sameSite: "lax", path: "/", secure },
        },
      },
    },
    databaseHooks: {
      session: {
        create: { before: async (session: { userId: string }) => ((await people.isDisabled(session.userId)) ? false : undefined) },
      },
    },
  } satisfies BetterAuthOptions;
};

const createAuth = (options: SessionOptions) => betterAuth(authOptions(options));
type Auth = ReturnType<typeof createAuth>;

const toHeaders = (headers: RequestHeaders): Headers => {
  const out = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(":")) continue;
    for (const each of typeof value === "string" ? [value] : value) out.append(name, each);
  }
  return out;
};

const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();

const bearerOf = (headers: RequestHeaders): string | undefined => {
  const value = headers["authorization"];
  return typeof value === "string" ? /^Bearer ([\x21-\x7e]{1,512})$/i.exec(value)?.[1] : undefined;
};

const ADMIN: Subject = { kind: "key", key: "admin", name: "the first key", scopes: ["admin"], sites: null };

const createUsers = (auth: Auth, people: PeoplePort): Users => ({
  count: () => people.count(),
  list: () => people.list(),
  create: async (draft: UserDraft) => {
    const { internalAdapter, password } = await auth.$context;
    const email = draft.user.toLowerCase();
    if (await internalAdapter.findUserByEmail(email)) return "exists";
    const { name, role, sites } = draft;
    const person = await internalAdapter.createUser({ email, name, role, emailVerified: true }, { method: "email-password" });
    const hash = await password.hash(draft.password);
    await internalAdapter.linkAccount({ userId: person.id, providerId: "credential", accountId: person.id, password: hash });
    await people.setSites(email, sites);
    return "created";
  },
  disable: (user) => people.disable(user.toLowerCase()),
  setPassword: async (user, password) => {
    const context = await auth.$context;
    return people.setPasswordHash(user.toLowerCase(), await context.password.hash(password));
  },
});

export const createSessions = (options: SessionOptions): SessionDoor => {
  const auth = createAuth(options);
  const admin = digest(options.adminKey);
  const origin = new URL(options.publicUrl).origin;

  const findByCookie = async (headers: RequestHeaders): Promise<Subject | undefined> => {
    if (headers["cookie"] === undefined) return undefined;
    const found = await auth.api.getSession({ headers: toHeaders({ cookie: headers["cookie"] }) });
    return found ? options.people.findBySession(found.session.id) : undefined;
  };

  return {
    users: createUsers(auth, options.people),
    findSession: async (headers) => {
      if (headers["authorization"] === undefined) return findByCookie(headers);
      const secret = bearerOf(headers);
      if (secret === undefined) return undefined;
      return timingSafeEqual(digest(secret), admin) ? ADMIN : options.findKey(secret);
    },
    handle: ({ method, path, headers, address, body }) => {
      const forwarded = toHeaders({ cookie: headers["cookie"], "user-agent": headers["user-agent"] });
      forwarded.set("origin", origin);
      forwarded.set(ADDRESS_HEADER, address);
      if (method !== "GET") forwarded.set("content-type", "application/json");
      const content = method === "GET" ? {} : { body: JSON.stringify(body ?? {}) };
      return auth.handler(new Request(`${options.publicUrl.replace(/\/$/, "")}${path}`, { method, headers: forwarded, ...content }));
    },
  };
};
