import { UP_KINDS, ackTopic, commandTopic, topicPrefix } from "#wire/device-topics.ts";
import type { DeviceActivity, DeviceRegistry } from "../usecases/device-ports.ts";
import type { WorldClock } from "../usecases/ports.ts";
import type { Downlink } from "./downlink.ts";
import type { Receiver } from "./receiver.ts";

/** What the broker in this process asks of ingest: who may come in, what they may say, and where messages go. */
export type EmbeddedIngestOptions = Readonly<{
  devices: DeviceRegistry;
  activity: DeviceActivity;
  clock: WorldClock;
  receiver: Receiver;
  downlink: () => Downlink;
}>;

export const createEmbeddedIngest = ({ devices, activity, clock, receiver, downlink }: EmbeddedIngestOptions) => ({
  authenticate: async (username: string, password: string) => {
    const record = await devices.authenticate(username, password);
    return record && { device: record.device, prefix: topicPrefix(record.site, record.device) };
  },
  mayPublish: (prefix: string, topic: string): boolean =>
    topic.startsWith(prefix) && UP_KINDS.some((kind) => topic.length === prefix.length + 1 + kind.length && topic === `${prefix}/${kind}`),
  maySubscribe: (prefix: string, filter: string): boolean => filter === ackTopic(prefix) || filter === commandTopic(prefix),
  message: async (topic: string, payload: Uint8Array): Promise<(() => void) | void> => {
    const answer = await receiver.receive(topic, payload);
    // The PUBACK goes out first, in its turn.
    if (answer.ack) return () => downlink().answered(answer);
  },
  connection: (device: string, online: boolean): void => activity.saw({ device, seenMs: clock.nowMs(), online }),
});
