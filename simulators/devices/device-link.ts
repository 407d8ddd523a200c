/**
 * One device's connection: birth and last will on `state`, messages again and again until the application's `ack` has
 * come, a new connection whenever the old one is gone. The wire can be made a bad one on request.
 */
import { connect, type MqttClient } from "mqtt";
import { ackMessage, commandMessage, type AckMessage, type CommandMessage } from "#wire/device-messages.ts";
import { ackTopic, commandTopic } from "#wire/device-topics.ts";
import type { Random } from "../world/random.ts";
import type { Entry } from "./forge.ts";

const FIRMWARE = "sim-1.0";
const RESEND_AFTER_MS = 12_000;
const RECONNECT_MS = 1_500;
const RECONNECT_SPREAD_MS = 2_000;
const KEEPALIVE_SECONDS = 60;

export type Credentials = Readonly<{ device: string; topic: string; username: string; password: string }>;

/** Shares of messages; `lateMs` is the most by which a late one is held back, so that later ones overtake it. */
export type WireFaults = Readonly<{ loss: number; duplicate: number; late: number; lateMs: number; drop: number }>;
export const SOUND_WIRE: WireFaults = { loss: 0, duplicate: 0, late: 0, lateMs: 0, drop: 0 };

export type LinkOptions = Readonly<{
  url: string;
  credentials: Credentials;
  faults: WireFaults;
  /** The past is told over a sound wire. */
  soundUntilMs: number;
  random: Random;
  onAck: (ack: AckMessage) => void;
  onCommand: (command: CommandMessage) => void;
  onRefused: (reason: string) => void;
}>;

type Sent = { readonly entry: Entry; sentMs: number };

export class DeviceLink {
  readonly #options: LinkOptions;
  readonly #client: MqttClient;
  readonly #unacked = new Map<string, Sent>();
  #listening = false;
  #dead = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { url, credentials, random } = options;
    this.#client = connect(url, {
      clientId: credentials.device,
      username: credentials.username,
      password: credentials.password,
      protocolVersion: 4,
      clean: true,
      resubscribe: false,
      keepalive: KEEPALIVE_SECONDS,
      reconnectPeriod: RECONNECT_MS + random.between(0, RECONNECT_SPREAD_MS),
      will: { topic: `${credentials.topic}/state`, payload: Buffer.from(JSON.stringify({ online: false })), qos: 1, retain: true },
    });
    this.#client.on("connect", () => this.#greet());
    this.#client.on("close", () => (this.#listening = false));
    this.#client.on("error", (error) => options.onRefused(error.message));
    this.#client.on("message", (topic, payload) => this.#hear(topic, payload));
  }

  get online(): boolean {
    return this.#listening;
  }

  #greet(): void {
    const { topic } = this.#options.credentials;
    this.#client.subscribe([ackTopic(topic), commandTopic(topic)], { qos: 1 }, (error) => {
      if (error) return;
      this.#listening = true;
      this.#client.publish(`${topic}/state`, JSON.stringify({ online: true, firmware: FIRMWARE }), { qos: 1, retain: true });
      for (const sent of this.#unacked.values()) this.#put(sent);
    });
  }

  #hear(topic: string, payload: Buffer): void {
    let value: unknown;
    try {
      value = JSON.parse(payload.toString("utf8"));
    } catch {
      return;
    }
    if (topic === commandTopic(this.#options.credentials.topic)) {
      const command = commandMessage.safeParse(value);
      if (command.success) this.#options.onCommand(command.data);
      return;
    }
    const ack = ackMessage.safeParse(value);
    if (!ack.success) return;
    this.#unacked.delete(ack.data.id);
    this.#options.onAck(ack.data);
  }

  send(entry: Entry): void {
    const sent: Sent = { entry, sentMs: 0 };
    this.#unacked.set(entry.id, sent);
    if (this.#listening) this.#put(sent);
  }

  #put(sent: Sent): void {
    const { random, soundUntilMs } = this.#options;
    const faults = sent.entry.atMs > soundUntilMs ? this.#options.faults : SOUND_WIRE;
    sent.sentMs = performance.now();
    if (faults.drop > 0 && random.chance(faults.drop)) this.#client.stream.destroy();
    if (random.chance(faults.loss)) return;
    if (faults.late > 0 && random.chance(faults.late)) {
      setTimeout(() => this.#publish(sent.entry), random.between(0, faults.lateMs)).unref();
      return;
    }
    this.#publish(sent.entry);
    if (random.chance(faults.duplicate)) this.#publish(sent.entry);
  }

  #publish({ target, payload }: Entry): void {
    if (!("device" in target) || !this.#client.connected) return;
    this.#client.publish(`${this.#options.credentials.topic}/${target.kind}`, payload, { qos: 1 }, () => undefined);
  }

  /** Sends again what has had no answer. */
  resend(): void {
    if (!this.#listening) return;
    const limitMs = performance.now() - RESEND_AFTER_MS;
    for (const sent of this.#unacked.values()) if (sent.sentMs < limitMs) this.#put(sent);
  }

  /** The battery is dead: the broker tells the last will. */
  die(): void {
    if (this.#dead || !this.#client.connected || this.#client.disconnecting) return;
    this.#dead = true;
    this.#client.options.reconnectPeriod = 0;
    this.#client.stream.destroy();
  }

  revive(): void {
    if (!this.#dead) return;
    this.#dead = false;
    this.#client.options.reconnectPeriod = RECONNECT_MS;
    // Where the end of the old connection has not been noticed yet, that brings the new one.
    if (!this.#client.connected) this.#client.reconnect();
  }

  /** Goes in good order: says so first. */
  async stop(): Promise<void> {
    const { topic } = this.#options.credentials;
    if (this.#client.connected) this.#client.publish(`${topic}/state`, JSON.stringify({ online: false }), { qos: 0, retain: true });
    await this.#client.endAsync(!this.#client.connected);
  }
}
