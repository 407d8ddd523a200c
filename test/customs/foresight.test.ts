import { describe, expect, test } from "vitest";
import type { CustomsAct } from "../../server/usecases/customs/acts.ts";
import { foresee } from "../../server/usecases/customs/foresight.ts";
import type { CustomsReads, StoredDocument } from "../../server/usecases/customs/ports.ts";
import { BUYER, IMPORT_LIST, IMPORT_ORDER, IMPORT_PAYMENT, IMPORT_WAYBILL, listLine } from "./trade/support.ts";

/** Gates wait behind a transaction of the desk: however many acts it has, it asks the database few questions. */
const AT = Date.parse("2026-11-20T10:00:00+08:00");
const stamp = { by: "declarant", atMs: AT };

const stored = (kind: "order" | "list", number: string, trio: string): StoredDocument =>
  ({
    kind,
    number,
    trio,
    content: kind === "list" ? { kind, record: IMPORT_LIST } : { kind, record: IMPORT_ORDER },
  }) as unknown as StoredDocument;

type Kept = Readonly<{ documents?: readonly StoredDocument[]; quotas?: readonly { list: string; amount: bigint }[] }>;

/** A database that counts what it is asked. */
const counting = ({ documents = [], quotas = [] }: Kept = {}) => {
  const asked: string[] = [];
  const find = (kind: string, number: string) => documents.find((each) => each.kind === kind && each.number === number);
  const reads = {
    findDocument: async (kind: string, number: string) => (asked.push("findDocument"), find(kind, number)),
    listDocuments: async (keys: readonly { kind: string; number: string }[]) => (
      asked.push("listDocuments"),
      keys.flatMap((key) => {
        const document = find(key.kind, key.number);
        return document ? [{ key, document }] : [];
      })
    ),
    listTrio: async (trio: string) => (asked.push("listTrio"), documents.filter((each) => each.trio === trio)),
    listTrios: async (trios: readonly string[]) => (asked.push("listTrios"), documents.filter((each) => trios.includes(each.trio ?? ""))),
    findFiledBook: async ({ items }: { items: readonly string[] }) => (asked.push(`findFiledBook ${items.join(",")}`), undefined),
    listTariff: async (codes: readonly string[]) => (asked.push(`listTariff ${codes.join(",")}`), [{ hsCode: codes[0] }]),
    listQuotas: async (buyers: readonly string[], years: readonly number[]) => (
      asked.push("listQuotas"),
      quotas.map((each) => ({ ...each, buyer: buyers[0], year: years[0] }))
    ),
    quotaUsed: async () => (asked.push("quotaUsed"), 7n),
  } as unknown as CustomsReads;
  return { reads, asked };
};

const trades = (count: number): CustomsAct[] =>
  Array.from({ length: count }, (_each, n) => {
    const named = { orderNo: `ON-${n}` };
    const list = { ...IMPORT_LIST, ...named, waybillNo: `L-${n}`, copNo: `C-${n}`, lines: [listLine(1, { itemRecordNo: `SKU-${n}` })] };
    return [
      { ...stamp, act: "trade", trade: { kind: "order", record: { ...IMPORT_ORDER, ...named } } },
      { ...stamp, act: "trade", trade: { kind: "payment", record: { ...IMPORT_PAYMENT, ...named, transactionNo: `TX-${n}` } } },
      { ...stamp, act: "trade", trade: { kind: "waybill", record: { ...IMPORT_WAYBILL, ...named, waybillNo: `L-${n}` } } },
      { ...stamp, act: "trade", trade: { kind: "list", record: list } },
    ] satisfies CustomsAct[];
  }).flat();

/** What the desk asks about a trade. */
const askAll = async (reads: CustomsReads, count: number): Promise<void> => {
  for (let n = 0; n < count; n++) {
    await reads.findDocument("order", `${IMPORT_ORDER.platform}/ON-${n}`);
    await reads.findDocument("list", `waybill:${IMPORT_LIST.carrier.code}/L-${n}`);
    await reads.findDocument("waybill", `${IMPORT_LIST.carrier.code}/L-${n}`);
    await reads.listTrio(`${IMPORT_ORDER.platform}/ON-${n}`);
    await reads.findFiledBook({ book: IMPORT_LIST.book ?? "", items: [`SKU-${n}`], day: "2026-11-20" });
    await reads.listTariff([listLine(1).hsCode]);
    await reads.quotaUsed(BUYER.idHash, 2026, []);
  }
};

describe("the acts of one transaction", () => {
  test("ask as few questions as one does", async () => {
    const [few, many] = [counting(), counting()];
    await askAll(await foresee(few.reads, trades(1)), 1);
    await askAll(await foresee(many.reads, trades(50)), 50);
    expect(many.asked.map((each) => each.split(" ")[0])).toEqual(few.asked.map((each) => each.split(" ")[0]));
    expect(many.asked.filter((each) => /^(findDocument|listTrio|quotaUsed)$/.test(each))).toEqual([]);
  });

  test("find what is filed, by each of its keys, and what is not filed as not there", async () => {
    const documents = [stored("order", `${IMPORT_ORDER.platform}/ON-1`, `${IMPORT_ORDER.platform}/ON-1`)];
    const { reads, asked } = counting({ documents });
    const memory = await foresee(reads, trades(2));
    expect(await memory.findDocument("order", `${IMPORT_ORDER.platform}/ON-1`)).toBe(documents[0]);
    expect(await memory.findDocument("order", `${IMPORT_ORDER.platform}/ON-0`)).toBeUndefined();
    expect(await memory.listTrio(`${IMPORT_ORDER.platform}/ON-1`)).toEqual(documents);
    expect(asked).not.toContain("findDocument");
  });

  test("ask once for what was not foreseen", async () => {
    const { reads, asked } = counting();
    const memory = await foresee(reads, trades(1).slice(0, 1));
    await memory.findDocument("pass", "P1");
    await memory.findDocument("pass", "P1");
    expect(asked).toEqual(["findDocument"]);
  });

  test("know of a book what was asked of it, and ask again for another of its lines", async () => {
    const { reads, asked } = counting();
    const memory = await foresee(reads, []);
    const ask = (...items: string[]) => memory.findFiledBook({ book: "B", items, day: "2026-11-20" });
    await ask("SKU-1", "SKU-2");
    await ask("SKU-2");
    await ask("SKU-3");
    await ask("SKU-1", "SKU-3");
    expect(asked).toEqual(["findFiledBook SKU-1,SKU-2", "findFiledBook SKU-1,SKU-2,SKU-3"]);
  });

  test("hold of a buyer's year all but the lists that are left out", async () => {
    const { reads } = counting({
      quotas: [
        { list: "C-0", amount: 100n },
        { list: "C-8", amount: 20n },
        { list: "C-9", amount: 3n },
      ],
    });
    const memory = await foresee(reads, trades(2));
    expect(await memory.quotaUsed(BUYER.idHash, 2026, ["C-0"])).toBe(23n);
    // Of whom nothing was foreseen.
    expect(await memory.quotaUsed("another", 2026, [])).toBe(7n);
  });

  test("take of the rates those of a code and of the eight digits above it", async () => {
    const { reads } = counting();
    const memory = await foresee(reads, []);
    expect(await memory.listTariff(["1901101010", "3304990039"])).toEqual([{ hsCode: "1901101010" }]);
  });
});
