import type { BookSummary } from "#wire/customs-books.ts";
import { formatQuantity, fromScaled, toScaled } from "../../../ui/format.ts";
import { useWord } from "../../../ui/words.ts";

/** Formal balance = actual + outgoing: what is spoken for is still formally there. */
export type Amount = "formal" | "actual" | "incoming" | "outgoing";
type Total = BookSummary["totals"][number];

const of = (total: Total, state: Amount): string =>
  state === "formal" ? fromScaled(toScaled(total.actual) + toScaled(total.outgoing)) : total[state];

/** One line for each unit of measure: different units are never added up. */
export const Amounts = ({ totals, state }: { totals: readonly Total[]; state: Amount }) => {
  const word = useWord();
  const there = totals.filter((total) => toScaled(of(total, state)) !== 0n);
  if (there.length === 0) return <span className="faint">—</span>;
  return (
    <span className="amounts">
      {there.map((total) => (
        <span key={total.uom} className="num">
          <b className={`amount-${state}`}>{formatQuantity(of(total, state))}</b>{" "}
          <span className="small soft">{word("uom", total.uom)}</span>
        </span>
      ))}
    </span>
  );
};
