import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { Aedes, type Client } from "aedes";

/**
 * The MQTT broker that runs in this process when no other is named. A message is handed over inside `authorizePublish`:
 * Aedes writes the PUBACK when that calls back, before its own persistence, so this is the one place where an
 * acknowledgement can wait for a commit. A fault closes the connection unacknowledged, and the device sends again.
 */
export type BrokerDevice = Readonly<{ device: string; prefix: string }>;

export type Tell = () => void;

export type BrokerHooks = Readonly<{
  /** Undefined: wrong name or password. */
  authenticate(username: string, password: string): Promise<BrokerDevice | undefined>;
  mayPublish(prefix: string, topic: string): boolean;
  maySubscribe(prefix: string, filter: string): boolean;
  /** Resolves after the commit, with what is to be told once the PUBACK is out. */
  message(topic: string, payload: Uint8Array): Promise<Tell | void>;
  connection(device: string, online: boolean): void;
}>;

export type MqttBrokerOptions = Readonly<{
  host: string;
  port: number;
  tls?: Readonly<{ cert: string; key: string }>;
  packetBytesMax: number;
  hooks: BrokerHooks;
}>;

export type MqttBroker = Readonly<{
  port: number;
  /** To a device that is connected and listens; otherwise nothing happens. */
  send(device: string, topic: string, payload: string): void;
  disconnect(device: string): void;
  stop(): Promise<void>;
}>;

const CONCURRENCY = 1_000;
const NOT_AUTHORIZED = 5;
const BAD_USERNAME_OR_PASSWORD = 4;

type Connected = Client & { told?: BrokerDevice; listens?: Set<string>; tail?: Promise<unknown> };

export const startMqttBroker = async (options: MqttBrokerOptions): Promise<MqttBroker> => {
  const clients = new Map<string, Connected>();
  const broker = await Aedes.createBroker({ concurrency: CONCURRENCY });
  bindHooks(broker, options.hooks, clients);
  const onSocket = (socket: Socket): void => {
    socket.setNoDelay(true);
    cutLargePackets(socket, options.packetBytesMax);
    broker.handle(socket);
  };
  const server = options.tls ? createTlsServer(options.tls, onSocket) : createServer(onSocket);
  const port = await listen(server, options);
  return {
    port,
    send: (device, topic, payload) => {
      const client = clients.get(device);
      if (!client?.listens?.has(topic) || client.closed) return;
      client.publish({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false }, () => undefined);
    },
    disconnect: (device) => clients.get(device)?.close(),
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await closed;
    },
  };
};

const listen = (server: Server, { host, port }: MqttBrokerOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });

const refusal = (returnCode: number): Error & { returnCode: number } => Object.assign(new Error("refused"), { returnCode });

const bindHooks = (broker: Aedes, hooks: BrokerHooks, clients: Map<string, Connected>): void => {
  broker.authenticate = (client: Connected, username, password, done) => {
    // The client id is the device id: a second connection of a device takes over from the first.
    if (username === undefined || password === undefined || client.id !== username) return done(refusal(NOT_AUTHORIZED), null);
    hooks.authenticate(username, password.toString()).then(
      (told) => {
        if (!told) return done(refusal(BAD_USERNAME_OR_PASSWORD), null);
        client.told = told;
        client.listens = new Set();
        return done(null, true);
      },
      () => done(refusal(3), null),
    );
  };
  broker.authorizePublish = (client: Connected | null, packet, done) => {
    const prefix = client?.told?.prefix;
    if (client === null || prefix === undefined || !hooks.mayPublish(prefix, packet.topic))
      return done(new Error("this topic is not yours"));
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    inOrder(client, hooks.message(packet.topic, payload), done);
  };
  broker.authorizeSubscribe = (client: Connected, subscription, done) => {
    const prefix = client.told?.prefix;
    if (prefix === undefined || !hooks.maySubscribe(prefix, subscription.topic)) return done(new Error("this topic is not yours"));
    client.listens?.add(subscription.topic);
    return done(null, subscription);
  };
  broker.on("clientReady", (client: Connected) => {
    clients.set(client.id, client);
    hooks.connection(client.id, true);
  });
  broker.on("clientDisconnect", (client: Connected) => {
    if (clients.get(client.id) !== client) return;
    clients.delete(client.id);
    hooks.connection(client.id, false);
  });
};

/**
 * Aedes runs the hooks of one read chunk concurrently, and a position may commit before the scan that came first.
 * MQTT wants acknowledgements in the order of the messages [MQTT-4.6.0-2]: each waits for the one before it.
 */
const inOrder = (client: Connected, handled: Promise<Tell | void>, done: (error?: Error | null) => void): void => {
  const before = client.tail ?? Promise.resolve();
  const turn = before.then(
    () => handled,
    () => handled,
  );
  client.tail = turn;
  handled.catch(() => undefined);
  turn.then(
    (tell) => {
      done(null);
      if (tell) setImmediate(tell);
    },
    (fault: unknown) => done(fault instanceof Error ? fault : new Error(String(fault))),
  );
};

const LENGTH_BYTES_MAX = 4;

/** Aedes 1.2 enforces no packet size: the fixed headers are read as they pass, and a packet that is too large cuts the socket. */
const cutLargePackets = (socket: Socket, packetBytesMax: number): void => {
  const push = socket.push.bind(socket);
  let toSkip = 0;
  let inHeader = false;
  let length = 0;
  let lengthBytes = 0;
  const isTooLarge = (chunk: Buffer): boolean => {
    let offset = 0;
    while (offset < chunk.length) {
      if (toSkip > 0) {
        const skipped = Math.min(toSkip, chunk.length - offset);
        toSkip -= skipped;
        offset += skipped;
        continue;
      }
      if (!inHeader) {
        inHeader = true;
        length = 0;
        lengthBytes = 0;
        offset++;
        continue;
      }
      const byte = chunk[offset++] ?? 0;
      length += (byte & 0x7f) * 128 ** lengthBytes++;
      if (byte & 0x80 && lengthBytes < LENGTH_BYTES_MAX) continue;
      if (length > packetBytesMax) return true;
      inHeader = false;
      toSkip = length;
    }
    return false;
  };
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk !== null && isTooLarge(chunk)) {
      socket.destroy();
      return false;
    }
    return push(chunk, encoding);
  };
};
