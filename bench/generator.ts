/**
 * Load from a process of its own: many devices over raw MQTT, moving goods back and forth between bins by QoS 1 scans.
 * Reads its plan from stdin, connects, warms up, says "begun", then one line of figures a window.
 */
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import mqttPacket, { type IPublishPacket } from "mqtt-packet";
import { spreadOf } from "./figures.ts";
import type { LoadDevice, LoadPlan, LoadWindow } from "./load.ts";
import { BENCH_BATCH, BENCH_GTINS, BENCH_LOCATIONS, benchLocation } from "./world.ts";

const plan = JSON.parse(await text(process.stdin)) as LoadPlan;
/** Until what runs hot is compiled. */
const WARM_UP_MS = 2_000;
/** A broker takes in so many new connections at a time without its queue of them overflowing. */
const CONNECTING_MAX = 100;

let pubacks: number[] = [];
let acks: number[] = [];
let notPosted = 0;
let stopped = false;

const scan = (device: string, seq: number): string => {
  const from = benchLocation(seq % BENCH_LOCATIONS);
  const to = benchLocation((seq + 1) % BENCH_LOCATIONS);
  const id = `${plan.run}-${device}-${seq.toString().padStart(8, "0")}`;
  const gtin = BENCH_GTINS[seq % BENCH_GTINS.length];
  const items = [{ gtin, quantity: "1", uom: "EA", batch: BENCH_BATCH }];
  return JSON.stringify({ id, seq, at: new Date().toISOString(), step: "moving", items, from, to });
};

class Scanner {
  readonly #device: LoadDevice;
  readonly #socket: Socket;
  readonly #topic: string;
  readonly #sentAt = new Map<number, number>();
  readonly #sentAtBySeq = new Map<number, number>();
  #seq: number;
  #messageId = 0;
  #connected: (() => void) | undefined;

  constructor(device: LoadDevice, index: number) {
    this.#device = device;
    this.#topic = `${device.topic}/scan`;
    this.#seq = index * 7;
    this.#socket = connect(plan.port, "127.0.0.1");
  }

  connect(): Promise<void> {
    const { device, password, topic } = this.#device;
    const parser = mqttPacket.parser();
    return new Promise((resolve, reject) => {
      this.#connected = resolve;
      parser.on("packet", (packet) => {
        if (packet.cmd === "connack" && packet.returnCode !== 0) reject(new Error(`${device} is refused: ${packet.returnCode}`));
        else if (packet.cmd === "connack" && plan.hearsAcks)
          this.#write({
            cmd: "subscribe",
            messageId: 65_535,
            subscriptions: [`${topic}/ack`, `${topic}/command`].map((filter) => ({ topic: filter, qos: 1 })),
          });
        else if (packet.cmd === "connack" || packet.cmd === "suback") this.#connected?.();
        else if (packet.cmd === "puback") this.#acknowledged(packet.messageId ?? 0);
        else if (packet.cmd === "publish") this.#told(packet);
      });
      this.#socket.on("data", (chunk) => parser.parse(chunk));
      this.#socket.on("error", reject);
      this.#socket.on("close", () => {
        if (!stopped) throw new Error(`${device} was cut off`);
      });
      this.#socket.setNoDelay(true);
      this.#write({
        cmd: "connect",
        protocolId: "MQTT",
        protocolVersion: 4,
        clean: true,
        clientId: device,
        keepalive: 120,
        username: device,
        password: Buffer.from(password),
      });
    });
  }

  send(): void {
    if (stopped) return;
    this.#messageId = (this.#messageId % 65_000) + 1;
    const seq = ++this.#seq;
    const now = performance.now();
    this.#sentAt.set(this.#messageId, now);
    if (plan.hearsAcks) this.#sentAtBySeq.set(seq, now);
    this.#write({
      cmd: "publish",
      topic: this.#topic,
      payload: scan(this.#device.device, seq),
      qos: 1,
      messageId: this.#messageId,
      dup: false,
      retain: false,
    });
  }

  #acknowledged(messageId: number): void {
    pubacks.push(performance.now() - (this.#sentAt.get(messageId) ?? 0));
    this.#sentAt.delete(messageId);
    if (plan.perSecond === 0) this.send();
  }

  #told(packet: IPublishPacket): void {
    if (packet.qos > 0) this.#write({ cmd: "puback", messageId: packet.messageId ?? 0 });
    if (!packet.topic.endsWith("/ack")) return;
    const { id, result } = JSON.parse(packet.payload.toString()) as { id: string; result: string };
    const seq = Number(id.slice(id.lastIndexOf("-") + 1));
    acks.push(performance.now() - (this.#sentAtBySeq.get(seq) ?? 0));
    this.#sentAtBySeq.delete(seq);
    if (result !== "posted") notPosted++;
  }

  #write(packet: Parameters<typeof mqttPacket.generate>[0]): void {
    this.#socket.write(mqttPacket.generate(packet));
  }
}

const connectAll = async (): Promise<Scanner[]> => {
  const scanners: Scanner[] = [];
  for (let first = 0; first < plan.devices.length; first += CONNECTING_MAX) {
    const some = plan.devices.slice(first, first + CONNECTING_MAX).map((device, index) => new Scanner(device, first + index));
    await Promise.all(some.map((scanner) => scanner.connect()));
    scanners.push(...some);
  }
  return scanners;
};

/** Owed by the time that has passed, so that a late timer sends more, and all devices take turns. */
const TICK_MS = 2;
const pace = (scanners: readonly Scanner[]): void => {
  let turn = 0;
  const startedMs = performance.now();
  setInterval(() => {
    const due = Math.floor(((performance.now() - startedMs) * plan.perSecond) / 1_000);
    for (; turn < due; turn++) scanners[turn % scanners.length]?.send();
  }, TICK_MS);
};

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const measureWindow = async (): Promise<LoadWindow> => {
  [pubacks, acks, notPosted] = [[], [], 0];
  const startedMs = Date.now();
  const begun = performance.now();
  await wait(plan.windowSeconds * 1_000);
  const count = pubacks.length;
  return {
    startedMs,
    count,
    perSecond: (count * 1_000) / (performance.now() - begun),
    puback: spreadOf(pubacks),
    ack: spreadOf(acks),
    notPosted,
  };
};

const scanners = await connectAll();
if (plan.perSecond === 0) for (const scanner of scanners) for (let each = 0; each < plan.inFlight; each++) scanner.send();
else pace(scanners);
await wait(WARM_UP_MS);
process.stdout.write("begun\n");
for (let window = 0; window < plan.windows; window++) {
  const figures = await measureWindow();
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
stopped = true;
process.exit(0);
