import type { Socket } from "socket.io";
import type { View } from "#wire/live-protocol.ts";
import { LIVE_VERSION, type ClockState } from "#wire/live-protocol.ts";
import type { Subject } from "../domain/access/can.ts";
import type { Broadcaster, LiveChange, WorldSnapshot } from "./broadcaster.ts";
import { FrameGate } from "./frame-gate.ts";
import type { MovingWorld } from "./moving-world.ts";
import { scopeOf, within, type Scope } from "./scope.ts";

/**
 * One connection. waiting → (hello) → loading → (snapshot) → live, and back to loading after a gap. While it is live it
 * is in the room of its scope and gets every change; when its buffer does not empty it leaves the room and, once it has
 * caught its breath, gets a snapshot instead of what it has missed.
 */
type Stage = "waiting" | "loading" | "live" | "behind";

/** Packets that may wait for a client that does not read. */
const PACKETS_WAITING_MAX = 32;
/** Times that a snapshot may be overtaken by a journal that runs away. */
const LOADS_MAX = 5;

export type LiveClientOptions = Readonly<{
  socket: Socket;
  subject: Subject;
  broadcaster: Broadcaster;
  world: MovingWorld;
  clock: () => ClockState;
}>;

export class LiveClient {
  readonly socket: Socket;
  readonly #options: LiveClientOptions;
  readonly #gate: FrameGate;
  #scope: Scope;
  #stage: Stage = "waiting";
  #packetsWaiting = 0;

  constructor(options: LiveClientOptions) {
    this.#options = options;
    this.socket = options.socket;
    this.#scope = scopeOf(options.subject);
    this.#gate = new FrameGate(options.world, (bytes, acknowledged) => this.socket.emit("frame", bytes, acknowledged));
    this.#watchBuffer();
  }

  get scope(): Scope {
    return this.#scope;
  }

  get subject(): Subject {
    return this.#scope.subject;
  }

  get listens(): boolean {
    return this.#stage !== "waiting";
  }

  /** A snapshot, and from then on every change. */
  async hello(): Promise<void> {
    if (this.#stage === "loading") return;
    this.#leave("loading");
    for (let load = 1; load <= LOADS_MAX && this.socket.connected; load++) {
      const snapshot = await this.#options.broadcaster.snapshot();
      const missed = this.#options.broadcaster.changesSince(snapshot);
      if (missed && this.socket.connected) return this.#begin(snapshot, missed);
    }
    // It comes back by itself, to a calmer journal.
    this.socket.disconnect(true);
  }

  /** The rights of the subject may have changed since it signed in. */
  async reconsider(subject: Subject): Promise<void> {
    const scope = scopeOf(subject);
    const same = scope.room === this.#scope.room;
    const listened = this.listens;
    if (!same) this.#leave("waiting");
    this.#scope = scope;
    if (!same && listened) await this.hello();
  }

  setView(view: View): void {
    this.#gate.setView(view);
  }

  setLooked(unit: string | undefined): void {
    this.#gate.setLooked(unit);
  }

  tick(tick: number, now: Readonly<{ wallMs: number; worldMs: number }>): number {
    if (this.#stage !== "live" || !this.#scope.units) return 0;
    return this.#gate.tick(tick, now);
  }

  /** Before a change goes to its room: a client that does not read is let out of it. */
  stepAsideIfSlow(): void {
    if (this.#stage === "live" && this.#packetsWaiting > PACKETS_WAITING_MAX) this.#leave("behind");
  }

  #begin(snapshot: WorldSnapshot, missed: readonly LiveChange[]): void {
    const { entries: _none, ...shown } = within(this.#scope, snapshot);
    this.socket.emit("snapshot", { version: LIVE_VERSION, cursor: snapshot.cursor, clock: this.#options.clock(), ...shown });
    for (const change of missed) this.socket.emit("change", changeFor(this.#scope, change));
    this.#stage = "live";
    void this.socket.join(this.#scope.room);
  }

  #leave(stage: Stage): void {
    void this.socket.leave(this.#scope.room);
    this.#stage = stage;
  }

  /** Engine.io keeps packets while the socket underneath is full; a flush hands over all of them. */
  #watchBuffer(): void {
    const { conn } = this.socket;
    conn.on("packetCreate", () => (this.#packetsWaiting += 1));
    conn.on("flush", () => {
      this.#packetsWaiting = 0;
      if (this.#stage === "behind") this.hello().catch(() => this.socket.disconnect(true));
    });
  }
}

export const changeFor = (scope: Scope, change: LiveChange): LiveChange => ({
  from: change.from,
  to: change.to,
  ...within(scope, change),
});
