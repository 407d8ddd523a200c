/** One MQTT 3.1.1 connection, packet by packet: what a device puts on the wire, and what comes back in which order. */
import { connect, type Socket } from "node:net";
import mqttPacket, { type IConnectPacket, type Packet } from "mqtt-packet";

export type RawDeviceOptions = Readonly<{
  port: number;
  device: string;
  password?: string;
  /** Its prefix; what is published names only the kind. */
  topic: string;
  username?: string;
  clean?: boolean;
  will?: IConnectPacket["will"];
  /** Each packet as it comes. */
  onPacket?: (packet: Packet) => void;
}>;

export type Heard = Readonly<{
  what: "puback" | "ack" | "command" | "other";
  messageId: number;
  body: Readonly<Record<string, unknown>>;
  cmd: string;
}>;
type Qos = 0 | 1 | 2;
type Sending = Readonly<{ qos?: Qos; messageId?: number; retain?: boolean; topic?: string; dup?: boolean }>;

const KEEPALIVE_SECONDS = 60;
const CONNECT_TIMEOUT_MS = 10_000;

export class RawDevice {
  readonly heard: Heard[] = [];
  readonly closed: Promise<void>;
  readonly options: RawDeviceOptions;
  readonly socket: Socket;
  isClosed = false;
  granted: readonly number[] | undefined;
  #lastMessageId = 0;

  private constructor(options: RawDeviceOptions) {
    this.options = options;
    this.socket = connect(options.port, "127.0.0.1");
    this.socket.setNoDelay(true);
    this.closed = new Promise((resolve) => {
      this.socket.once("close", () => {
        this.isClosed = true;
        resolve();
      });
    });
    this.socket.on("error", () => undefined);
  }

  /** Answers the return code when the broker refuses. */
  static async connect(options: RawDeviceOptions): Promise<RawDevice | number> {
    const device = new RawDevice(options);
    const parser = mqttPacket.parser();
    const code = new Promise<number>((resolve) => {
      parser.on("packet", (packet) => {
        if (packet.cmd === "connack") resolve(packet.returnCode ?? 0);
        else device.#hear(packet);
        options.onPacket?.(packet);
      });
      void device.closed.then(() => resolve(-1));
      setTimeout(() => resolve(-1), CONNECT_TIMEOUT_MS).unref();
    });
    parser.on("error", () => device.socket.destroy());
    device.socket.on("data", (chunk) => parser.parse(chunk));
    device.write({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: options.clean ?? true,
      clientId: options.device,
      keepalive: KEEPALIVE_SECONDS,
      username: options.username ?? options.device,
      ...(options.password !== undefined && { password: Buffer.from(options.password) }),
      ...(options.will && { will: options.will }),
    });
    const answered = await code;
    if (answered === 0) return device;
    device.socket.destroy();
    return answered;
  }

  write(packet: Packet): boolean {
    return this.socket.write(mqttPacket.generate(packet));
  }

  #hear(packet: Packet): void {
    if (packet.cmd === "suback") this.granted = packet.granted as number[];
    const { topic } = this.options;
    if (packet.cmd === "publish") {
      const what = packet.topic === `${topic}/ack` ? "ack" : packet.topic === `${topic}/command` ? "command" : "other";
      this.heard.push({ what, messageId: 0, body: JSON.parse(packet.payload.toString()) as Record<string, unknown>, cmd: packet.cmd });
    } else
      this.heard.push({ what: packet.cmd === "puback" ? "puback" : "other", messageId: packet.messageId ?? 0, body: {}, cmd: packet.cmd });
  }

  /** To its acks and commands. */
  listen(filters: readonly string[] = [`${this.options.topic}/ack`, `${this.options.topic}/command`]): void {
    this.write({ cmd: "subscribe", messageId: 65_535, subscriptions: filters.map((filter) => ({ topic: filter, qos: 1 as const })) });
  }

  /** Answers the packet's id. Bytes go as they are; anything else as JSON. */
  publish(kind: string, payload: unknown, sending: Sending = {}): number {
    const {
      qos = 1,
      messageId = (this.#lastMessageId % 65_000) + 1,
      retain = false,
      dup = false,
      topic = `${this.options.topic}/${kind}`,
    } = sending;
    this.#lastMessageId = messageId;
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
    this.write({ cmd: "publish", topic, payload: bytes, qos, retain, dup, ...(qos > 0 && { messageId }) });
    return messageId;
  }

  get pubacks(): number[] {
    return this.heard.filter((each) => each.what === "puback").map((each) => each.messageId);
  }

  get acks(): readonly Readonly<Record<string, unknown>>[] {
    return this.heard.filter((each) => each.what === "ack").map((each) => each.body);
  }

  get commands(): readonly Readonly<Record<string, unknown>>[] {
    return this.heard.filter((each) => each.what === "command").map((each) => each.body);
  }

  /** Without a goodbye. */
  cut(): void {
    this.socket.destroy();
  }

  leave(): void {
    this.write({ cmd: "disconnect" });
    this.socket.end();
  }
}
