/** A server as the simulators see it: an MQTT broker that acknowledges, and the few HTTP calls they make. */
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { Aedes } from "aedes";
import { readMessage } from "../../server/messages/read-message.ts";

export type Heard = Readonly<{ device: string; kind: string; payload: string; retain: boolean }>;

export type FakeServer = Readonly<{
  mqttUrl: string;
  httpUrl: string;
  heard: Heard[];
  calls: { method: string; path: string; body: string }[];
  clock: { worldMs: number };
  /** Whether the acknowledgement is sent, for each message as it comes. */
  answer: { wanted: (heard: Heard) => boolean };
  taken: Set<string>;
  /** Messages of customs in the order in which they came, from firms and from customs. */
  customs: string[];
  /** Passes as they were approved and as gates saw them. */
  passes: string[];
  stop(): Promise<void>;
}>;

/** What goes on to customs when a firm has filed it. */
const GOES_ON = new Set(["INV101", "SAS121", "CEB621", "CEB603"]);

/** Messages of customs: filings go to the outbox, whatever is said in them. */
const createCustoms = (customs: string[]) => {
  const outbox = new Map<number, string>();
  let last = 0;
  return (method: string, path: string, body: string): unknown => {
    if (method === "POST" && path === "/customs/messages") {
      customs.push(body);
      const message = readMessage(Buffer.from(body));
      if (!message.readable) return { kind: "", accepted: [], rejected: [] };
      if (GOES_ON.has(message.kind)) outbox.set(++last, body);
      return { kind: message.kind, accepted: message.nodes.map(({ key }) => ({ key, warnings: [] })), rejected: [] };
    }
    const number = Number(/^\/customs\/outbox\/(\d+)/.exec(path)?.[1]);
    if (path.endsWith("/bytes")) return Buffer.from(outbox.get(number) ?? "");
    if (method === "POST") return outbox.delete(number) && {};
    const rows = [...outbox.keys()].map((message) => ({
      message,
      kind: "",
      fileName: null,
      size: 0,
      sha256: "",
      state: "waiting",
      note: null,
      at: new Date(0).toISOString(),
    }));
    return { rows, next: null };
  };
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
};

const listen = (server: { listen(port: number, host: string, done: () => void): unknown; address(): unknown }): Promise<number> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));

export const startFakeServer = async (worldMs: number): Promise<FakeServer> => {
  const heard: Heard[] = [];
  const calls: FakeServer["calls"] = [];
  const clock = { worldMs };
  const answer: FakeServer["answer"] = { wanted: () => true };
  const taken = new Set<string>();
  const customs: string[] = [];
  const passes: string[] = [];
  const answerCustoms = createCustoms(customs);
  const broker = await Aedes.createBroker();
  broker.authorizePublish = (_client, packet, done) => {
    const [, device = "", kind = ""] = packet.topic.split("/");
    const each: Heard = { device, kind, payload: packet.payload.toString(), retain: packet.retain };
    heard.push(each);
    const pass = kind === "gate" ? (JSON.parse(each.payload) as { pass?: string }).pass : undefined;
    if (pass !== undefined) passes.push(`gate ${pass}`);
    done(null);
    if (kind === "state" || !answer.wanted(each)) return;
    const { id } = JSON.parse(each.payload) as { id: string };
    const ack = JSON.stringify({ id, result: "posted", entry: heard.length });
    broker.publish({ cmd: "publish", topic: `e/${device}/ack`, payload: ack, qos: 0, dup: false, retain: false }, () => undefined);
  };
  const mqtt = createServer((socket) => broker.handle(socket));
  const http = createHttpServer((request, response) => {
    void readBody(request).then((body) => {
      const path = (request.url ?? "").replace("/api/v1", "");
      const method = request.method ?? "";
      if (path !== "/clock" && !path.startsWith("/customs/outbox")) calls.push({ method, path, body });
      const send = (status: number, value: unknown): void =>
        void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
      if (path === "/clock") return send(200, { now: new Date(clock.worldMs).toISOString(), rate: 60, worldMs: clock.worldMs, wallMs: 0 });
      if (method === "POST" && path === "/devices") {
        const { device, site, kind } = JSON.parse(body) as { device: string; site: string; kind: string };
        if (taken.has(device)) return send(409, { title: "taken" });
        taken.add(device);
        return send(201, { device, site, kind, topic: `e/${device}`, username: device, password: "secret" });
      }
      const approved = body.includes("<SAS221>") ? /<passportNo>(\w+)/.exec(body)?.[1] : undefined;
      if (approved !== undefined) passes.push(`approved ${approved}`);
      if (path.startsWith("/customs/messages") || path.startsWith("/customs/outbox")) {
        const value = answerCustoms(method, path, body);
        if (Buffer.isBuffer(value)) return void response.writeHead(200, { "content-type": "application/octet-stream" }).end(value);
        return send(200, value);
      }
      if (path.startsWith("/stock")) return send(200, { rows: [], next: null });
      return send(200, {});
    });
  });
  const [mqttPort, httpPort] = [await listen(mqtt), await listen(http)];
  return {
    mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
    httpUrl: `http://127.0.0.1:${httpPort}`,
    heard,
    calls,
    clock,
    answer,
    taken,
    customs,
    passes,
    stop: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise((resolve) => mqtt.close(resolve));
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
};
