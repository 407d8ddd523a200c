/**
 * Emissions become messages. A device makes its own ids, of seed, run, device and sequence; the same world told again
 * makes the same messages, so that a simulator that died between writing and remembering repeats itself word for word.
 */
import type { Emission } from "../world/emission.ts";
import { noise } from "../world/random.ts";

/** What goes over HTTP. */
export type Call = "release" | "shipment" | "customs" | "heard";

/** What is to be delivered, as it lies in the outbox. */
export type Entry = Readonly<{
  id: string;
  atMs: number;
  keys: readonly string[];
  /** The body of the message or of the call, ready to send. */
  payload: string;
  target: Readonly<{ device: string; kind: string }> | Readonly<{ call: Call }>;
  refusalExpected?: true;
}>;

export type ForgeOptions = Readonly<{
  seed: number;
  /** Names the world: its run and the instant it began. */
  run: string;
  epochMs: number;
  /** The most a device's clock is off; each has its own share of it. */
  driftMs: number;
}>;

export type Forge = Readonly<{ make(emission: Emission): Entry }>;

export const createForge = ({ seed, run, epochMs, driftMs }: ForgeOptions): Forge => {
  const sequences = new Map<string, number>();
  const named = new Map<string, string>();
  let calls = 0;
  const drifts = new Map<string, number>();
  const driftOf = (device: string): number => {
    let drift = drifts.get(device);
    if (drift === undefined) drifts.set(device, (drift = Math.round((noise(seed, `${device}/drift`) - 0.5) * 2 * driftMs)));
    return drift;
  };
  const nextSequence = (device: string, atMs: number): number => {
    const sequence = Math.max((sequences.get(device) ?? -1) + 1, atMs - epochMs);
    sequences.set(device, sequence);
    return sequence;
  };
  const makeMessage = (emission: Extract<Emission, { what: "message" }>): Entry => {
    const { device, kind, atMs, body, keys, as, undoes, refusalExpected } = emission;
    const seq = nextSequence(device, atMs);
    const id = `${seed}.${run}.${device}.${seq}`;
    if (as !== undefined) named.set(as, id);
    const undo = undoes === undefined ? undefined : named.get(undoes);
    if (undoes !== undefined) named.delete(undoes);
    const message = { id, seq, at: new Date(atMs + driftOf(device)).toISOString(), ...body, ...(undo !== undefined && { undo }) };
    return { id, atMs, keys, payload: JSON.stringify(message), target: { device, kind }, ...(refusalExpected && { refusalExpected }) };
  };
  return {
    make: (emission) => {
      if (emission.what === "message") return makeMessage(emission);
      const { atMs, keys, what } = emission;
      const payload = emission.what === "customs" ? emission.body() : JSON.stringify(emission.body);
      return { id: `${seed}.${run}.call.${++calls}`, atMs, keys, payload, target: { call: what } };
    },
  };
};
