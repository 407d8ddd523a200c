import mqtt from "mqtt";
import { SHARDS } from "#wire/device-topics.ts";
import type { Log } from "../usecases/ports.ts";
import type { Downlink, Send } from "./downlink.ts";
import type { Receiver } from "./receiver.ts";

/**
 * Ingest from a broker outside (`MQTT_URL`). Several consumer connections, one per shard of topics, so that each device
 * has exactly one ordered consumer. MQTT.js handles one message at a time per connection and writes the PUBACK when
 * `handleMessage` calls back: the commit happens in there. On a fault nothing is called back and the connection is
 * destroyed: the broker sends again. Devices keep their outbox until our own ack, since a broker's PUBACK proves nothing.
 */
export type OutsideBrokerOptions = Readonly<{
  url: string;
  /** Tells this server's sessions from another's; kept over restarts so that the broker keeps what it has for us. */
  instance: string;
  receiver: Receiver;
  downlink: () => Downlink;
  log: Log;
}>;

export type OutsideBroker = Readonly<{ send: Send; connected(): boolean; stop(): Promise<void> }>;

/** Longer than all retries of a lane together: MQTT.js handles no PINGRESP while a handler runs. */
const KEEPALIVE_SECONDS = 60;
const RECONNECT_MS = 1_000;

export const connectOutsideBroker = (options: OutsideBrokerOptions): OutsideBroker => {
  const sender = mqtt.connect(options.url, {
    clientId: `entrepot-${options.instance}-down`,
    keepalive: KEEPALIVE_SECONDS,
    reconnectPeriod: RECONNECT_MS,
    queueQoSZero: false,
  });
  sender.on("error", (error) => options.log.warn({ error: error.message }, "the MQTT broker refuses the connection for commands"));
  const consumers = Array.from({ length: SHARDS }, (_, shard) => consume(options, shard.toString(16).padStart(2, "0")));
  return {
    send: (_device, topic, payload) => void sender.publish(topic, payload, { qos: 0, retain: false }),
    connected: () => consumers.every((consumer) => consumer.connected),
    stop: async () => {
      await Promise.all([sender, ...consumers].map((client) => client.endAsync(true).catch(() => undefined)));
    },
  };
};

const consume = ({ url, instance, receiver, downlink, log }: OutsideBrokerOptions, shard: string): mqtt.MqttClient => {
  const client = mqtt.connect(url, {
    clientId: `entrepot-${instance}-${shard}`,
    clean: false,
    keepalive: KEEPALIVE_SECONDS,
    reconnectPeriod: RECONNECT_MS,
    resubscribe: true,
  });
  client.on("connect", () => {
    client.subscribe(
      ["scan", "telemetry", "position", "seal", "gate", "state"].map((kind) => `e/${shard}/+/+/${kind}`),
      { qos: 1 },
      (error) => {
        if (error) log.error({ error: error.message, shard }, "the MQTT broker refuses the subscription");
      },
    );
  });
  client.on("error", (error) => log.warn({ error: error.message, shard }, "the MQTT broker refuses the connection"));
  client.handleMessage = (packet, done) => {
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    receiver.receive(packet.topic, payload).then(
      (answer) => {
        done();
        downlink().answered(answer);
      },
      (fault: unknown) => {
        // Calling back with the error would let the next message overtake this one.
        log.error({ fault: String(fault), shard }, "a message could not be committed; the broker sends it again");
        client.stream.destroy();
      },
    );
  };
  return client;
};
