/**
 * A running simulation: the world is advanced to the server's world time again and again; what it says is forged into
 * messages, written to the outbox, and told by each device over its own connection until it is acknowledged.
 */
import type { AckMessage } from "#wire/device-messages.ts";
import type { ShipmentRow } from "#wire/master-data.ts";
import { Hearing } from "./customs/hearing.ts";
import { Office } from "./customs/office.ts";
import { Courier } from "./devices/courier.ts";
import { DeviceLink, type Credentials } from "./devices/device-link.ts";
import { createForge, type Entry, type Forge } from "./devices/forge.ts";
import { Outbox } from "./devices/outbox.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { isPassing, type ServerApi } from "./server-api.ts";
import { createTurns } from "./turns.ts";
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
/** Messages of customs under way: the server reads few at a time. */
const FILED_AT_ONCE = 4;
/** Plans wait until the scans of the past have been told, or these would be taken for departures of the plans … */
const BACKLOG_TOLD = 50;
const PLANS_SETTLE_MS = 4_000;
/** … but no longer than this. */
const PLANS_WAIT_MAX_MS = 120_000;
/** Nothing is under way when nothing was for so long. */
const QUIET_MS = 1_000;

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
  readonly #hearing: Hearing;
  readonly #office: Office;
  readonly #fileInTurn = createTurns(FILED_AT_ONCE);
  readonly tally: Tally = { told: 0, acknowledged: 0, results: new Map(), surprises: new Map(), barriers: 0 };
  #throughMs: number;
  #readThroughMs: number;
  #calling = false;
  #startedMs = 0;
  #complainedMs = -Infinity;
  #toldMs: number | undefined;
  #isGuarded = false;
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
    this.#isGuarded = state.isGuarded;
    this.#hearing = new Hearing({
      api: options.api,
      wallMs: () => performance.now(),
      onHeard: (id) => this.#settle(id),
      onHeldBack: (mark, why) => this.#surprise(mark, `awaited in vain: ${why}`),
    });
    this.#office = new Office({
      api: options.api,
      // Customs lives in the time that the world has been told.
      nowMs: () => this.#throughMs,
      seed: state.seed,
      conduct: scenario.conduct,
      files,
      onTold: (about) => this.#hearing.note(about),
      log: options.log,
    });
  }

  get pending(): number {
    return this.#outbox.size;
  }

  get office(): Office["tally"] {
    return this.#office.tally;
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
    this.#office.start();
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
    else if (target.call === "heard") this.#hearing.await(entry.id, JSON.parse(entry.payload) as string[]);
    else if (target.call === "customs") void this.#callUntilHeard(entry, () => this.#fileInTurn(() => this.#file(entry)));
    else void this.#callUntilHeard(entry, () => this.#options.api.postRelease(entry.payload, entry.id));
  }

  async #file(entry: Entry): Promise<void> {
    const { kind, accepted, rejected } = await this.#options.api.postCustomsMessage(entry.payload);
    this.#count(`${kind} accepted`, accepted.length);
    this.#count(`${kind} rejected`, rejected.length);
    for (const { key, errors } of rejected) this.#surprise(entry.id, `${kind} of ${key} rejected: ${errors[0]?.message ?? ""}`);
    // Its answers are not far.
    void this.#office.poll();
  }

  #count(result: string, times: number): void {
    const { results } = this.tally;
    if (times > 0) results.set(result, (results.get(result) ?? 0) + times);
  }

  #surprise(id: string, what: string, detail = ""): void {
    const { surprises } = this.tally;
    surprises.set(what, (surprises.get(what) ?? 0) + 1);
    if ((surprises.get(what) ?? 0) <= 3) this.#options.log(`${id}: ${what} ${detail}`);
  }

  #settle(id: string): void {
    if (this.#outbox.settle(id)) this.tally.acknowledged++;
    this.#courier.done(id);
  }

  #hearAck(ack: AckMessage): void {
    if (this.#outbox.has(ack.id)) {
      this.#count(ack.result, 1);
      if (ack.result !== "posted") this.#surprise(ack.id, `${ack.result} ${ack.reason ?? ""}`, ack.detail);
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

  /** Once the past is told, and who had a release has left, nothing under customs passes a gate without a pass. */
  async #guard(): Promise<void> {
    if (this.#isGuarded || this.#toldMs === undefined || !this.#options.world.isGuardable()) return;
    this.#isGuarded = true;
    try {
      await this.#options.api.putMasterData({ sites: [...this.#options.world.guardedSites] });
    } catch {
      this.#isGuarded = false;
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
    void this.#guard();
    void this.#hearing.ask();
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
    writeState(this.#options.files, { ...this.#options.state, throughMs: this.#throughMs, isGuarded: this.#isGuarded });
  }

  /** Nothing new happens; what has been said goes on being told. True when all of it was heard in time. */
  async drain(timeoutMs: number): Promise<boolean> {
    this.#frozen = true;
    const limitMs = performance.now() + timeoutMs;
    const isQuiet = (): boolean => this.#outbox.size === 0 && !this.#office.hasDue;
    let quietMs: number | undefined;
    // Customs may find something more to answer.
    while ((quietMs === undefined || performance.now() - quietMs < QUIET_MS) && performance.now() < limitMs) {
      await this.#makeCalls();
      await this.#office.poll();
      quietMs = isQuiet() ? (quietMs ?? performance.now()) : undefined;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return isQuiet();
  }

  async stop(): Promise<void> {
    this.#frozen = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#office.stop();
    this.#outbox.flush();
    this.#remember();
    await Promise.all([...this.#links.values()].map((link) => link.stop()));
  }
}
