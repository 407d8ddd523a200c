/**
 * The firms' declaring software. What the world is going to move under customs is declared some time before: the documents of one
 * movement are filed one after the other, each when customs' answer to the one before it has been heard. What customs will answer is
 * known beforehand (`conduct.ts`), so the whole course is planned at once; a refusal is mended and filed again.
 */
import { CHAIN } from "../devices/courier.ts";
import { findBookLine, getSite } from "../world/catalog.ts";
import { goodsKeys, MINUTE_MS, type Scene } from "../world/scene.ts";
import { markOf, type About, type Family } from "./about.ts";
import { heardMs, planReplies, type Question, type Step } from "./conduct.ts";
import { inventoryNumber, passNumber, wantedSerial } from "./given-numbers.ts";
import { getBook, getFirm, type Goods } from "./declarations/goods-lines.ts";
import { writeInventory, writePass, type Inventory, type Pass } from "./declarations/zone-messages.ts";
import { writeBookOpening } from "./receipts-jg2.ts";

/** Between hearing an answer and filing what builds on it. */
const CLERK_MS = 3 * MINUTE_MS;
/** To mend what was refused. */
const MENDING_MS = 20 * MINUTE_MS;
const TRIES_MAX = 10;
const RUNS = 1_000;

const PREFIXES: Readonly<Record<string, string>> = { xiangtan: "XT", chenzhou: "CZ", "xiangtan-hitech": "HT" };

/** Goods that a vehicle takes through the gate of a zone. */
export type Crossing = Readonly<{
  site: string;
  direction: "in" | "out";
  owner: string;
  passKind: Pass["passKind"];
  /** The inventory that permits it; goods that need none (非报关) have no such. */
  inventory?: Pick<Inventory, "type" | "mode" | "transport" | "country" | "needsDeclaration" | "gathers">;
  goods: readonly Goods[];
}>;

export type Movement = Crossing & Readonly<{ chain: string; plate: string; tareKg: number }>;

/** What the gate will find of a movement. */
export type Clearance = Readonly<{
  movement: Movement;
  inventory: Readonly<{ key: string; number: string }> | undefined;
  passKey: string;
  /** Its number, that the gate reads. */
  pass: string;
  /** From when the gate lets it through. */
  readyMs: number;
}>;

type Filed = Readonly<{ key: string; declaredMs: number; steps: readonly Step[] }>;
type Filing = Readonly<{
  letter: string;
  site: string;
  kind: string;
  family: Family;
  fromMs: number;
  chain: string;
  /** Besides the chain. */
  keys?: readonly string[];
  needsDeclaration?: boolean;
  write: (key: string, declaredMs: number) => string;
}>;

export const chainKey = (chain: string): string => `${CHAIN}${chain}`;

export class Declarant {
  readonly #scene: Scene;
  #sequence = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Whether what happens now is declared: before, the zone moved goods by releases. */
  get isOpen(): boolean {
    return this.#scene.agenda.nowMs() >= this.#scene.documentedFromMs;
  }

  /** The firm's own number: its last nine digits are the world's own. */
  nextKey(site: string, letter: string): string {
    const serial = String(++this.#sequence).padStart(6, "0");
    return `${PREFIXES[site] ?? "ZZ"}${letter}${String(this.#scene.run % RUNS).padStart(3, "0")}${serial}`;
  }

  questionOf(family: Family, kind: string, key: string, declaredMs: number): Question {
    const { seed, conduct } = this.#scene;
    return { seed, conduct, family, kind, key, declaredMs };
  }

  /** Customs opens a book with what lies there. */
  openBook(site: string, owner: string, goods: readonly Goods[]): void {
    const atMs = this.#scene.agenda.nowMs();
    const { book } = getBook(site, goods);
    const lines = goods.map(({ gtin, quantity }) => {
      const { line } = findBookLine(site, gtin)!;
      this.#scene.papers.open(book, line.line, quantity);
      return {
        line: line.line,
        itemRecordNo: line.itemRecordNo ?? "",
        hsCode: line.hsCode ?? "",
        name: gtin,
        unit: line.customsUnit ?? "",
        quantity,
      };
    });
    const opening = { book, office: getSite(site).customs?.office ?? "", firm: getFirm(owner), atMs, lines };
    const body = (): string => writeBookOpening(opening, `${book}-${this.#scene.run}`);
    this.#scene.tell({ what: "customs", atMs, keys: goodsKeys(site, goods), body });
  }

  /** Files what a movement needs, from now on, and says when it may pass. The pass is not asked for before `passFromMs`. */
  clear(movement: Movement, passFromMs = 0): Clearance {
    const fromMs = this.#scene.agenda.nowMs();
    const inventory = movement.inventory && this.#fileInventory(movement, fromMs);
    const pass = this.#filePass(movement, inventory?.number, Math.max(inventory?.heardMs ?? fromMs, passFromMs));
    return {
      movement,
      inventory: inventory && { key: inventory.key, number: inventory.number },
      passKey: pass.key,
      pass: pass.number,
      readyMs: Math.max(pass.heardMs, inventory?.releasedMs ?? 0),
    };
  }

  /** A pass that cannot be used is withdrawn, and another asked for, for the vehicle that is there. */
  replacePass(clearance: Clearance, plate: string, fromMs: number): Clearance {
    const { movement, passKey, inventory } = clearance;
    const voidedMs = this.#voidPass(clearance, fromMs);
    const right = { ...movement, plate };
    const pass = this.#filePass(right, inventory?.number, voidedMs);
    this.#scene.agenda.at(voidedMs, () => this.#scene.papers.note("pass", passKey, "void"));
    return { ...clearance, movement: right, passKey: pass.key, pass: pass.number, readyMs: pass.heardMs };
  }

  /** The gate let it through. */
  passed({ passKey, inventory }: Clearance): void {
    this.#scene.papers.passGate(passKey, inventory?.key);
  }

  #fileInventory(movement: Movement, fromMs: number) {
    const { site, owner, direction, goods, chain, inventory } = movement;
    const { needsDeclaration } = inventory!;
    const { book } = getBook(site, goods);
    const filed = this.file({
      letter: "I",
      site,
      kind: "INV101",
      family: "inventory",
      fromMs,
      chain,
      keys: goodsKeys(site, goods),
      needsDeclaration,
      write: (innerNo, declaredMs) => writeInventory({ ...inventory!, site, owner, book, innerNo, direction, declaredMs, goods }),
    });
    const lines = goods.map(({ gtin, quantity }) => ({ line: findBookLine(site, gtin)!.line.line, quantity }));
    this.#scene.agenda.at(filed.declaredMs, () =>
      this.#scene.papers.fileInventory({ key: filed.key, book, direction, needsDeclaration, lines }),
    );
    return {
      key: filed.key,
      number: inventoryNumber(this.#numbered(movement, filed)),
      heardMs: toldMs(filed, "approved"),
      releasedMs: needsDeclaration ? toldMs(filed, "released") : undefined,
    };
  }

