import { useWord } from "./words.ts";
import "./tags.css";

/** How far something has come, in five tones, each with a mark of its own: colour never says it alone. */
type Tone = "good" | "wait" | "plain" | "bad" | "over";
const MARK: Readonly<Record<Tone, string>> = { good: "✓", wait: "…", plain: "○", bad: "✕", over: "–" };

const GOOD = [
  "approved",
  "passed",
  "released",
  "closed",
  "done",
  "written_off",
  "matched",
  "met",
  "sent",
  "read",
  "posted",
  "recorded",
  "ready",
];
const BAD = [
  "refused",
  "rejected",
  "failed",
  "overdue",
  "differs",
  "blocked",
  "detained",
  "format_error",
  "send_failed",
  "unreadable",
  "shipped_back",
];
/** Nothing presses yet. */
const PLAIN = ["open", "none"];
const OVER = ["cancelled", "void", "finished", "waived"];
export const toneOf = (state: string): Tone => {
  if (GOOD.includes(state)) return "good";
  if (BAD.includes(state)) return "bad";
  if (PLAIN.includes(state)) return "plain";
  return OVER.includes(state) ? "over" : "wait";
};

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
