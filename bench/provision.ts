/** Scanners and goods for the generator, brought in by the same ways that people and devices use. */
import type { LoadDevice } from "./load.ts";
import type { BenchServer } from "./server-child.ts";
import { BENCH_BATCH, BENCH_GTINS, BENCH_LOCATIONS, benchLocation } from "./world.ts";

/** More than any run moves out of one bin. */
const RECEIVED = "1000000";

export const provision = async (server: BenchServer, site: string, devices: readonly string[]): Promise<LoadDevice[]> => {
  const provisioned: LoadDevice[] = [];
  for (const device of devices) provisioned.push(await server.call<LoadDevice>("POST", "/devices", { device, site, kind: "scanner" }));
  return provisioned;
};

/** Every product in every bin. */
export const receiveGoods = async (server: BenchServer, site: string): Promise<void> => {
  const device = `receiver-${site}`;
  await provision(server, site, [device]);
  for (let index = 0; index < BENCH_LOCATIONS; index++) {
    const items = BENCH_GTINS.map((gtin) => ({ gtin, quantity: RECEIVED, uom: "EA", batch: BENCH_BATCH }));
    const message = {
      id: `received-${index}`,
      seq: index + 1,
      at: new Date().toISOString(),
      step: "receiving",
      location: benchLocation(index),
      regime: "non_bonded",
      items,
    };
    const ack = await server.call<{ result: string; reason?: string }>("POST", "/observations", { device, kind: "scan", message });
    if (ack.result !== "posted") throw new Error(`goods are not received: ${ack.result} ${ack.reason ?? ""}`);
  }
};
