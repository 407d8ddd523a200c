import type { Subject } from "../domain/access/can.ts";

/** Request headers as Node gives them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Who is asking: a person by the session cookie, a program by `Authorization: Bearer`. */
export type Sessions = Readonly<{
  /** Undefined for nobody, for an ended or idle session, a disabled user, a revoked key. */
  findSession(headers: RequestHeaders): Promise<Subject | undefined>;
}>;

export type UserDraft = Readonly<{
  /** What is typed to sign in; it has the form of an e-mail address. */
  user: string;
  name: string;
  role: "operator" | "dispatcher" | "officer" | "administrator";
  sites: readonly string[];
  password: string;
}>;

export type UserRow = Readonly<{
  user: string;
  name: string;
  role: UserDraft["role"];
  sites: readonly string[];
  disabledAt: string | null;
  createdAt: string;
}>;

export type Users = Readonly<{
  count(): Promise<number>;
  list(): Promise<readonly UserRow[]>;
  create(draft: UserDraft): Promise<"created" | "exists">;
  /** Ends every session of the user. False when there is no such user. */
  disable(user: string): Promise<boolean>;
  setPassword(user: string, password: string): Promise<boolean>;
}>;
