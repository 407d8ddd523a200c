/**
 * The topics of devices. A device is told its prefix when it is provisioned and treats it as opaque:
 * `e/{shard}/{site}/{device}`. The shard lets each of several consumer connections of an outside broker
 * own a share of the devices, so that every device has exactly one ordered consumer.
 */
export const SHARDS = 16;

export const UP_KINDS = ["scan", "telemetry", "position", "seal", "gate", "state"] as const;
export type UpKind = (typeof UP_KINDS)[number];

export const shardOf = (device: string): string => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < device.length; index++) hash = Math.imul(hash ^ device.charCodeAt(index), 0x01000193);
  return ((hash >>> 0) % SHARDS).toString(16).padStart(2, "0");
};

export const topicPrefix = (site: string, device: string): string => `e/${shardOf(device)}/${site}/${device}`;
export const ackTopic = (prefix: string): string => `${prefix}/ack`;
export const commandTopic = (prefix: string): string => `${prefix}/command`;

export type UpTopic = Readonly<{ prefix: string; site: string; device: string; kind: UpKind }>;

/** The parts of a topic that a device publishes to; undefined for any other topic. */
export const parseUpTopic = (topic: string): UpTopic | undefined => {
  const [root, shard, site, device, kind, ...rest] = topic.split("/");
  if (root !== "e" || !shard || !site || !device || rest.length > 0) return undefined;
  const known = UP_KINDS.find((each) => each === kind);
  return known && { prefix: `e/${shard}/${site}/${device}`, site, device, kind: known };
};
