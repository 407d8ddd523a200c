import type { Alarm, JournalEntry } from "./read-models.ts";
import type { Units } from "./tracking-ports.ts";

/** What the live line reads of committed state. The journal is the feed: its numbers are dense and in commit order. */
export type LiveFeed = Units &
  Readonly<{
    /** The last committed entry. */
    head(): Promise<number>;
    /** Entries after `after`, up to and with `upTo`. */
    listEntries(after: number, upTo: number): Promise<JournalEntry[]>;
    listStandingAlarms(): Promise<Alarm[]>;
    /** The alarms that these entries raised or last changed, as they are now. */
    listAlarmsOf(after: number, upTo: number): Promise<Alarm[]>;
  }>;
