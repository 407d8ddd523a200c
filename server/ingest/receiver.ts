import type { UpKind } from "#wire/device-topics.ts";
import { parseUpTopic } from "#wire/device-topics.ts";
import type { Fact } from "../domain/custody/fact.ts";
import type { BooksLane } from "../usecases/books-lane.ts";
import type { Ack } from "../usecases/books-ports.ts";
import type { DeviceActivity, DeviceRecord, DeviceRegistry } from "../usecases/device-ports.ts";
import type { ReadingsAck, ReadingsMessage } from "../usecases/tracking-ports.ts";
import type { Log, WorldClock } from "../usecases/ports.ts";
import { decode, decodeValue, type Decoded } from "./decode.ts";
import { gateFact, readingsMessage, scanFact, sealFact, timingOf, type Receipt } from "./translate.ts";

/**
 * The one way in for device messages, whether a broker or a browser brings them:
 * decode → translate → the books lane or the readings lane → the answer, after the commit.
 * What cannot be read goes to quarantine and is answered too: it would come back for ever.
 * A fault of the lanes is thrown: the door closes the connection, and the device sends again. A fault that lies in the
 * message itself is a bug of ours: logged, and the message quarantined, or the device would never get past it.
 */
export type ReceiverOptions = Readonly<{
  books: Pick<BooksLane, "observe" | "quarantine">;
  submitReadings: (message: ReadingsMessage) => Promise<ReadingsAck>;
  devices: DeviceRegistry;
  activity: DeviceActivity;
  clock: WorldClock;
  findUom: (gtin: string) => string | undefined;
  isAtKnownSite: (lat: number, lon: number) => boolean;
  /** Whether the message, and not the moment, is what cannot be recorded. */
  isImpossible: (fault: unknown) => boolean;
  log: Log;
}>;

export type Answer = Readonly<{ device: DeviceRecord | undefined; kind: UpKind | undefined; ack: Ack | undefined; live: boolean }>;

export type Receiver = Readonly<{
  /** A message of a broker, which has let the device publish to this topic. */
  receive(topic: string, payload: Uint8Array): Promise<Answer>;
  /** A message of a station in a browser. */
  submit(submission: Readonly<{ device: string; kind: UpKind; message: unknown; operator?: string; byOfficer: boolean }>): Promise<Ack>;
}>;

const nowhere: Answer = { device: undefined, kind: undefined, ack: undefined, live: false };

type Wrong = Readonly<{ reason: string; detail: string }>;

const quarantineOf =
  ({ books, clock }: ReceiverOptions) =>
  (topic: string, device: string | undefined, wrong: Wrong, payload: Uint8Array) =>
    books.quarantine({
      topic,
      ...(device !== undefined && { device }),
      reason: wrong.reason,
      detail: wrong.detail,
      payload,
      receivedMs: clock.nowMs(),
    });

type Suspect = Readonly<{ topic: string; device: string; id: string | undefined; payload: Uint8Array }>;

/** Answers a fault that lies in the message itself; any other is thrown again. */
const setAsideOf =
  ({ isImpossible, log }: ReceiverOptions, quarantine: ReturnType<typeof quarantineOf>) =>
  async (fault: unknown, { topic, device, id, payload }: Suspect): Promise<Ack | undefined> => {
    if (!isImpossible(fault)) throw fault;
    log.error({ fault: String(fault), topic }, "a message could not be recorded, which is a bug; it lies in quarantine");
    const wrong = { reason: "not_recordable", detail: "the server could not record it; its log says why" };
    await quarantine(topic, device, wrong, payload);
    return id === undefined ? undefined : { id, result: "quarantined", ...wrong };
  };

type Refused = Readonly<{ topic: string; device: string; decoded: Decoded; ack: Ack; payload: Uint8Array }>;

/** What a reading says under an id that was used before is kept; the books keep their own. */
const keepReusedOf =
  (quarantine: ReturnType<typeof quarantineOf>) =>
  async ({ topic, device, decoded, ack, payload }: Refused): Promise<void> => {
    if (decoded.kind !== "telemetry" && decoded.kind !== "position") return;
    await quarantine(topic, device, { reason: "id_reused", detail: ack.detail ?? "" }, payload);
  };

