/** A server as the simulators see it: an MQTT broker that acknowledges, and the few HTTP calls they make. */
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { Aedes } from "aedes";

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
  stop(): Promise<void>;
}>;

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
  const broker = await Aedes.createBroker();
  broker.authorizePublish = (_client, packet, done) => {
    const [, device = "", kind = ""] = packet.topic.split("/");
    const each: Heard = { device, kind, payload: packet.payload.toString(), retain: packet.retain };
    heard.push(each);
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
      if (path !== "/clock") calls.push({ method, path, body });
      const send = (status: number, value: unknown): void =>
        void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
      if (path === "/clock") return send(200, { now: new Date(clock.worldMs).toISOString(), rate: 60, worldMs: clock.worldMs, wallMs: 0 });
      if (method === "POST" && path === "/devices") {
        const { device, site, kind } = JSON.parse(body) as { device: string; site: string; kind: string };
        if (taken.has(device)) return send(409, { title: "taken" });
        taken.add(device);
        return send(201, { device, site, kind, topic: `e/${device}`, username: device, password: "secret" });
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
    stop: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise((resolve) => mqtt.close(resolve));
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
};
