/**
 * A device that loses nothing by itself: what it says stays in its outbox until the application's `ack` has come. Whenever
 * the connection is gone it connects again and sends again; on request some of it twice and some of it out of turn.
 */
import type { Packet } from "mqtt-packet";
import { RawDevice } from "./raw-device.ts";

export type OutboxDeviceOptions = Readonly<{
  device: string;
  topic: string;
  password: string;
  /** Where the server is now; undefined while it is away. */
  port: () => number | undefined;
  /** From 0 to 1, of the test's seed. */
  random: () => number;
  /** Shares of messages that are sent twice, and that are overtaken by a later one. */
  twice?: number;
  overtaken?: number;
}>;

type Waiting = Readonly<{ kind: string; payload: string }>;

/** Messages on the wire before the first of them must be acknowledged. */
const WINDOW = 32;
const RECONNECT_MS = 50;
const RESEND_AFTER_MS = 4_000;
/** How far a message may be overtaken. */
const OVERTAKEN_BY_MAX = 8;

export class OutboxDevice {
  readonly options: OutboxDeviceOptions;
  readonly #outbox = new Map<string, Waiting>();
  /** By the broker's PUBACK, and by the application's ack with its last result. */
  readonly pubacked = new Set<string>();
  readonly acked = new Map<string, string>();
  resends = 0;
  connections = 0;
  #sends = new Map<string, number>();
  #stopped = false;
  #connection: RawDevice | undefined;
  #unsent: string[] = [];
  #onWire = new Map<number, string>();
  #quietSinceMs = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(options: OutboxDeviceOptions) {
    this.options = options;
    this.#timer = setInterval(() => this.#sendAgain(), RESEND_AFTER_MS);
    void this.#connectForEver();
  }

  get waiting(): number {
    return this.#outbox.size;
  }

  say(kind: string, message: Readonly<{ id: string }>): void {
    this.#outbox.set(message.id, { kind, payload: JSON.stringify(message) });
    this.#unsent.push(message.id);
    this.#pump();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#connection?.leave();
  }

  async #connectForEver(): Promise<void> {
    while (!this.#stopped) {
      const port = this.options.port();
      const connection =
        port === undefined ? -1 : await RawDevice.connect({ ...this.options, port, onPacket: (packet) => this.#hear(packet) });
      if (typeof connection === "number") {
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
        continue;
      }
      this.connections++;
      this.#connection = connection;
      this.#onWire = new Map();
      this.#unsent = [...this.#outbox.keys()];
      connection.listen();
      this.#pump();
      await connection.closed;
      this.#connection = undefined;
    }
  }

  #hear(packet: Packet): void {
    this.#quietSinceMs = performance.now();
    if (packet.cmd === "puback") {
      const id = this.#onWire.get(packet.messageId ?? 0);
      this.#onWire.delete(packet.messageId ?? 0);
      if (id !== undefined) this.pubacked.add(id);
      this.#pump();
    } else if (packet.cmd === "publish" && packet.topic.endsWith("/ack")) {
      const { id, result } = JSON.parse(packet.payload.toString()) as { id: string; result: string };
      this.acked.set(id, result);
      this.#outbox.delete(id);
      this.#sends.delete(id);
    }
    // Its own copy of what was heard is not asked for here.
    if (this.#connection) this.#connection.heard.length = 0;
  }

  #pump(): void {
    const { random, twice = 0, overtaken = 0 } = this.options;
    while (this.#connection && !this.#connection.isClosed && this.#onWire.size < WINDOW && this.#unsent.length > 0) {
      const ahead = random() < overtaken ? Math.floor(random() * Math.min(OVERTAKEN_BY_MAX, this.#unsent.length)) : 0;
      const [id] = this.#unsent.splice(ahead, 1);
      if (id === undefined) return;
      this.#send(id);
      if (random() < twice) this.#send(id);
    }
  }

  #send(id: string): void {
    const waiting = this.#outbox.get(id);
    if (!waiting || !this.#connection) return;
    const sends = this.#sends.get(id) ?? 0;
    if (sends > 0) this.resends++;
    this.#sends.set(id, sends + 1);
    this.#onWire.set(this.#connection.publish(waiting.kind, waiting.payload, { dup: sends > 0 }), id);
  }

  /** An ack that was lost on a connection that stands: nothing comes any more. */
  #sendAgain(): void {
    if (this.#outbox.size === 0 || performance.now() - this.#quietSinceMs < RESEND_AFTER_MS) return;
    this.#unsent = [...this.#outbox.keys()];
    this.#pump();
  }
}

/** Mulberry32: small, seeded, good enough to choose by. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
