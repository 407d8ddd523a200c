import type { AlarmRow, JournalRow } from "#wire/http-api.ts";
import type { UnitRow } from "#wire/tracking-api.ts";
import type { Change, Snapshot } from "#wire/live-protocol.ts";

/**
 * What the live line has told us, as values that never change in place.
 * A snapshot begins a world; each change carries it from one cursor to the next. A change that does not
 * join is a gap: the caller asks for a new snapshot. A change that is already in is left alone.
 */
export type World = Readonly<{
  /** The last journal entry that this world includes; -1 before the first snapshot. */
  cursor: number;
  units: ReadonlyMap<string, UnitRow>;
  alarms: ReadonlyMap<number, AlarmRow>;
  /** The newest entries that came by change, newest first. */
  entries: readonly JournalRow[];
}>;

/** Enough for a screen of the running journal; older entries are read from the server. */
export const ENTRIES_KEPT = 200;

export const NO_WORLD: World = { cursor: -1, units: new Map(), alarms: new Map(), entries: [] };

export const worldOf = (snapshot: Snapshot, before: World = NO_WORLD): World => ({
  cursor: snapshot.cursor,
  units: new Map(snapshot.units.map((unit) => [unit.unit, unit])),
  alarms: new Map(snapshot.alarms.map((alarm) => [alarm.alarm, alarm])),
  entries: before.entries.filter((entry) => entry.entry <= snapshot.cursor),
});

export const applyChange = (world: World, change: Change): World | "gap" => {
  if (change.to <= world.cursor && change.alarms.length === 0 && change.units.length === 0) return world;
  if (change.from > world.cursor || world.cursor < 0) return "gap";
  const news = change.entries.filter((entry) => entry.entry > world.cursor);
  return {
    cursor: Math.max(world.cursor, change.to),
    units: merged(world.units, change.units, (unit) => unit.unit),
    alarms: merged(world.alarms, change.alarms, (alarm) => alarm.alarm),
    entries: news.length === 0 ? world.entries : [...news.toReversed(), ...world.entries].slice(0, ENTRIES_KEPT),
  };
};

const merged = <Key, Row>(rows: ReadonlyMap<Key, Row>, changed: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, Row> => {
  if (changed.length === 0) return rows;
  const next = new Map(rows);
  for (const row of changed) next.set(keyOf(row), row);
  return next;
};
