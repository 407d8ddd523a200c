/**
 * A running simulation: the world is advanced to the server's world time again and again; what it says is forged into
 * messages, written to the outbox, and told by each device over its own connection until it is acknowledged.
 */
import type { AckMessage } from "#wire/device-messages.ts";
import type { ShipmentRow } from "#wire/master-data.ts";
import { Courier } from "./devices/courier.ts";
import { DeviceLink, type Credentials } from "./devices/device-link.ts";
import { createForge, type Entry, type Forge } from "./devices/forge.ts";
import { Outbox } from "./devices/outbox.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { isPassing, type ServerApi } from "./server-api.ts";
import type { FollowedClock } from "./world-clock.ts";
import { writeState, type StateFiles, type WorldState } from "./world-state.ts";
import { createRandom } from "./world/random.ts";
import { trackerOf } from "./world/motion.ts";
import type { World } from "./world/world.ts";

const TICK_MS = 250;
const HOUSEKEEPING_MS = 3_000;
const CALL_RETRY_MS = 2_000;
/** Above this the world waits for the server. */
const PENDING_MAX = 25_000;
/** The agenda is told of one step at a time, so that a long absence does not lie in memory all at once. */
const STEP_MS = 6 * 3_600_000;
const COMPLAINT_EVERY_MS = 20_000;
const SHIPMENTS_AT_ONCE = 40;
/** Plans wait until the scans of the past have been told, or these would be taken for departures of the plans … */
const BACKLOG_TOLD = 50;
const PLANS_SETTLE_MS = 4_000;
/** … but no longer than this. */
const PLANS_WAIT_MAX_MS = 120_000;

export type SimulationOptions = Readonly<{
  api: ServerApi;
  clock: FollowedClock;
  world: World;
  scenario: Scenario;
  state: WorldState;
  files: StateFiles;
  credentials: ReadonlyMap<string, Credentials>;
  mqttUrl: string;
  /** Wall time from the last scan of the past to the first plan. */
  plansSettleMs?: number;
  log: (line: string) => void;
}>;

export type Tally = { told: number; acknowledged: number; results: Map<string, number>; surprises: Map<string, number>; barriers: number };

