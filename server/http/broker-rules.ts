import { UP_KINDS, ackTopic, commandTopic } from "#wire/device-topics.ts";
import type { z } from "zod";
import type { brokerQuestion } from "#wire/access-api.ts";

/**
 * What an outside broker asks about a device: whether it is one, and whether it may publish or subscribe here. EMQX asks
 * in MQTT topics; RabbitMQ asks about its own queues, exchanges and routing keys, where "/" stands as ".".
 */
export type BrokerQuestion = z.output<typeof brokerQuestion>;
export type BrokerAct = "publish" | "subscribe";

const WRITES: ReadonlySet<string> = new Set(["publish", "write", "2"]);
const READS: ReadonlySet<string> = new Set(["subscribe", "read", "1", "4"]);

/** EMQX says `action`, RabbitMQ `permission`, Mosquitto plugins `acc`. */
export const actOf = (question: BrokerQuestion): BrokerAct | undefined => {
  const said = question.action ?? question.permission ?? question.access ?? (question.acc === undefined ? undefined : String(question.acc));
  if (said === undefined) return undefined;
  if (WRITES.has(said)) return "publish";
  return READS.has(said) ? "subscribe" : undefined;
};

const topicsOf = (prefix: string, act: BrokerAct): string[] =>
  act === "publish" ? UP_KINDS.map((kind) => `${prefix}/${kind}`) : [ackTopic(prefix), commandTopic(prefix)];

export const mayUseTopic = (prefix: string, act: BrokerAct, topic: string): boolean => topicsOf(prefix, act).includes(topic);

const swap = (topic: string): string => topic.replaceAll(/[/.]/g, (mark) => (mark === "/" ? "." : "/"));

/** Dots that are part of a name stay or become slashes, by the version of RabbitMQ. */
export const mayUseRoutingKey = (prefix: string, act: BrokerAct, key: string): boolean =>
  topicsOf(prefix, act).some((topic) => topic.replaceAll("/", ".") === key || swap(topic) === key);

const EXCHANGE = "amq.topic";

/** A device may use the topic exchange and the queues that RabbitMQ makes for its own client id. */
export const mayUseResource = (device: string, { resource, name, permission }: BrokerQuestion): boolean => {
  if (resource === "exchange") return name === EXCHANGE && permission !== "configure";
  if (resource !== "queue" || name === undefined) return false;
  return ["mqtt-subscription-", "mqtt-will-"].some(
    (kind) => name === `${kind}${device}` || new RegExp(`^${kind}${escape(device)}(\\.?qos[012])$`).test(name),
  );
};

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
