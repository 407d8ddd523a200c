/**
 * The witness's own tally of what was declared: what stands on each line of a book, and what has become of each document. It knows the
 * rule and shares no code with the server: pre-credited or pre-deducted when approved, formal when released and through the gate (2.5).
 */
import type { About, Outcome } from "./about.ts";

export type BookLine = Readonly<{ book: string; line: number; actual: number; incoming: number; outgoing: number }>;
export type PaperKind = "inventory" | "pass" | "list";
export type Paper = Readonly<{ kind: PaperKind; key: string; state: string }>;

export type FiledInventory = Readonly<{
  key: string;
  book: string;
  direction: "in" | "out";
  /** Else its approval releases it. */
  needsDeclaration: boolean;
  lines: readonly Readonly<{ line: number; quantity: number }>[];
}>;

type Inventory = FiledInventory & { isApproved: boolean; isReleased: boolean; hasPassed: boolean; isDone: boolean };
type Balance = { actual: number; incoming: number; outgoing: number };

const FINAL: Readonly<Partial<Record<Outcome, string>>> = { released: "released", refused: "rejected" };

export class Papers {
  readonly #balances = new Map<string, Balance>();
  readonly #inventories = new Map<string, Inventory>();
  /** By `kind/key`. */
  readonly #states = new Map<string, Paper>();

  open(book: string, line: number, quantity: number): void {
    this.#balanceOf(book, line).actual += quantity;
  }

  fileInventory(filed: FiledInventory): void {
    this.#inventories.set(filed.key, { ...filed, isApproved: false, isReleased: !filed.needsDeclaration, hasPassed: false, isDone: false });
    this.note("inventory", filed.key, "filed");
  }

  /** What customs has said of a document. */
  hear({ family, key, outcome }: About): void {
    const inventory = this.#inventories.get(key);
    if (family === "inventory" && inventory) this.#hearInventory(inventory, outcome);
    if (family === "pass" && (outcome === "approved" || outcome === "refused")) this.note("pass", key, outcome);
    const state = FINAL[outcome];
    if (family === "list" && state !== undefined) this.note("list", key, state);
  }

  #hearInventory(inventory: Inventory, outcome: Outcome): void {
    if (outcome === "refused") this.note("inventory", inventory.key, "refused");
    // A receipt of the release says of the document that it is approved, whether or not that was heard before.
    if ((outcome === "approved" || outcome === "released") && !inventory.isApproved) {
      inventory.isApproved = true;
      this.note("inventory", inventory.key, "approved");
      this.#move(inventory, ({ direction }, balance, quantity) => {
        if (direction === "in") balance.incoming += quantity;
        else {
          balance.actual -= quantity;
          balance.outgoing += quantity;
        }
      });
    }
    if (outcome === "released") inventory.isReleased = true;
    this.#finish(inventory);
  }

  /** The goods of an inventory went through the gate by this pass. */
  passGate(pass: string, inventoryKey: string | undefined): void {
    this.note("pass", pass, "passed");
    const inventory = inventoryKey === undefined ? undefined : this.#inventories.get(inventoryKey);
    if (!inventory) return;
    inventory.hasPassed = true;
    this.#finish(inventory);
  }

  #finish(inventory: Inventory): void {
    const { isApproved, isReleased, hasPassed, isDone } = inventory;
    if (!isApproved || !isReleased || !hasPassed || isDone) return;
    inventory.isDone = true;
    this.note("inventory", inventory.key, "done");
    this.#move(inventory, ({ direction }, balance, quantity) => {
      if (direction === "in") {
        balance.incoming -= quantity;
        balance.actual += quantity;
      } else balance.outgoing -= quantity;
    });
  }

  #move(inventory: Inventory, act: (inventory: Inventory, balance: Balance, quantity: number) => void): void {
    for (const { line, quantity } of inventory.lines) act(inventory, this.#balanceOf(inventory.book, line), quantity);
  }

  note(kind: PaperKind, key: string, state: string): void {
    this.#states.set(`${kind}/${key}`, { kind, key, state });
  }

  #balanceOf(book: string, line: number): Balance {
    const key = `${book}/${line}`;
    let balance = this.#balances.get(key);
    if (!balance) this.#balances.set(key, (balance = { actual: 0, incoming: 0, outgoing: 0 }));
    return balance;
  }

  listBookLines(): BookLine[] {
    return [...this.#balances].map(([key, balance]) => {
      const [book = "", line] = key.split("/");
      return { book, line: Number(line), ...balance };
    });
  }

  list(): Paper[] {
    return [...this.#states.values()];
  }
}
