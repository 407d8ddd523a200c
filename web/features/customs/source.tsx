import type { z } from "zod";
import type { sureness } from "#wire/customs-words.ts";
import { useWord } from "../../ui/words.ts";

/** Where a number of customs is written, and how sure that is: nobody should take a guess for a law. */
type Props = Readonly<{ source: string | null; sure: z.infer<typeof sureness> | null }>;
const MARK = { sure: "●", likely: "◐", unsure: "○" } as const;

export const Source = ({ source, sure }: Props) => {
  const word = useWord();
  if (source === null && sure === null) return null;
  return (
    <span className="source small">
      {source}{" "}
      {sure ? (
        <span className={`sure sure-${sure}`}>
          <span aria-hidden="true">{MARK[sure]}</span> {word("sureness", sure)}
        </span>
      ) : null}
    </span>
  );
};
