/**
 * Load from a process of its own: many devices over raw MQTT, each with a few QoS 1 scans in flight, moving goods
 * back and forth between bins. It measures from the send to the PUBACK, and says so as one line of JSON.
 * Arguments: port, devices, in flight, seconds, messages a second (0: as fast as acknowledged), run.
 */
import { connect, type Socket } from "node:net";
import mqttPacket from "mqtt-packet";
import { topicPrefix } from "#wire/device-topics.ts";
import { BENCH_SITE, benchDevice, benchLocation, BENCH_GTINS, BENCH_LOCATIONS } from "./world.ts";

const [port = 0, devices = 1, inFlight = 1, seconds = 1, perSecond = 0, run = 0] = process.argv.slice(2).map(Number);
const latencies: number[] = [];
let acknowledged = 0;
let stopped = false;

const message = (device: string, seq: number): string => {
  const from = benchLocation(seq % BENCH_LOCATIONS);
  const to = benchLocation((seq + 1) % BENCH_LOCATIONS);
  const id = `${run}-${device}-${seq.toString().padStart(8, "0")}`;
  const gtin = BENCH_GTINS[seq % BENCH_GTINS.length];
  const items = [{ gtin, quantity: "1", uom: "EA", batch: "B1" }];
  return JSON.stringify({ id, seq, at: new Date().toISOString(), step: "moving", items, from, to });
};

const startDevice = (index: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const device = benchDevice(index);
    const topic = `${topicPrefix(BENCH_SITE, device)}/scan`;
    const socket = connect(port, "127.0.0.1");
    const parser = mqttPacket.parser();
    const sentAt = new Map<number, number>();
    let seq = index * 7;
    let messageId = 0;
    const send = (): void => {
      if (stopped) return;
      messageId = (messageId % 65_535) + 1;
      sentAt.set(messageId, performance.now());
      socket.write(mqttPacket.generate({ cmd: "publish", topic, payload: message(device, ++seq), qos: 1, messageId, dup: false, retain: false }));
    };
    parser.on("packet", (packet) => {
      if (packet.cmd === "connack") {
        resolve(socket);
        if (perSecond === 0) for (let each = 0; each < inFlight; each++) send();
        else paced(send, index);
        return;
      }
      if (packet.cmd !== "puback") return;
      acknowledged++;
      latencies.push(performance.now() - (sentAt.get(packet.messageId ?? 0) ?? 0));
      sentAt.delete(packet.messageId ?? 0);
      if (perSecond === 0) send();
    });
    socket.on("data", (chunk) => parser.parse(chunk));
    socket.on("error", reject);
    socket.setNoDelay(true);
    socket.write(
      mqttPacket.generate({ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, clientId: device, keepalive: 60, username: device, password: Buffer.from("bench") }),
    );
  });

const paced = (send: () => void, index: number): void => {
  const interval = (devices * 1000) / perSecond;
  setTimeout(() => setInterval(send, interval), (index / devices) * interval);
};

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

await Promise.all(Array.from({ length: devices }, (_, index) => startDevice(index)));
// The first second warms up.
await new Promise((resolve) => setTimeout(resolve, 1_000));
const before = acknowledged;
latencies.length = 0;
const startedAt = performance.now();
await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
const took = (performance.now() - startedAt) / 1_000;
const count = acknowledged - before;
stopped = true;
const sorted = latencies.toSorted((one, other) => one - other);
process.stdout.write(`${JSON.stringify({ perSecond: count / took, count, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) })}\n`);
process.exit(0);
