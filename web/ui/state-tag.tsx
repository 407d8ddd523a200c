import { toneOf, type Tone } from "./tone.ts";
import { useWord } from "./words.ts";
import "./tags.css";

const MARK: Readonly<Record<Tone, string>> = { good: "✓", wait: "…", plain: "○", bad: "✕", over: "–" };

/** `list` is the list of words in which the state stands. */
export const StateTag = ({ list, state }: { list: string; state: string }) => {
  const word = useWord();
  const tone = toneOf(state);
  return (
    <span className={`tag tone-${tone}`}>
      <span aria-hidden="true">{MARK[tone]}</span> {word(list, state)}
    </span>
  );
};
