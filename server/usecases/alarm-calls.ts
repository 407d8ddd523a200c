import type { AlarmDraft, Alarms } from "./ports.ts";

/**
 * Alarms stand in the journal, and only the books write it. What another lane wants raised or cleared is committed with
 * its cause as a call, and carried over to the books afterwards, in order. A call that is carried over twice changes
 * nothing: what stands already is left alone.
 */
export type AlarmCall =
  | Readonly<{ call: "raise"; draft: AlarmDraft }>
  | Readonly<{ call: "clear"; kind: string; subject: string; atMs: number }>;

export type AlarmCallStore = Readonly<{
  /** Hands over the oldest calls, and removes them if `deliver` succeeds. Answers how many there were. */
  takeCalls(limit: number, deliver: (calls: readonly AlarmCall[]) => Promise<void>): Promise<number>;
}>;

/** Calls carried over in one go: a delivery is a few commits, and must not hold its lock for long. */
const CALLS_MAX = 100;

/** Carries over all calls that wait. */
export const deliverAlarmCalls = async (store: AlarmCallStore, alarms: Alarms): Promise<void> => {
  let taken: number;
  do taken = await store.takeCalls(CALLS_MAX, (calls) => deliver(calls, alarms));
  while (taken === CALLS_MAX);
};

const deliver = async (calls: readonly AlarmCall[], alarms: Alarms): Promise<void> => {
  let drafts: AlarmDraft[] = [];
  const flush = async (): Promise<void> => {
    const raised = drafts;
    drafts = [];
    if (raised.length > 0) await alarms.raise(raised);
  };
  for (const call of calls) {
    // An entry of the journal carries one site, and what it is about is seen by those of that site.
    const together = call.call === "raise" && (drafts.length === 0 || drafts[0]!.site === call.draft.site);
    if (!together) await flush();
    if (call.call === "raise") drafts.push(call.draft);
    else await alarms.clear(call.kind, call.subject, call.atMs);
  }
  await flush();
};
