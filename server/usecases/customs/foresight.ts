import { shanghaiDay } from "../../domain/customs/settings.ts";
import type { GoodsList } from "../../domain/customs/trade/list.ts";
import { quotaYear } from "../../domain/customs/trade/quota.ts";
import { numberOf, trioOf, type TradeRecord } from "../../domain/customs/trade/records.ts";
import type { TariffRate } from "../../domain/customs/trade/tariff.ts";
import type { CustomsAct } from "./acts.ts";
import type { CustomsReads, DocumentLink, FiledQuestion, FiledStock, ListContent, StoredDocument } from "./ports.ts";

/**
 * What the acts of one transaction will ask of documents, books, quotas and rates, asked beforehand in few questions: gates wait behind a
 * transaction, and each question is a way to the database and back. Nobody else writes while it lasts, so that what stood there stands
 * until it is over; what was not foreseen is asked when it is wanted, once.
 */
export const foresee = async (reads: CustomsReads, acts: readonly CustomsAct[]): Promise<CustomsReads> => {
  const memory = new Memory(reads);
  if (acts.length > 1) {
    await memory.askDocuments(acts.flatMap(keysOf), acts.flatMap(triosOf));
    // What a list is held against: known once the lists are.
    const lists = [...acts.flatMap(listOf), ...memory.lists()];
    await memory.askDocuments(lists.map(waybillOf), lists.map(trioOfList));
    await memory.askGoods(lists, acts);
  }
  return memory.reads();
};

const tradesOf = (act: CustomsAct): TradeRecord[] => (act.act === "trade" ? [act.trade] : []);
const listOf = (act: CustomsAct): GoodsList[] => tradesOf(act).flatMap((trade) => (trade.kind === "list" ? [trade.record] : []));
const trioOfList = ({ platform, orderNo }: GoodsList): string => `${platform}/${orderNo}`;
const waybillOf = ({ carrier, waybillNo }: GoodsList): DocumentLink => ({ kind: "waybill", number: `${carrier.code}/${waybillNo}` });

const keysOf = (act: CustomsAct): DocumentLink[] => {
  switch (act.act) {
    case "trade": {
      const number = numberOf(act.trade);
      const own: DocumentLink = { kind: act.trade.kind, number };
      // A waybill names its order, and is named by the list.
      return act.trade.kind === "waybill" ? [own, { kind: "list", number: `waybill:${number}` }] : [own];
    }
    case "identity":
      return [{ kind: "order", number: `${act.trio.platform}/${act.trio.orderNo}` }];
    case "list":
      return [{ kind: "list", number: act.key }];
    case "goods":
      return [{ kind: act.kind, number: act.key }];
    case "pass":
      return [{ kind: "pass", number: act.key }];
    case "review":
      return [...act.documents];
    default:
      return [];
  }
};

const triosOf = (act: CustomsAct): string[] => {
  if (act.act === "identity") return [`${act.trio.platform}/${act.trio.orderNo}`];
  return tradesOf(act).flatMap((trade) => trioOf(trade) ?? []);
};

const keyOf = ({ kind, number }: DocumentLink): string => `${kind}/${number}`;

class Memory {
  readonly #asked: CustomsReads;
  /** By kind and the key they were asked by; undefined where there is none. */
  readonly #documents = new Map<string, StoredDocument | undefined>();
  readonly #trios = new Map<string, readonly StoredDocument[]>();
  readonly #linked = new Map<string, readonly StoredDocument[]>();
  readonly #timelines = new Map<string, Awaited<ReturnType<CustomsReads["listTimeline"]>>>();
  /** By book and day, with the items that were asked for. */
  readonly #books = new Map<string, Readonly<{ items: ReadonlySet<string>; stock: FiledStock | undefined }>>();
  readonly #rates = new Map<string, readonly TariffRate[]>();
  /** By buyer and year: what each list holds of it. */
  readonly #quotas = new Map<string, Map<string, bigint>>();

  constructor(asked: CustomsReads) {
    this.#asked = asked;
  }

