import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepSecrets } from "../server/kept-secrets.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "entrepot-secrets-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("kept secrets", () => {
  test("are made once and found again", async () => {
    const dataDir = path.join(folder, "data");
    const first = await keepSecrets(dataDir, undefined);
    expect(await keepSecrets(dataDir, undefined)).toEqual(first);
    expect(first.adminKey).not.toBe(first.sessionSecret);
    expect(first.sessionSecret.length).toBeGreaterThanOrEqual(32);
  });

  test("are the same for two that start at once", async () => {
    const [first, second] = await Promise.all([keepSecrets(folder, undefined), keepSecrets(folder, undefined)]);
    expect(first?.sessionSecret.length).toBeGreaterThanOrEqual(32);
    expect(second).toEqual(first);
  });

  test("are for their owner's eyes", async () => {
    await keepSecrets(folder, undefined);
    expect((await stat(path.join(folder, "admin-key"))).mode & 0o077).toBe(0);
  });

  test("give way to a key of the settings, which is not kept", async () => {
    expect((await keepSecrets(folder, "a-key-of-the-settings")).adminKey).toBe("a-key-of-the-settings");
    expect((await keepSecrets(folder, undefined)).adminKey).not.toBe("a-key-of-the-settings");
  });
});
