import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startCustomsMessaging, type CustomsMessagingParts } from "../../server/compose-customs.ts";
import type { IdentityVerifier, Verdict } from "../../server/exchange/identity.ts";
import { writeMessage } from "../../server/messages/write-message.ts";
import { openBooks, seedWarehouse, type TestBooks } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { MESSAGE_KEY, NOW, openDoor, PERSON_KEY } from "../support/exchange.ts";
import { buildReader, type BuiltReader } from "../support/reader-worker.ts";
import { CITIZEN, GUID, order } from "../messages/support/ceb-examples.ts";

/** The buyer of an order is verified at the door; what was found stands with the order, and the number nowhere. */
let database: TestDatabase;
let books: TestBooks;
let reader: BuiltReader;
const asked: object[] = [];

beforeAll(async () => {
  reader = await buildReader();
});
afterAll(() => reader.remove());
beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  books = await openBooks(database.pool, () => NOW);
  asked.length = 0;
});
afterEach(async () => {
  await books.lane.close();
  await database.drop();
});

const rows = async <Row extends object>(sql: string): Promise<Row[]> => (await database.pool.query<Row>(sql)).rows;
const identity = async (): Promise<object | null> =>
  (await rows<{ identity: object | null }>("SELECT content->'identity' AS identity FROM customs_document WHERE kind = 'order'"))[0]
    ?.identity ?? null;
const events = async (): Promise<string[]> =>
  (await rows<{ type: string }>("SELECT type FROM document_event ORDER BY entry, n")).map(({ type }) => type);

const transfer = { guid: GUID, copCode: "1105910159", copName: "电商", dxpMode: "DXP", dxpId: "DXPENT0000000001" };
type Head = Partial<typeof order.head>;
const ordered = (...heads: readonly Head[]): string =>
  writeMessage({ kind: "CEB311", transfer, nodes: heads.map((head) => ({ record: { ...order, head: { ...order.head, ...head } } })) });

const PASSED: Verdict = { result: "pass", reference: "V-1", by: "police" };
const answering = (...verdicts: readonly Verdict[]): IdentityVerifier => ({
  verify: async (buyer) => {
    asked.push(buyer);
    return verdicts[Math.min(asked.length, verdicts.length) - 1] ?? PASSED;
  },
});
const open = (verifier: IdentityVerifier) => openDoor(database.pool, books.lane.customs, reader, { verifier });

describe("an order that comes in", () => {
  test("has its buyer verified, by number and name, once", async () => {
    const door = open(answering(PASSED));
    await door.take(ordered({}));
    await door.take(ordered({}));
    await door.stop();
    expect(asked).toEqual([{ idType: "identity_card", idNumber: CITIZEN, name: "某人" }]);
    expect(await identity()).toMatchObject({
      result: "pass",
      reference: "V-1",
      by: "police",
      atMs: NOW,
      idHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(await rows("SELECT type, by FROM document_event ORDER BY entry")).toEqual([
      { type: "filed", by: "acme" },
      { type: "identity_pass", by: "police" },
    ]);
  });

  test("has the number nowhere", async () => {
    const door = open(answering(PASSED));
    await door.take(ordered({}));
    await door.stop();
    const tables = await rows<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'",
    );
    expect(tables.length).toBeGreaterThan(30);
    for (const { name } of tables)
      expect(await rows(`SELECT '${name}' AS name FROM "${name}" t WHERE t::text LIKE '%${CITIZEN}%'`)).toEqual([]);
  });

  test("is asked about again when it is changed; a result that stands is not lost to one that says nothing", async () => {
    const door = open(
      answering(PASSED, { result: "unknown", reference: "down", by: "none" }, { result: "fail", reference: "V-3", by: "police" }),
    );
    await door.take(ordered({}));
    await door.take(ordered({ appType: "2", buyerTelephone: "13900000000" }));
    expect(await identity()).toMatchObject({ result: "pass", reference: "V-1" });
    await door.take(ordered({ appType: "2", buyerName: "另一人" }));
    expect(await identity()).toMatchObject({ result: "fail", reference: "V-3" });
    await door.take(ordered({ appType: "3" }));
    await door.stop();
    expect(asked).toHaveLength(3);
  });

  test("that is rejected is not asked about, and its neighbours are", async () => {
    const door = open(answering(PASSED));
    await door.take(ordered({ appType: "2" }, { orderNo: "O2", buyerName: "乙" }));
    await door.stop();
    expect(asked).toMatchObject([{ name: "乙" }]);
  });
});

describe("as the server is put together", () => {
  const start = (more: Partial<CustomsMessagingParts>) =>
    startCustomsMessaging({
      config: { exchangeDir: undefined },
      pool: database.pool,
      clock: { nowMs: () => NOW, rate: 1, state: () => ({ worldMs: NOW, wallMs: NOW, rate: 1 }) },
      log: { info: () => undefined, warn: () => undefined, error: (fields) => console.error(fields) },
      secrets: { messageKey: MESSAGE_KEY, personKey: PERSON_KEY },
      desk: books.lane.customs,
      readerFile: reader.file,
      ...more,
    });
  const takeBy = async (more: Partial<CustomsMessagingParts>): Promise<string[]> => {
    const messaging = start(more);
    await messaging.takeMessage(new TextEncoder().encode(ordered({})), { door: "http", by: "acme" });
    await messaging.stop();
    return events();
  };

  test("nobody is configured, and that is recorded", async () => {
    expect(await takeBy({})).toEqual(["filed", "identity_unknown"]);
    expect(await identity()).toMatchObject({ result: "unknown", reference: "none configured" });
  });
  test("the demo simulates one", async () => {
    expect(await takeBy({ config: { exchangeDir: undefined, demo: true } })).toEqual(["filed", "identity_pass"]);
  });
  test("another is put in", async () => {
    expect(
      await takeBy({
        config: { exchangeDir: undefined, demo: true },
        verifier: answering({ result: "fail", reference: "V", by: "police" }),
      }),
    ).toEqual(["filed", "identity_fail"]);
  });
});
