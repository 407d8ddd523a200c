/**
 * Retail orders as platform, payment firm, carrier and merchant file them: order, payment, waybill and list of each, told together.
 * A buyer's year is counted here as well (26,000 CNY): who is above it is blocked before customs hears of the list.
 */
import { getSite } from "../world/catalog.ts";
import { goodsKeys, MINUTE_MS, type Scene } from "../world/scene.ts";
import { listNumber, wantedSerial } from "./given-numbers.ts";
import { chainKey, wholeMinute, type Declarant } from "./declarant.ts";
import { planReplies, type Step } from "./conduct.ts";
import { buyerOf } from "./declarations/buyers.ts";
import type { Goods } from "./declarations/goods-lines.ts";
import {
  goodsFen,
  writeLists,
  writeOrders,
  writePayments,
  writeWaybills,
  type RetailOrder,
  type Wave,
} from "./declarations/retail-messages.ts";

const YEARLY_FEN = 26_000_00;
/** Usual buyers stay well below it, whatever year the end of December is counted in. */
const USUAL_FEN = 20_000_00;
const BUYERS = 400;
/** One who buys and buys. */
const HOARDER = 999;
const BETWEEN_MESSAGES_MS = MINUTE_MS / 4;

export type OrderOutcome = "released" | "refused" | "blocked";
/** `heardMs`: when the warehouse knows. `invtNo`: the number that customs gives the list. */
export type FiledOrder = Readonly<{ order: RetailOrder; outcome: OrderOutcome; heardMs: number; invtNo: string }>;

export class RetailFiling {
  readonly #scene: Scene;
  readonly #declarant: Declarant;
  /** In fen, by buyer. */
  readonly #bought = new Map<number, number>();

  constructor(scene: Scene, declarant: Declarant) {
    this.#scene = scene;
    this.#declarant = declarant;
  }

  /** Files the papers of these orders, now. `chain`: what is sent with them. */
  file(site: string, owner: string, chain: string, wanted: readonly (readonly Goods[])[]): FiledOrder[] {
    const declaredMs = wholeMinute(this.#scene.agenda.nowMs());
    const filed = wanted.map((goods) => this.#fileOne(site, goods, declaredMs));
    const wave: Wave = { name: chain, owner, declaredMs, orders: filed.map(({ order }) => order) };
    const keys = goodsKeys(site, wanted.flat());
    [writeOrders, writePayments, writeWaybills, writeLists].forEach((write, index) => {
      this.#scene.agenda.at(declaredMs + index * BETWEEN_MESSAGES_MS, () =>
        this.#scene.tell({
          what: "customs",
          atMs: this.#scene.agenda.nowMs(),
          keys: index === 0 ? [chainKey(chain), ...keys] : [chainKey(chain)],
          body: () => write(wave),
        }),
      );
    });
    this.#awaitAll(chain, filed);
    return filed;
  }

  #fileOne(site: string, goods: readonly Goods[], declaredMs: number): FiledOrder {
    const random = this.#scene.random(`buyers/${site}`);
    const isHoarder = declaredMs > this.#scene.liveFromMs && random.chance(this.#scene.pace.hoarding);
    const fen = goodsFen({ site, goods });
    const buyer = isHoarder ? HOARDER : this.#usualBuyer(random.integer(0, BUYERS - 1), fen);
    const order: RetailOrder = {
      site,
      orderNo: this.#declarant.nextKey(site, "O"),
      paymentNo: this.#declarant.nextKey(site, "F"),
      waybillNo: this.#declarant.nextKey(site, "W"),
      copNo: this.#declarant.nextKey(site, "L"),
      buyer: buyerOf(buyer, this.#scene.random(`buyer/${buyer}`)),
      goods,
    };
    const bought = this.#bought.get(buyer) ?? 0;
    if (bought + fen > YEARLY_FEN) return { order, outcome: "blocked", heardMs: declaredMs, invtNo: "" };
    const steps = stepsOf(this.#declarant, order, declaredMs);
    const last = steps.at(-1);
    const outcome = last?.outcome === "refused" ? "refused" : "released";
    // What is refused does not count.
    if (outcome === "released") this.#bought.set(buyer, bought + fen);
    const office = getSite(site).customs?.office ?? "";
    const numbered = { office, direction: "I", atMs: steps[0]?.atMs ?? declaredMs, serial: wantedSerial(order.copNo) ?? 0 } as const;
    return { order, outcome, heardMs: last?.toldMs[0] ?? declaredMs, invtNo: listNumber(numbered) };
  }

  /** The next one who has not bought that much yet. */
  #usualBuyer(from: number, fen: number): number {
    for (let step = 0; step < BUYERS; step++) {
      const buyer = (from + step) % BUYERS;
      if ((this.#bought.get(buyer) ?? 0) + fen <= USUAL_FEN) return buyer;
    }
    return from + this.#bought.size;
  }

  #awaitAll(chain: string, filed: readonly FiledOrder[]): void {
    const moments = new Map<number, FiledOrder[]>();
    for (const each of filed) {
      if (each.outcome === "blocked") this.#scene.papers.note("list", each.order.copNo, "blocked");
      else moments.set(each.heardMs, [...(moments.get(each.heardMs) ?? []), each]);
    }
    for (const [heardMs, some] of moments) {
      const about = some.map(
        ({ order, outcome }) => ({ family: "list", key: order.copNo, outcome: outcome === "refused" ? "refused" : "released" }) as const,
      );
      this.#declarant.await(chain, heardMs, about);
    }
  }
}

const stepsOf = (declarant: Declarant, { copNo }: RetailOrder, declaredMs: number): readonly Step[] =>
  planReplies(declarant.questionOf("list", "CEB621", copNo, declaredMs));