  async askDocuments(keys: readonly DocumentLink[], trios: readonly string[]): Promise<void> {
    const fresh = [...new Map(keys.map((key) => [keyOf(key), key])).values()].filter((key) => !this.#documents.has(keyOf(key)));
    if (fresh.length > 0) {
      for (const key of fresh) this.#documents.set(keyOf(key), undefined);
      for (const { key, document } of await this.#asked.listDocuments(fresh)) this.#documents.set(keyOf(key), document);
    }
    const freshTrios = [...new Set(trios)].filter((trio) => !this.#trios.has(trio));
    if (freshTrios.length === 0) return;
    const found = groupBy(await this.#asked.listTrios(freshTrios), ({ trio }) => trio);
    for (const trio of freshTrios) this.#trios.set(trio, found.get(trio) ?? []);
  }

  lists(): GoodsList[] {
    const documents = [...this.#documents.values(), ...[...this.#trios.values()].flat()];
    return documents.flatMap((document) => (document?.kind === "list" ? [(document.content as ListContent).record] : []));
  }

  /** Book lines, rates and the buyers' years that these lists are judged by. */
  async askGoods(lists: readonly GoodsList[], acts: readonly CustomsAct[]): Promise<void> {
    if (lists.length === 0) return;
    const days = new Set(acts.map(({ atMs }) => shanghaiDay(atMs)));
    for (const [book, of] of groupBy(lists, (list) => list.book))
      if (book !== undefined)
        for (const day of days) await this.#findBook({ book, day, items: of.flatMap(({ lines }) => lines.flatMap(itemOf)) });
    const imports = lists.filter((list) => list.direction === "import");
    await this.#listTariff(imports.flatMap(({ lines }) => lines.map(({ hsCode }) => hsCode)));
    const buyers = [...new Set(imports.map(({ buyer }) => buyer.idHash))];
    const years = [...new Set(acts.map(({ atMs }) => quotaYear(atMs)))];
    for (const buyer of buyers) for (const year of years) this.#quotas.set(`${buyer}/${year}`, new Map());
    if (buyers.length > 0)
      for (const { buyer, year, list, amount } of await this.#asked.listQuotas(buyers, years))
        this.#quotas.get(`${buyer}/${year}`)?.set(list, amount);
  }

  reads(): CustomsReads {
    return {
      ...this.#asked,
      findDocument: async (kind, number) => {
        const key = keyOf({ kind, number });
        if (!this.#documents.has(key)) this.#documents.set(key, await this.#asked.findDocument(kind, number));
        return this.#documents.get(key);
      },
      listTrio: async (trio) => once(this.#trios, trio, () => this.#asked.listTrio(trio)),
      listLinked: async (to) => once(this.#linked, keyOf(to), () => this.#asked.listLinked(to)),
      listTimeline: async (kind, numbers) =>
        once(this.#timelines, [kind, ...numbers].join("\u001f"), () => this.#asked.listTimeline(kind, numbers)),
      findFiledBook: (question) => this.#findBook(question),
      listTariff: (hsCodes) => this.#listTariff(hsCodes),
      quotaUsed: async (buyer, year, except) => {
        const held = this.#quotas.get(`${buyer}/${year}`);
        if (!held) return this.#asked.quotaUsed(buyer, year, except);
        const without = new Set(except);
        let used = 0n;
        for (const [list, amount] of held) if (!without.has(list)) used += amount;
        return used;
      },
    };
  }

  async #findBook({ book, day, items }: FiledQuestion): Promise<FiledStock | undefined> {
    const key = `${book}\u001f${day}`;
    const before = this.#books.get(key);
    if (before && items.every((item) => before.items.has(item))) return before.stock;
    const together = new Set([...(before?.items ?? []), ...items]);
    const stock = await this.#asked.findFiledBook({ book, day, items: [...together] });
    this.#books.set(key, { items: together, stock });
    return stock;
  }

  /** Of these codes, and of the eight digits that stand for them. */
  async #listTariff(hsCodes: readonly string[]): Promise<readonly TariffRate[]> {
    const codes = [...new Set(hsCodes)];
    const fresh = codes.filter((code) => !this.#rates.has(code));
    if (fresh.length > 0) {
      const rates = await this.#asked.listTariff(fresh);
      for (const code of fresh)
        this.#rates.set(
          code,
          rates.filter(({ hsCode }) => code.startsWith(hsCode)),
        );
    }
    return codes.flatMap((code) => this.#rates.get(code) ?? []);
  }
}

const itemOf = ({ itemRecordNo }: GoodsList["lines"][number]): string[] => (itemRecordNo === undefined ? [] : [itemRecordNo]);

const groupBy = <Value, Key>(values: readonly Value[], key: (value: Value) => Key): Map<Key, Value[]> => {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
};

const once = async <Value>(known: Map<string, Value>, key: string, ask: () => Promise<Value>): Promise<Value> => {
  const before = known.get(key);
  if (before !== undefined) return before;
  const value = await ask();
  known.set(key, value);
  return value;
};
