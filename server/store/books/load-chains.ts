import type pg from "pg";
import type { SerialBook } from "../../domain/custody/chains.ts";
import type { Needs } from "../../domain/custody/needs.ts";
import { findChain, serialKey } from "../../domain/customs/special-goods/chains.ts";
import type { Ledger } from "../../domain/ledger/ledger.ts";
import { textArray } from "./arrays.ts";

/** Chains of the special goods that a batch may move, and the steps that they have taken. Most batches have none: no question then. */
export const loadChains = async (client: pg.ClientBase, needs: Needs, ledger: Ledger): Promise<Map<string, SerialBook>> => {
  if (!needs.chains) return new Map();
  const serials = new Map([...needs.serials.values()].map((each) => [serialKey(each.gtin, each.serial), each.gtin]));
  const cells = [
    ...[...needs.places.values()].flatMap(({ site, location }) => ledger.atPlace(site, location)),
    ...[...needs.placesByProduct.values()].flatMap(({ site, location, gtin }) => ledger.atPlace(site, location, gtin)),
    ...[...needs.parents].flatMap((parent) => ledger.inParent(parent)),
    ...[...needs.carriers].flatMap((unit) => ledger.onCarrier(unit)),
  ];
  for (const { lot } of cells) if (lot.serial !== null) serials.set(serialKey(lot.gtin, lot.serial), lot.gtin);
  return serials.size === 0 ? new Map() : readChains(client, serials);
};

/** `serials`: the product of each. */
export const readChains = async (client: pg.ClientBase, serials: ReadonlyMap<string, string>): Promise<Map<string, SerialBook>> => {
  const products = await client.query<{ gtin: string; chain: string }>(
    "SELECT gtin, chain FROM product WHERE chain IS NOT NULL AND gtin = ANY ($1::text[])",
    [textArray([...new Set(serials.values())])],
  );
  const chains = new Map(products.rows.map(({ gtin, chain }) => [gtin, findChain(gtin, chain)]));
  const books = new Map<string, SerialBook>();
  for (const [serial, gtin] of serials) {
    const chain = chains.get(gtin);
    if (chain) books.set(serial, { chain, events: [] });
  }
  if (books.size === 0) return books;
  const { rows } = await client.query<{ number: string; type: string; at: Date; note: string | null; entry: string }>(
    "SELECT number, type, at, note, entry FROM document_event WHERE kind = 'serial' AND number = ANY ($1::text[]) ORDER BY entry, n",
    [textArray([...books.keys()])],
  );
  for (const { number, type, at, note, entry } of rows)
    books.get(number)?.events.push({ step: type, atMs: at.getTime(), reference: note ?? entry });
  return books;
};
