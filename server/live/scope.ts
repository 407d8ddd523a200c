import { can, canAnywhere, reachOf, type Subject } from "../domain/access/can.ts";
import type { Alarm, JournalEntry } from "../usecases/read-models.ts";
import type { UnitView } from "../usecases/tracking-ports.ts";

/** What a subject may hear. Subjects who may hear the same share a room, so that a change is encoded once for all. */
export type Scope = Readonly<{ room: string; subject: Subject; units: boolean }>;

export const scopeOf = (subject: Subject): Scope => {
  const reaches = [reachOf(subject, "journal.read"), reachOf(subject, "alarm.read")].map((reach) =>
    reach === "all" ? reach : [...new Set(reach)].sort(),
  );
  const units = canAnywhere(subject, "track.read");
  return { room: `scope:${JSON.stringify([...reaches, units])}`, subject, units };
};

export type Told = Readonly<{ entries: readonly JournalEntry[]; alarms: readonly Alarm[]; units: readonly UnitView[] }>;

const resourceOf = ({ site }: Readonly<{ site?: string | null }>): { site?: string | null } => (site === undefined ? {} : { site });

/** What the subjects of a scope may hear of it. */
export const within = ({ subject, units }: Scope, told: Told): Told => ({
  entries: told.entries.filter((entry) => can(subject, "journal.read", resourceOf(entry))),
  alarms: told.alarms.filter((alarm) => can(subject, "alarm.read", resourceOf(alarm))),
  units: units ? told.units : [],
});