export class Simulation {
  readonly #options: SimulationOptions;
  readonly #forge: Forge;
  readonly #outbox: Outbox;
  readonly #courier: Courier;
  readonly #links = new Map<string, DeviceLink>();
  readonly #shipments = new Map<string, Entry>();
  readonly tally: Tally = { told: 0, acknowledged: 0, results: new Map(), surprises: new Map(), barriers: 0 };
  #throughMs: number;
  #readThroughMs: number;
  #calling = false;
  #startedMs = 0;
  #complainedMs = -Infinity;
  #toldMs: number | undefined;
  #timers: NodeJS.Timeout[] = [];
  #frozen = false;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { state, scenario, files } = options;
    const run = `${state.run}-${Math.floor(state.epochMs / 1000).toString(36)}`;
    this.#forge = createForge({ seed: state.seed, run, epochMs: state.epochMs, driftMs: scenario.driftSeconds * 1000 });
    this.#outbox = new Outbox(files.outbox);
    this.#courier = new Courier({
      orderedUntilMs: scenario.ordered ? Infinity : state.liveFromMs,
      wallMs: () => performance.now(),
      deliver: (entry) => this.#deliver(entry),
    });
    this.#throughMs = state.throughMs;
    this.#readThroughMs = state.throughMs;
  }

  get pending(): number {
    return this.#outbox.size;
  }

  start(): void {
    const { credentials, mqttUrl, scenario, state } = this.#options;
    for (const [device, each] of credentials) {
      this.#links.set(
        device,
        new DeviceLink({
          url: mqttUrl,
          credentials: each,
          faults: scenario.wire,
          soundUntilMs: state.liveFromMs,
          random: createRandom(state.seed, `wire/${device}`),
          onAck: (ack) => this.#hearAck(ack),
          onCommand: (command) => void ("barrier" in command && this.tally.barriers++),
          onRefused: (reason) => this.#complain(device, reason),
        }),
      );
    }
    this.#startedMs = performance.now();
    // What happened before is lived through again in silence, so that the world is where it was.
    for (const emission of this.#options.world.advance(this.#throughMs)) this.#forge.make(emission);
    for (const entry of this.#outbox.list()) this.#courier.offer(entry);
    this.tick();
    this.#timers = [setInterval(() => this.tick(), TICK_MS), setInterval(() => this.#keepHouse(), HOUSEKEEPING_MS)];
  }

  /** Lives up to now. */
  tick(): void {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs === undefined || this.#frozen) return;
    while (this.#throughMs < nowMs && this.#outbox.size < PENDING_MAX) {
      this.#live(Math.min(nowMs, this.#throughMs + STEP_MS));
    }
    void this.#makeCalls();
  }

  #live(toMs: number): void {
    const { world } = this.#options;
    const entries = world.advance(toMs).map((emission) => this.#forge.make(emission));
    for (const reading of world.listReadings(this.#readThroughMs, toMs)) entries.push(this.#forge.make(reading));
    for (const entry of entries) this.#outbox.add(entry);
    this.#outbox.flush();
    for (const entry of entries) this.#courier.offer(entry);
    this.tally.told += entries.length;
    this.#throughMs = toMs;
    this.#readThroughMs = toMs;
  }

  #deliver(entry: Entry): void {
    const { target } = entry;
    if ("device" in target) {
      const link = this.#links.get(target.device);
      if (link) link.send(entry);
      else this.#settle(entry.id);
      return;
    }
    if (target.call === "shipment") this.#shipments.set(entry.id, entry);
    else void this.#callUntilHeard(entry, () => this.#options.api.postRelease(entry.payload, entry.id));
  }

  #settle(id: string): void {
    if (this.#outbox.settle(id)) this.tally.acknowledged++;
    this.#courier.done(id);
  }

  #hearAck(ack: AckMessage): void {
    if (this.#outbox.has(ack.id)) {
      const { results, surprises } = this.tally;
      results.set(ack.result, (results.get(ack.result) ?? 0) + 1);
      if (ack.result !== "posted") {
        const what = `${ack.result} ${ack.reason ?? ""}`;
        surprises.set(what, (surprises.get(what) ?? 0) + 1);
        if ((surprises.get(what) ?? 0) <= 3) this.#options.log(`${ack.id}: ${what} ${ack.detail ?? ""}`);
      }
    }
    this.#settle(ack.id);
  }

  async #callUntilHeard(entry: Entry, call: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await call();
        break;
      } catch (error) {
        if (!isPassing(error)) {
          this.#options.log(`${entry.id}: ${error instanceof Error ? error.message : String(error)}`);
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, CALL_RETRY_MS).unref());
      }
    }
    this.#settle(entry.id);
  }

  /** Plans go many to a call, and one by one where one of them is refused; of two plans of one shipment the later counts. */
  async #makeCalls(): Promise<void> {
    if (this.#calling || !this.#mayPlan()) return;
    this.#calling = true;
    try {
      while (this.#shipments.size > 0) {
        const batch = [...this.#shipments.values()].slice(0, SHIPMENTS_AT_ONCE);
        const plans = new Map(
          batch.map((entry) => {
            const plan = JSON.parse(entry.payload) as ShipmentRow;
            return [plan.shipment, plan];
          }),
        );
        await this.#putPlans([...plans.values()]);
        for (const { id } of batch) {
          this.#shipments.delete(id);
          this.#settle(id);
        }
      }
    } catch {
      // The server is out of reach: with the next tick they are tried again.
    } finally {
      this.#calling = false;
    }
  }

  #mayPlan(): boolean {
    const nowMs = performance.now();
    if (this.#outbox.size - this.#shipments.size < BACKLOG_TOLD) this.#toldMs ??= nowMs;
    return (
      nowMs - this.#startedMs > PLANS_WAIT_MAX_MS ||
      (this.#toldMs !== undefined && nowMs - this.#toldMs >= (this.#options.plansSettleMs ?? PLANS_SETTLE_MS))
    );
  }

  async #putPlans(plans: readonly ShipmentRow[]): Promise<void> {
    try {
      await this.#options.api.putShipments(plans);
    } catch (error) {
      if (isPassing(error)) throw error;
      if (plans.length === 1) this.#options.log(`plan ${plans[0]!.shipment}: ${error instanceof Error ? error.message : String(error)}`);
      else for (const plan of plans) await this.#putPlans([plan]);
    }
  }

  /** When the broker is gone a hundred devices say so: one is enough. */
  #complain(device: string, reason: string): void {
    const nowMs = performance.now();
    if (nowMs - this.#complainedMs < COMPLAINT_EVERY_MS) return;
    this.#complainedMs = nowMs;
    this.#options.log(`${device}: ${reason}`);
  }

  #keepHouse(): void {
    for (const link of this.#links.values()) link.resend();
    this.#courier.losePatience();
    this.#outbox.flush();
    this.#remember();
    const nowMs = this.#options.clock.nowMs();
    if (nowMs === undefined) return;
    for (const unit of this.#options.world.units) {
      const link = this.#links.get(trackerOf(unit));
      if (this.#options.world.isSilent(unit.unit, nowMs)) link?.die();
      else link?.revive();
    }
  }

  #remember(): void {
    writeState(this.#options.files, { ...this.#options.state, throughMs: this.#throughMs });
  }

  /** Nothing new happens; what has been said goes on being told. True when all of it was heard in time. */
  async drain(timeoutMs: number): Promise<boolean> {
    this.#frozen = true;
    const limitMs = performance.now() + timeoutMs;
    while (this.#outbox.size > 0 && performance.now() < limitMs) {
      await this.#makeCalls();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return this.#outbox.size === 0;
  }

  async stop(): Promise<void> {
    this.#frozen = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#outbox.flush();
    this.#remember();
    await Promise.all([...this.#links.values()].map((link) => link.stop()));
  }
}
