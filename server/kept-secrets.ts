/** Secrets that are made at the first start and kept in DATA_DIR, readable by their owner alone. */
import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import path from "node:path";

export type KeptSecrets = Readonly<{
  /** The first integrator key. */
  adminKey: string;
  /** Signs the cookies of sessions. */
  sessionSecret: string;
  /** Seals the originals of customs messages. Without it they cannot be read any more. */
  messageKey: string;
  /** Makes the hashes that stand for people's identity numbers. With another one a buyer's quota begins anew. */
  personKey: string;
}>;

const SECRET_BYTES = 32;

/** An `adminKey` from the settings goes before the kept one, and is not kept. */
export async function keepSecrets(dataDir: string, adminKey: string | undefined): Promise<KeptSecrets> {
  await mkdir(dataDir, { recursive: true });
  return {
    adminKey: adminKey ?? (await keep(path.join(dataDir, "admin-key"))),
    sessionSecret: await keep(path.join(dataDir, "session-secret")),
    messageKey: await keep(path.join(dataDir, "message-key")),
    personKey: await keep(path.join(dataDir, "person-key")),
  };
}

async function keep(file: string): Promise<string> {
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  // In hex: a secret that began with a dash would be taken for an option on a command line.
  await writeFile(draft, randomBytes(SECRET_BYTES).toString("hex"), { mode: 0o600 });
  // A link is made whole or not at all, and never over another: whoever comes second reads the first one's.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await unlink(draft);
  return (await readFile(file, "utf8")).trim();
}
