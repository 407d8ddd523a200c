import type { Account } from "../../ledger/account.ts";
import type { Books } from "../books.ts";
import { notPosted, posted, type Decision } from "../decision.ts";
import type { ScanFact } from "../fact.ts";

/** Reverses the transfers of an earlier message of the same device, once. */
export const undo = (books: Books, fact: ScanFact, undone: string): Decision => {
  if (fact.reason === undefined) return notPosted("reason_missing", "an undo needs a reason");
  const earlier = books.findEarlier(fact.device, undone);
  if (!earlier || earlier.result === "refused") return notPosted("undo_unknown", `this device has nothing in the books under ${undone}`);
  if (earlier.undone) return notPosted("undo_already", `${undone} was undone before`);
  // A passage of the gate is customs' word as well as ours: it is mended by a change of the document.
  if (earlier.transfers.some(({ from }) => from.family === "document"))
    return notPosted("undo_moved_on", `${undone} has passed customs: the document must be changed`);
  const adjusts = earlier.transfers.some(({ from, to }) => isVariance(from, to) || isVariance(to, from));
  if (adjusts && !fact.byOfficer) return notPosted("count_needs_approval", "an officer approved this count: only an officer takes it back");
  const reversed = earlier.transfers.toReversed().map((transfer) => ({
    from: transfer.to,
    to: transfer.from,
    lot: transfer.lot,
    quantity: transfer.quantity,
    atMs: fact.atMs,
  }));
  const refused = books.ledger.post(reversed);
  if (refused) return movedOn(earlier.movedOnBy);
  // Tried and taken back: whoever decides only proposes.
  books.ledger.revert(reversed);
  const uses = earlier.uses.map((use) => ({ ...use, quantity: -use.quantity }));
  return posted(reversed, { undoes: earlier.entries, uses });
};

const isVariance = (contra: Account, other: Account): boolean =>
  contra.family === "contra" && contra.contra === "variance" && other.regime === "bonded";

const movedOn = (entries: readonly number[]): Decision =>
  notPosted(
    "undo_moved_on",
    entries.length > 0 ? `the goods have moved on; undo first: entry ${entries.join(", ")}` : "the goods have moved on",
  );
