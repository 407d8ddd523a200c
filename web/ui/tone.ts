/** How far something has come, in five tones, each with a mark of its own: colour never says it alone. */
export type Tone = "good" | "wait" | "plain" | "bad" | "over";

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
  "agrees",
  "settled",
  "in_market",
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
