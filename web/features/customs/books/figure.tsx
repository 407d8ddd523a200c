import { Flash } from "../../../ui/data-table.tsx";
import { formatSigned, toScaled } from "../../../ui/format.ts";

/** A number of a book line with its name for phones and readers; nothing is a dash, a difference carries its sign. */
type Props = Readonly<{ label: string; value: string; state: string; uom?: string }>;
export const Figure = ({ label, value, state, uom }: Props) => {
  const isZero = toScaled(value) === 0n;
  return (
    <span role="cell" className={`figure figure-${state}`} data-zero={isZero}>
      <span className="figure-label">{label}</span>
      {isZero ? (
        <span className="faint">{state === "difference" ? "✓" : "—"}</span>
      ) : (
        <Flash value={value}>
          <b className="num">{formatSigned(value, state === "difference")}</b>
          {uom ? <span className="small soft"> {uom}</span> : null}
        </Flash>
      )}
    </span>
  );
};
