import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DemoAccount } from "#wire/access-api.ts";
import type { Log } from "./usecases/ports.ts";
import type { UserDraft, Users } from "./usecases/sessions.ts";

/** A demo server tells everybody these. They are never made on any other. */
const DEMO_PASSWORD = "entrepot-demo";
const DEMO_SITES = ["xiangtan", "chenzhou", "collection"];

const DEMO_USERS: readonly Omit<UserDraft, "password">[] = [
  { user: "operator@demo.local", name: "王操作 Wang", role: "operator", sites: DEMO_SITES },
  { user: "dispatcher@demo.local", name: "李调度 Li", role: "dispatcher", sites: [] },
  { user: "officer@demo.local", name: "陈关员 Chen", role: "officer", sites: DEMO_SITES },
  { user: "administrator@demo.local", name: "赵管理 Zhao", role: "administrator", sites: [] },
];

export const makeDemoAccounts = async (users: Users): Promise<readonly DemoAccount[]> => {
  for (const draft of DEMO_USERS) await users.create({ ...draft, password: DEMO_PASSWORD });
  return DEMO_USERS.map(({ user, name, role }) => ({ email: user, password: DEMO_PASSWORD, role, name }));
};

const PASSWORD_BYTES = 15;
const FIRST_ADMINISTRATOR = "administrator@entrepot.local";

/** A server for real use begins with one administrator, whose password lies in DATA_DIR for whoever may read it. */
export const makeFirstAdministrator = async (users: Users, dataDir: string, log: Log): Promise<void> => {
  if ((await users.count()) > 0) return;
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  const file = path.join(dataDir, "administrator-password");
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  await users.create({ user: FIRST_ADMINISTRATOR, name: "Administrator", role: "administrator", sites: [], password });
  log.info({ user: FIRST_ADMINISTRATOR, file }, "made the first administrator; the password is in the file");
};
