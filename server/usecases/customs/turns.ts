import type { CustomsAct } from "./acts.ts";

/**
 * Acts of one call as turns of the books: each is a transaction, and whoever waits for the books, a vehicle at a gate, comes between two.
 * So many acts, and so many lines of theirs; one act is never divided, however many lines it has.
 */
const ACTS_MAX = 25;
const LINES_MAX = 100;

export const turnsOf = (acts: readonly CustomsAct[]): readonly (readonly CustomsAct[])[] => {
  const turns: CustomsAct[][] = [];
  let lines = 0;
  for (const act of acts) {
    const turn = turns.at(-1);
    const weight = linesOf(act);
    if (turn && turn.length < ACTS_MAX && lines + weight <= LINES_MAX) {
      turn.push(act);
      lines += weight;
    } else {
      turns.push([act]);
      lines = weight;
    }
  }
  return turns;
};

const linesOf = (act: CustomsAct): number => {
  if (act.act === "trade") return "lines" in act.trade.record ? act.trade.record.lines.length : 1;
  if ("command" in act && "filing" in act.command && "lines" in act.command.filing) return Math.max(1, act.command.filing.lines.length);
  return 1;
};
