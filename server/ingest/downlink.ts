import type { AckMessage, BarrierCommand, SayCommand } from "#wire/device-messages.ts";
import { ackTopic, commandTopic, topicPrefix } from "#wire/device-topics.ts";
import type { SecondAck } from "../usecases/settle.ts";
import type { Answer } from "./receiver.ts";

/** What goes down to a device after the commit: its ack, and to a gate or a station what to do now. */
export type Send = (device: string, topic: string, payload: string) => void;

/** A command is for the vehicle that stands there now. */
const COMMAND_VALID_MS = 30_000;

export type Downlink = Readonly<{ answered(answer: Answer): void; settled(acks: readonly SecondAck[]): void }>;

export const createDownlink = (send: Send, wallMs: () => number): Downlink => ({
  answered: ({ device, kind, ack, live }) => {
    if (!device || !ack) return;
    const prefix = topicPrefix(device.site, device.device);
    send(device.device, ackTopic(prefix), JSON.stringify(ack satisfies AckMessage));
    const { id, result, reason } = ack;
    // A repeat may be the first answer that arrives: a gate knows by the id whether it has done this already.
    if (ack.repeat === true && !live) return;
    if (kind === "gate" && live) {
      const until = new Date(wallMs() + COMMAND_VALID_MS).toISOString();
      const barrier = result === "posted" ? "raise" : "hold";
      send(device.device, commandTopic(prefix), JSON.stringify({ id, barrier, until, reason: reason ?? "ok" } satisfies BarrierCommand));
    } else if (kind === "scan") {
      const say = result === "posted" ? "ok" : "error";
      send(device.device, commandTopic(prefix), JSON.stringify({ id, say, reason: reason ?? "ok" } satisfies SayCommand));
    }
  },
  settled: (acks) => {
    for (const { device, site, ack } of acks) send(device, ackTopic(topicPrefix(site, device)), JSON.stringify(ack satisfies AckMessage));
  },
});
