import { assert } from "../basics/assert.ts";
import { QUANTITY_MAX } from "../basics/quantity.ts";
import { accountKey, neverBelowZero, type Account } from "./account.ts";
import { lotKey, type Lot } from "./lot.ts";
import type { Transfer } from "./transfer.ts";

/** The balance of one lot in one account. `quantity` moves with every posting; `loaded` is what the store knows. */
export type Cell = {
  readonly account: Account;
  readonly lot: Lot;
  quantity: bigint;
  loaded: bigint;
};

type Index = Map<string, Set<Cell>>;

const add = (index: Index, key: string, cell: Cell): void => {
  const set = index.get(key);
  if (set) set.add(cell);
  else index.set(key, new Set([cell]));
};

const NONE: ReadonlySet<Cell> = new Set();

/**
 * The working set of the books: all balances that a batch may touch, found by place, parent, serial and carrier.
 * `post` takes transfers all or none; goods never fall below zero at any step.
 */
export class Ledger {
  readonly #cells = new Map<string, Cell>();
  readonly #byPlaceAndProduct: Index = new Map();
  readonly #byPlace: Index = new Map();
  readonly #byParent: Index = new Map();
  readonly #bySerial: Index = new Map();
  readonly #byCarrier: Index = new Map();
  readonly #touched = new Set<Cell>();
  readonly #beyond = new Set<Cell>();

  /** What the store knows of a cell. What a batch has moved since stays on top. */
  load(account: Account, lot: Lot, quantity: bigint): void {
    const key = `${accountKey(account)}|${lotKey(lot)}`;
    const cell = this.#cells.get(key);
    if (!cell) {
      this.#insert(key, { account, lot, quantity, loaded: quantity });
      return;
    }
    cell.quantity += quantity - cell.loaded;
    cell.loaded = quantity;
  }

  get size(): number {
    return this.#cells.size;
  }

  #insert(key: string, cell: Cell): Cell {
    const { account, lot } = cell;
    this.#cells.set(key, cell);
    if (account.family === "stock") {
      add(this.#byPlace, `${account.site}/${account.location}`, cell);
      add(this.#byPlaceAndProduct, `${account.site}/${account.location}/${lot.gtin}`, cell);
    } else if (account.family === "contra" && account.contra === "carrier") {
      add(this.#byCarrier, account.location ?? "", cell);
    } else {
      return cell;
    }
    if (account.parent !== null) add(this.#byParent, account.parent, cell);
    if (lot.serial !== null) add(this.#bySerial, `${lot.gtin}/${lot.serial}`, cell);
    return cell;
  }

  cell(account: Account, lot: Lot): Cell {
    const key = `${accountKey(account)}|${lotKey(lot)}`;
    return this.#cells.get(key) ?? this.#insert(key, { account, lot, quantity: 0n, loaded: 0n });
  }

  atPlace(site: string, location: string, gtin?: string): Cell[] {
    const set = gtin === undefined ? this.#byPlace.get(`${site}/${location}`) : this.#byPlaceAndProduct.get(`${site}/${location}/${gtin}`);
    return present(set);
  }
  /** Empty cells too: a count as of an earlier time asks what has left since. */
  everAtPlace(site: string, location: string, gtin: string): Cell[] {
    return [...(this.#byPlaceAndProduct.get(`${site}/${location}/${gtin}`) ?? NONE)];
  }
  inParent(parent: string): Cell[] {
    return present(this.#byParent.get(parent));
  }
  ofSerial(gtin: string, serial: string): Cell[] {
    return present(this.#bySerial.get(`${gtin}/${serial}`));
  }
  onCarrier(unit: string): Cell[] {
    return present(this.#byCarrier.get(unit));
  }

  /** Posts all or none. Answers the first transfer that would take goods below zero. */
  post(transfers: readonly Transfer[]): Transfer | undefined {
    for (const [index, transfer] of transfers.entries()) {
      if (!this.#apply(transfer)) {
        this.revert(transfers.slice(0, index));
        return transfer;
      }
    }
    return undefined;
  }

  /** Takes back what was posted last. */
  revert(transfers: readonly Transfer[]): void {
    for (const transfer of transfers.toReversed()) this.#revertOne(transfer);
  }

  #apply(transfer: Transfer): boolean {
    assert(transfer.quantity > 0n && transfer.quantity <= QUANTITY_MAX, "a transfer moves a positive quantity within the limit");
    const from = this.cell(transfer.from, transfer.lot);
    const to = this.cell(transfer.to, transfer.lot);
    assert(from !== to, "a transfer has two ends");
    if (neverBelowZero(transfer.from) && from.quantity < transfer.quantity) return false;
    this.#move(from, to, transfer.quantity);
    return true;
  }

  #revertOne(transfer: Transfer): void {
    this.#move(this.cell(transfer.to, transfer.lot), this.cell(transfer.from, transfer.lot), transfer.quantity);
  }

  #move(from: Cell, to: Cell, quantity: bigint): void {
    from.quantity -= quantity;
    to.quantity += quantity;
    this.#touched.add(from).add(to);
    if (to.quantity > QUANTITY_MAX) this.#beyond.add(to);
    if (from.quantity < -QUANTITY_MAX) this.#beyond.add(from);
  }

  /** A cell that what was posted has taken beyond what a balance can say; as far as its balance is loaded. */
  findBeyond(): Cell | undefined {
    for (const cell of this.#beyond) {
      if (isBeyond(cell)) return cell;
      this.#beyond.delete(cell);
    }
    return undefined;
  }

  /** Cells that differ from what the store knows. */
  changed(): Cell[] {
    return [...this.#touched].filter((cell) => cell.quantity !== cell.loaded);
  }

  /** Called after the commit: the store now knows all of it. */
  settle(): void {
    for (const cell of this.#touched) cell.loaded = cell.quantity;
    this.#touched.clear();
  }
}

const isBeyond = ({ quantity }: Cell): boolean => quantity > QUANTITY_MAX || quantity < -QUANTITY_MAX;

const present = (set: ReadonlySet<Cell> | undefined): Cell[] => [...(set ?? NONE)].filter((cell) => cell.quantity > 0n);