export const createReceiver = (options: ReceiverOptions): Receiver => {
  const quarantine = quarantineOf(options);
  const setAside = setAsideOf(options, quarantine);
  const keepReused = keepReusedOf(quarantine);

  const receive = async (topic: string, payload: Uint8Array): Promise<Answer> => {
    const parsed = parseUpTopic(topic);
    if (!parsed) {
      await quarantine(topic, undefined, { reason: "unknown_topic", detail: "no device publishes here" }, payload);
      return nowhere;
    }
    const device = await options.devices.find(parsed.device);
    if (!device || device.site !== parsed.site) {
      const reason = device ? "unknown_site" : "unknown_device";
      await quarantine(topic, parsed.device, { reason, detail: `${parsed.device} is not a device of ${parsed.site}` }, payload);
      return nowhere;
    }
    const decoded = decode(parsed.kind, payload);
    if (!decoded.ok) {
      await quarantine(topic, parsed.device, decoded, payload);
      const id = idOf(payload);
      const ack: Ack | undefined =
        id === undefined ? undefined : { id, result: "quarantined", reason: decoded.reason, detail: decoded.detail };
      return { device, kind: parsed.kind, ack, live: false };
    }
    try {
      const { ack, live } = await take(options, decoded, { device, byOfficer: false });
      if (ack?.reason === "id_reused") await keepReused({ topic, device: parsed.device, decoded, ack, payload });
      return { device, kind: parsed.kind, ack, live };
    } catch (fault) {
      const ack = await setAside(fault, { topic, device: parsed.device, id: decoded.message.id, payload });
      return { device, kind: parsed.kind, ack, live: false };
    }
  };

  return {
    receive,
    submit: async ({ device: name, kind, message, operator, byOfficer }) => {
      const device = await options.devices.find(name);
      const payload = Buffer.from(JSON.stringify(message) ?? "");
      if (!device) {
        await quarantine(kind, name, { reason: "unknown_device", detail: `${name} is not a device` }, payload);
        return { id: idOf(payload) ?? "", result: "quarantined", reason: "unknown_device" };
      }
      const decoded = decodeValue(kind, message);
      if (!decoded.ok) {
        await quarantine(kind, name, decoded, payload);
        return { id: idOf(payload) ?? "", result: "quarantined", reason: decoded.reason, detail: decoded.detail };
      }
      try {
        const { ack } = await take(options, decoded, { device, byOfficer, ...(operator !== undefined && { operator }) });
        if (ack?.reason === "id_reused") await keepReused({ topic: kind, device: name, decoded, ack, payload });
        return ack ?? { id: "", result: "posted" };
      } catch (fault) {
        const ack = await setAside(fault, { topic: kind, device: name, id: decoded.message.id, payload });
        return ack ?? { id: "", result: "quarantined" };
      }
    },
  };
};

type Sender = Pick<Receipt, "device" | "byOfficer" | "operator">;

const take = async (options: ReceiverOptions, decoded: Decoded, sender: Sender): Promise<{ ack: Ack | undefined; live: boolean }> => {
  const receivedMs = options.clock.nowMs();
  const receipt: Receipt = { ...sender, receivedMs, clockRate: options.clock.rate };
  const { device } = sender.device;
  if (decoded.kind === "state") {
    options.activity.saw({ device, seenMs: receivedMs, online: decoded.message.online });
    return { ack: undefined, live: false };
  }
  options.activity.saw({ device, seenMs: receivedMs, seq: decoded.message.seq });
  if (decoded.kind === "telemetry" || decoded.kind === "position")
    return { ack: await options.submitReadings(readingsMessage(decoded.kind, decoded.message, receipt)), live: false };
  const timing = timingOf(decoded.message.at, receipt);
  const fact = factOf(options, decoded, receipt, timing);
  const content = JSON.stringify(decoded.message);
  const ack = await options.books.observe({ fact, content, deviceAt: decoded.message.at, clockSuspect: timing.clockSuspect });
  return { ack, live: fact.live };
};

const factOf = (
  options: ReceiverOptions,
  decoded: Extract<Decoded, { kind: "scan" | "gate" | "seal" }>,
  receipt: Receipt,
  timing: ReturnType<typeof timingOf>,
): Fact => {
  switch (decoded.kind) {
    case "scan":
      return scanFact(decoded.message, receipt, timing, options.findUom);
    case "gate":
      return gateFact(decoded.message, receipt, timing);
    case "seal": {
      const { lat, lon } = decoded.message;
      return sealFact(decoded.message, receipt, timing, lat !== undefined && lon !== undefined && options.isAtKnownSite(lat, lon));
    }
  }
};

const ID_LENGTH_MAX = 128;

/** The id of a message that could not be read otherwise, so that its sender can be told. */
const idOf = (payload: Uint8Array): string | undefined => {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.byteLength, 1 << 20)).toString("utf8"),
    );
    if (typeof value !== "object" || value === null || !("id" in value)) return undefined;
    return typeof value.id === "string" && value.id.length > 0 && value.id.length <= ID_LENGTH_MAX ? value.id : undefined;
  } catch {
    return undefined;
  }
};
