/**
 * Credentials are given once and kept on disk. Where a device exists whose credentials are lost here, it is revoked and
 * provisioned anew; where its name cannot be had again, under a new one. The world goes on calling it by the old one.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Credentials } from "./devices/device-link.ts";
import { ApiError, type ServerApi } from "./server-api.ts";
import type { DeviceSpec } from "./world/layout.ts";

const CONFLICT = 409;
const AT_ONCE = 6;

export type ProvisioningOptions = Readonly<{ api: Pick<ServerApi, "provision" | "revoke">; file: string; suffix: string }>;

type Kept = Record<string, Credentials>;

const readKept = (file: string): Kept => (existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Kept) : {});

const writeKept = (file: string, kept: Kept): void => {
  writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === CONFLICT;

const provisionOne = async (spec: DeviceSpec, { api, suffix }: ProvisioningOptions): Promise<Credentials> => {
  const attempt = (device: string, key: string): Promise<Credentials> => api.provision({ ...spec, device }, `${key}-${device}-${suffix}`);
  try {
    return await attempt(spec.device, "first");
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  await api.revoke(spec.device);
  try {
    return await attempt(spec.device, "again");
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  return attempt(`${spec.device}.${suffix}`, "renamed");
};

export const provisionAll = async (specs: readonly DeviceSpec[], options: ProvisioningOptions): Promise<Map<string, Credentials>> => {
  const kept = readKept(options.file);
  const missing = specs.filter((spec) => !kept[spec.device]);
  for (let start = 0; start < missing.length; start += AT_ONCE) {
    const some = missing.slice(start, start + AT_ONCE);
    const credentials = await Promise.all(some.map((spec) => provisionOne(spec, options)));
    some.forEach((spec, index) => {
      const { device, topic, username, password } = credentials[index]!;
      kept[spec.device] = { device, topic, username, password };
    });
    writeKept(options.file, kept);
  }
  return new Map(specs.map((spec) => [spec.device, kept[spec.device]!]));
};
