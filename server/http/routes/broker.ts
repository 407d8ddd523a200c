import { timingSafeEqual, createHash } from "node:crypto";
import type { Request } from "express";
import { brokerAnswer, brokerQuestion, mosquittoFiles } from "#wire/access-api.ts";
import { actOf, type BrokerQuestion, mayUseResource, mayUseRoutingKey, mayUseTopic } from "../broker-rules.ts";
import type { HttpPorts } from "../http-ports.ts";
import { Answer, define, type Route } from "../route.ts";
import { V1 } from "./parts.ts";

const GROUP = "Outside brokers";
const BASE = "/broker-auth";
const QUESTION_BYTES_MAX = 8 * 1024;

/** The account under which this server itself reads and writes at the broker. */
export type BrokerAccount = Readonly<{ username: string; password: string }>;

type Verdict = Readonly<{ allow: boolean; superuser?: boolean }>;
type Judge = (question: BrokerQuestion, username: string) => Promise<Verdict>;

const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const createJudges = ({ devices }: HttpPorts, server: BrokerAccount | undefined): Readonly<Record<string, Judge>> => {
  const isServer = (username: string): boolean => server !== undefined && username === server.username;
  const withPrefix = async (username: string, decide: (prefix: string) => boolean): Promise<Verdict> => {
    if (isServer(username)) return { allow: true };
    const prefix = await devices.findTopic(username);
    return { allow: prefix !== undefined && decide(prefix) };
  };
  return {
    user: async ({ password, clientid, client_id }, username) => {
      if (password === undefined) return { allow: false };
      if (server !== undefined && isServer(username)) return { allow: isSame(password, server.password), superuser: true };
      // The client id is the device's own: another would take over its session.
      const client = clientid ?? client_id ?? username;
      return { allow: client === username && (await devices.knows(username, password)), superuser: false };
    },
    superuser: async (_question, username) => ({ allow: isServer(username) }),
    vhost: async (_question, username) => withPrefix(username, () => true),
    resource: async (question, username) => withPrefix(username, () => mayUseResource(username, question)),
    topic: async (question, username) => {
      const act = actOf(question);
      const key = question.routing_key;
      return withPrefix(username, (prefix) => act !== undefined && key !== undefined && mayUseRoutingKey(prefix, act, key));
    },
    acl: async (question, username) => {
      const act = actOf(question);
      const { topic } = question;
      return withPrefix(username, (prefix) => act !== undefined && topic !== undefined && mayUseTopic(prefix, act, topic));
    },
  };
};

const SUMMARIES: Readonly<Record<string, string>> = {
  user: "Whether this is a device's name, password and client id (EMQX authentication; RabbitMQ `user_path`, with `auth_http.http_method = post`)",
  superuser: "Whether this is the server's own account",
  acl: "Whether a device may publish or subscribe to a topic (EMQX authorization)",
  vhost: "Whether a device may use the virtual host (RabbitMQ `vhost_path`)",
  resource: "Whether a device may use a queue or an exchange (RabbitMQ `resource_path`)",
  topic: "Whether a device may use a routing key (RabbitMQ `topic_path`)",
};

/**
 * EMQX 5 asks in JSON and reads JSON, always with status 200: it passes over any other. RabbitMQ asks in forms, names its
 * virtual host, and reads one word, always with 200. Whoever else asks in forms (EMQX 4, NanoMQ, mosquitto-go-auth) goes by
 * the status and would take a 200 for a yes.
 */
const answerOf = (request: Request, question: BrokerQuestion, { allow, superuser }: Verdict): Answer => {
  const result = allow ? "allow" : "deny";
  if (!request.is("application/x-www-form-urlencoded")) {
    return new Answer(200, { result, ...(allow && superuser !== undefined && { is_superuser: superuser }) });
  }
  return new Answer(allow || question.vhost !== undefined ? 200 : 403, result, { type: "text/plain" });
};

export const brokerRoutes = (ports: HttpPorts, server: BrokerAccount | undefined): Route[] => [
  ...Object.entries(createJudges(ports, server)).map(([path, judge]) =>
    define({
      method: "POST",
      path: `${BASE}/${path}`,
      summary: SUMMARIES[path] ?? path,
      group: GROUP,
      action: "public",
      body: brokerQuestion,
      bodyKind: "json_or_form",
      bodyBytesMax: QUESTION_BYTES_MAX,
      answer: brokerAnswer,
      run: async ({ body, request }) =>
        answerOf(request, body, body.username === undefined ? { allow: false } : await judge(body, body.username)),
    }),
  ),
  define({
    method: "GET",
    path: `${V1}/broker/mosquitto`,
    summary: "Mosquitto's `passwd` and `acl` files for all devices that stand",
    group: GROUP,
    action: "broker.configure",
    answer: mosquittoFiles,
    audited: true,
    run: async () => ports.devices.mosquittoFiles(server),
  }),
];
