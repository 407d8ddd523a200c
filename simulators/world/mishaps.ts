/** What goes wrong in the world by itself: reefers that fail, seals that are broken, batteries that die. */
import type { Unit } from "./fleet.ts";
import { isSealed, sealOf } from "./handling.ts";
import { fixAt, journeyAt } from "./motion.ts";
import { HOUR_MS, MINUTE_MS, repeat, type Scene } from "./scene.ts";

export type Failure = Readonly<{ unit: string; fromMs: number; toMs: number }>;

/** The first mishaps come soon after the present begins, so that nobody waits for hours to see one. */
const FIRST_AFTER_MS = 3 * HOUR_MS;
const TAMPER_GAP_MS = 4 * MINUTE_MS;
const KEPT = 200;

export class Mishaps {
  readonly #scene: Scene;
  readonly reeferFailures: Failure[] = [];
  readonly silences: Failure[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  start(): void {
    const { pace } = this.#scene;
    this.#sometimes("reefer", pace.reeferFailureHours, () => this.#failReefer());
    this.#sometimes("tamper", pace.sealTamperHours, () => this.#tamper());
    this.#sometimes("battery", pace.batteryDeathHours, () => this.#killBattery());
  }

  isSilent(unit: string, atMs: number): boolean {
    return this.silences.some((each) => each.unit === unit && each.fromMs <= atMs && atMs < each.toMs);
  }

  #sometimes(stream: string, everyHours: number, act: () => void): void {
    if (everyHours <= 0) return;
    this.#scene.agenda.at(this.#scene.liveFromMs + FIRST_AFTER_MS, () => {
      act();
      repeat(this.#scene, { stream: `mishap/${stream}`, hours: everyHours }, act);
    });
  }

  #onTheWay(fits: (unit: Unit) => boolean): Unit[] {
    const nowMs = this.#scene.agenda.nowMs();
    return this.#scene.units.filter((unit) => {
      const journey = journeyAt(unit, nowMs);
      return fits(unit) && journey !== undefined && nowMs < journey.arriveMs;
    });
  }

  #failReefer(): void {
    const random = this.#scene.random("mishap/reefer/which");
    const running = this.#onTheWay((unit) => unit.line.mode === "reefer");
    const all = this.#scene.units.filter((unit) => unit.line.mode === "reefer");
    const nowMs = this.#scene.agenda.nowMs();
    const unit = random.pick(running.length > 0 ? running : all);
    this.reeferFailures.push({ unit: unit.unit, fromMs: nowMs, toMs: nowMs + random.between(0.8, 2.2) * HOUR_MS });
    if (this.reeferFailures.length > KEPT) this.reeferFailures.shift();
  }

  #tamper(): void {
    const sealed = this.#onTheWay(isSealed);
    if (sealed.length === 0) return;
    const underCustoms = sealed.filter(({ underSeal }) => underSeal);
    const unit = this.#scene.random("mishap/tamper/which").pick(underCustoms.length > 0 ? underCustoms : sealed);
    const tell = (state: "tampered" | "locked"): void => {
      const { fix } = fixAt(unit, this.#scene.agenda.nowMs(), this.#scene.seed);
      this.#scene.tell({
        what: "message",
        kind: "seal",
        device: `seal-${unit.unit}`,
        atMs: this.#scene.agenda.nowMs(),
        keys: [`unit:${unit.unit}`],
        body: { seal: sealOf(unit), state, lat: fix.lat, lon: fix.lon },
      });
    };
    tell("tampered");
    // It stays so until the zone's gate: only customs may seal what is under customs.
    if (unit.underSeal) return void (unit.sealBroken = true);
    this.#scene.agenda.after(TAMPER_GAP_MS, () => tell("locked"));
  }

  #killBattery(): void {
    const random = this.#scene.random("mishap/battery/which");
    const moving = this.#onTheWay(() => true);
    if (moving.length === 0) return;
    const nowMs = this.#scene.agenda.nowMs();
    this.silences.push({ unit: random.pick(moving).unit, fromMs: nowMs, toMs: nowMs + random.between(3, 8) * HOUR_MS });
    if (this.silences.length > KEPT) this.silences.shift();
  }
}
