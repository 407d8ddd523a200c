/**
 * Decides where the embedded cluster lives and who runs it. PostgreSQL refuses to run as root, so root starts it as
 * `nobody`; that user must be able to walk to the cluster. It lives in DATA_DIR/postgres where that is possible, else
 * (DATA_DIR below a 0700 folder such as /root) in a folder of its own under /var/lib, and DATA_DIR/postgres.json
 * names that folder. Removing DATA_DIR therefore always begins afresh.
 */
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, lstat, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { canWalk, type SystemUser } from "./postgres-binaries.ts";

export type PostgresHome = Readonly<{
  folder: string;
  /** PGDATA. */
  cluster: string;
  /** Undefined where there are no Unix sockets: TCP on the loopback with a password. */
  socketDir: string | undefined;
  logFile: string;
  user: SystemUser | undefined;
}>;

/** `sun_path` holds 108 bytes on Linux and 104 on macOS; the socket's own name takes 17. */
const SOCKET_DIR_MAX_BYTES = 85;
/** Places for a cluster whose DATA_DIR is closed to `nobody`, the ones that outlive a reboot first. */
const OPEN_PLACES = ["/var/lib", "/var/tmp", os.tmpdir()];

export async function preparePostgresHome(dataDir: string, tcp: boolean): Promise<PostgresHome> {
  await mkdir(dataDir, { recursive: true });
  const asRoot = process.getuid?.() === 0;
  const folder = asRoot ? await folderForNobody(dataDir) : path.join(dataDir, "postgres");
  await mkdir(folder, { recursive: true });
  const cluster = path.join(folder, "cluster");
  const user = asRoot ? await unprivilegedUser(cluster) : undefined;
  // The binaries' copy and the socket lie in it: open to walk, closed to list.
  await chmod(folder, 0o711);
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const socketDir = tcp ? undefined : await prepareSocketDir(folder, user);
  return { folder, cluster, socketDir, logFile: path.join(folder, "postgres.log"), user };
}

/** A cluster that an ordinary user made goes on under that user when root starts it. */
async function unprivilegedUser(cluster: string): Promise<SystemUser> {
  const owner = await stat(cluster).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  const fields = /^nobody:[^:]*:(\d+):(\d+):/m.exec(passwd);
  return { uid: Number(fields?.[1] ?? 65534), gid: Number(fields?.[2] ?? 65534) };
}

async function folderForNobody(dataDir: string): Promise<string> {
  const inside = path.join(dataDir, "postgres");
  const pointer = path.join(dataDir, "postgres.json");
  if (existsSync(pointer)) {
    const { folder } = JSON.parse(await readFile(pointer, "utf8")) as { folder: string };
    if (existsSync(folder)) return folder;
    throw new Error(
      `the database of this DATA_DIR was in ${folder}, which is gone: bring it back, or remove ${pointer} to begin an empty one`,
    );
  }
  if (await canWalk(dataDir, await unprivilegedUser(path.join(inside, "cluster")))) return inside;
  for (const place of OPEN_PLACES) {
    const folder = path.join(place, `entrepot-${randomBytes(6).toString("hex")}`);
    if (
      !(await mkdir(folder).then(
        () => true,
        () => false,
      ))
    )
      continue;
    await writeFile(pointer, `${JSON.stringify({ folder })}\n`);
    return folder;
  }
  throw new Error(`DATA_DIR ${dataDir} lies below a folder closed to other users, and none of ${OPEN_PLACES.join(", ")} can be written`);
}

/** Whoever reaches the socket is superuser (trust), so its folder belongs to PostgreSQL's user alone. */
async function prepareSocketDir(folder: string, user: SystemUser | undefined): Promise<string> {
  const near = path.join(folder, "run");
  const hash = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  const dir = Buffer.byteLength(near) <= SOCKET_DIR_MAX_BYTES ? near : path.join(os.tmpdir(), `entrepot-${hash}`);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const entry = await lstat(dir);
  const expected = [process.getuid?.(), user?.uid];
  if (!entry.isDirectory() || !expected.includes(entry.uid))
    throw new Error(`${dir} belongs to somebody else and cannot hold PostgreSQL's socket`);
  await chmod(dir, 0o700);
  if (user !== undefined) await chown(dir, user.uid, user.gid);
  return dir;
}
