import { createHash } from "node:crypto";
import { accountKey, type Account } from "../../domain/ledger/account.ts";
import { lotKey, type Lot } from "../../domain/ledger/lot.ts";

/**
 * Accounts and lots are identified by a hash of their dimensions, so that every server gives the same id without asking.
 * The cache spares the hash and, once the row is known to be committed, its insert.
 */
const CACHE_MAX = 200_000;
const UUID_HEX_DIGITS = 32;

/** An id, and whether its row is known to be committed. */
export type Known = { readonly id: string; stored: boolean };

export class Ids {
  readonly #accounts = new Map<string, Known>();
  readonly #lots = new Map<string, Known>();

  account(account: Account): Known {
    return known(this.#accounts, accountKey(account));
  }

  lot(lot: Lot): Known {
    return known(this.#lots, lotKey(lot));
  }
}

const known = (cache: Map<string, Known>, key: string): Known => {
  const cached = cache.get(key);
  if (cached) return cached;
  if (cache.size >= CACHE_MAX) cache.clear();
  const fresh = { id: createHash("sha256").update(key).digest("hex").slice(0, UUID_HEX_DIGITS), stored: false };
  cache.set(key, fresh);
  return fresh;
};
