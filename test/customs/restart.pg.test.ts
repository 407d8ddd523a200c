import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { gate, goods as item, observe, openBooks, scan, seedWarehouse, TEA, type TestBooks } from "../support/books.ts";
import { approve, approvePass, BOOK, fileInventory, filePass, openBook } from "../support/customs.ts";

/** A server that is started anew knows nothing by heart: what books and documents stand at is read (domain.md, four ledgers). */
let database: TestDatabase;
let books: TestBooks;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  await database.pool.query(`UPDATE site SET customs = '{"passRequired":true}' WHERE site = 'xt'`);
  books = await openBooks(database.pool);
});
afterEach(async () => {
  await books.lane.close();
  await database.drop();
});

const act = (...acts: Parameters<TestBooks["lane"]["customs"]["act"]>[0]) => books.lane.customs.act(acts);
const startAnew = async (): Promise<void> => {
  await books.lane.close();
  books = await openBooks(database.pool);
};

test("the desk takes from a book what is free, and no more", async () => {
  await act(openBook(10));
  await startAnew();
  const out = { direction: "out", type: "8" } as const;
  await act(fileInventory("O1", { ...out, pieces: 6 }), fileInventory("O2", { ...out, pieces: 5 }));
  expect(await act(approve("O1"))).toMatchObject([{ accepted: true }]);
  await startAnew();
  expect(await act(approve("O2"))).toMatchObject([{ accepted: false, reason: "book_short" }]);
});

test("the gate passes the documents of what it lets out", async () => {
  await act(openBook(10));
  await observe(books, scan("receiving", { location: "D1", regime: "bonded", goods: [item(TEA, 10, { book: BOOK, line: 1 })] }));
  await observe(books, scan("loading", { from: "D1", to: "TRUCK-1", goods: [item(TEA, 10)] }));
  await act(fileInventory("O1", { direction: "out", type: "8" }), approve("O1"));
  await act(filePass("P1", { direction: "out", passKind: "3", documents: ["O1"] }), approvePass("P1"));
  await startAnew();
  expect(await observe(books, gate("out", { pass: "P1" }))).toMatchObject({ result: "posted" });
});