  #filePass(movement: Movement, inventory: string | undefined, fromMs: number) {
    const { site, owner, direction, passKind, goods, chain, plate, tareKg } = movement;
    const book = findBookLine(site, goods[0]?.gtin ?? "")?.book.book;
    const filed = this.file({
      letter: "P",
      site,
      kind: "SAS121",
      family: "pass",
      fromMs: fromMs + CLERK_MS,
      chain,
      write: (innerNo, declaredMs) => {
        const carried = { ...(inventory !== undefined && { inventory }), ...(book !== undefined && { book }) };
        return writePass({ site, owner, innerNo, passKind, direction, plate, tareKg, declaredMs, goods, ...carried });
      },
    });
    this.#scene.agenda.at(filed.declaredMs, () => this.#scene.papers.note("pass", filed.key, "filed"));
    return { key: filed.key, number: passNumber(this.#numbered(movement, filed)), heardMs: toldMs(filed, "approved") };
  }

  #voidPass({ movement, passKey, pass }: Clearance, fromMs: number): number {
    const { site, owner, direction, passKind, goods, chain, plate, tareKg } = movement;
    const declaredMs = wholeMinute(fromMs);
    const question = { ...this.questionOf("pass", "SAS121", passKey, declaredMs), isVoided: true };
    const voidedMs = heardMs(question, "voided") ?? declaredMs;
    const body = (): string =>
      writePass({ site, owner, innerNo: passKey, passKind, direction, plate, tareKg, declaredMs, goods, voids: pass });
    this.#tellAt(declaredMs, { chain, body });
    this.await(chain, voidedMs, [{ family: "pass", key: passKey, outcome: "voided" }]);
    return voidedMs;
  }

  /** Files a document, again where it is refused, and awaits the answers that others build on. Returns the one that is approved. */
  file({ letter, site, kind, family, fromMs, chain, keys, needsDeclaration, write }: Filing): Filed {
    let declaredMs = wholeMinute(fromMs);
    for (let time = 1; ; time++) {
      const key = this.nextKey(site, letter);
      const question = { ...this.questionOf(family, kind, key, declaredMs), ...(needsDeclaration === true && { needsDeclaration }) };
      const steps = planReplies(question);
      const at = declaredMs;
      this.#tellAt(at, { chain, body: () => write(key, at), ...(time === 1 && keys && { keys }) });
      for (const { outcome, toldMs: times } of steps) {
        if (outcome === "approved" || outcome === "released" || outcome === "refused")
          this.await(chain, times[0]!, [{ family, key, outcome }]);
      }
      const refused = steps.find(({ outcome }) => outcome === "refused");
      if (!refused || time === TRIES_MAX) return { key, declaredMs, steps };
      declaredMs = wholeMinute(refused.toldMs[0]! + MENDING_MS);
    }
  }

  /** A message to customs, when its time has come. */
  #tellAt(atMs: number, { chain, keys = [], body }: Readonly<{ chain: string; keys?: readonly string[]; body: () => string }>): void {
    this.#scene.agenda.at(atMs, () =>
      this.#scene.tell({ what: "customs", atMs: this.#scene.agenda.nowMs(), keys: [chainKey(chain), ...keys], body }),
    );
  }

  /** What comes after in the chain is not told before this was heard of customs. */
  await(chain: string, atMs: number, about: readonly About[]): void {
    this.#scene.agenda.at(atMs, () => {
      for (const each of about) this.#scene.papers.hear(each);
      this.#scene.tell({ what: "heard", atMs: this.#scene.agenda.nowMs(), keys: [chainKey(chain)], body: about.map(markOf) });
    });
  }

  #numbered({ site, direction }: Crossing, { key, declaredMs }: Filed) {
    const office = getSite(site).customs?.office ?? "";
    return { office, direction: direction === "in" ? "I" : "E", atMs: declaredMs, serial: wantedSerial(key) ?? 0 } as const;
  }
}

export const wholeMinute = (atMs: number): number => Math.ceil(atMs / MINUTE_MS) * MINUTE_MS;

const toldMs = ({ steps }: Filed, outcome: Step["outcome"]): number =>
  steps.find((step) => step.outcome === outcome)?.toldMs[0] ?? Number.POSITIVE_INFINITY;
