import type pg from "pg";
import type { ShipmentRow } from "#wire/master-data.ts";
import { behindMs } from "../domain/tracking/eta.ts";
import type { Leg } from "../domain/tracking/leg.ts";
import { currentLeg, shipmentState } from "../domain/tracking/shipment.ts";
import type { LegView, ShipmentDetail, Shipments, ShipmentView } from "../usecases/tracking-ports.ts";
import { instant, pageOf } from "./conditions.ts";
import { toLeg, type LegSqlRow } from "./movements.ts";
import { columns, transact, type Queryable } from "./tracking-transaction.ts";

/** Shipment plans with what became of them. */

type PlannedLeg = Readonly<{ shipment: string } & ShipmentRow["legs"][number]>;

// A changed plan starts its ETA anew; what has happened stays.
const SAVE_LEGS = `
  WITH planned AS (
    SELECT shipment, leg, mode, from_place, to_place, unit, departs::timestamptz AS departs, arrives::timestamptz AS arrives, path::jsonb AS path
    FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
      AS l (shipment, leg, mode, from_place, to_place, unit, departs, arrives, path)),
  saved AS (
    INSERT INTO leg AS stands (shipment, leg, mode, from_place, to_place, unit, planned_departure, planned_arrival, path, eta)
    SELECT shipment, leg, mode, from_place, to_place, unit, departs, arrives, path, arrives FROM planned
    ORDER BY shipment, leg
    ON CONFLICT (shipment, leg) DO UPDATE SET mode = excluded.mode, from_place = excluded.from_place, to_place = excluded.to_place,
      unit = excluded.unit, planned_departure = excluded.planned_departure, planned_arrival = excluded.planned_arrival, path = excluded.path,
      eta = CASE WHEN stands.arrived_at IS NULL THEN excluded.eta ELSE stands.eta END
    WHERE (stands.mode, stands.from_place, stands.to_place, stands.unit, stands.planned_departure, stands.planned_arrival, stands.path)
      IS DISTINCT FROM (excluded.mode, excluded.from_place, excluded.to_place, excluded.unit, excluded.planned_departure, excluded.planned_arrival, excluded.path)
    RETURNING shipment, leg, eta, arrived_at)
  INSERT INTO eta_revision (shipment, leg, revised_at, eta, cause)
  SELECT shipment, leg, to_timestamp($10 / 1000.0), eta, 'plan' FROM saved WHERE arrived_at IS NULL
  ON CONFLICT (shipment, leg, revised_at) DO UPDATE SET eta = excluded.eta, cause = excluded.cause`;

const saveLegs = async (client: Queryable, rows: readonly ShipmentRow[], nowMs: number): Promise<void> => {
  const legs: PlannedLeg[] = rows.flatMap(({ shipment, legs: planned }) => planned.map((leg) => ({ ...leg, shipment })));
  await client.query(SAVE_LEGS, [
    ...columns(
      legs,
      (leg) => leg.shipment,
      (leg) => leg.leg,
      (leg) => leg.mode,
      (leg) => leg.from,
      (leg) => leg.to,
      (leg) => leg.unit,
      (leg) => leg.plannedDeparture,
      (leg) => leg.plannedArrival,
      (leg) => JSON.stringify(leg.path),
    ),
    nowMs,
  ]);
  // A leg that the plan no longer has goes, unless it was travelled.
  await client.query(
    `DELETE FROM leg USING unnest($1::text[]) AS s (shipment)
     WHERE leg.shipment = s.shipment AND leg.departed_at IS NULL
       AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::int[]) AS l (shipment, leg) WHERE l.shipment = leg.shipment AND l.leg = leg.leg)`,
    [rows.map((row) => row.shipment), legs.map((leg) => leg.shipment), legs.map((leg) => leg.leg)],
  );
};

const saveParents = async (client: Queryable, rows: readonly ShipmentRow[]): Promise<void> => {
  const parents = rows.flatMap(({ shipment, parents: held = [] }) => held.map((parent) => ({ shipment, parent })));
  const lists = columns(
    parents,
    (row) => row.shipment,
    (row) => row.parent,
  );
  await client.query(
    `DELETE FROM shipment_parent p WHERE p.shipment = ANY($1::text[])
       AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS k (shipment, parent) WHERE k.shipment = p.shipment AND k.parent = p.parent)`,
    [rows.map((row) => row.shipment), ...lists],
  );
  await client.query(
    `INSERT INTO shipment_parent (shipment, parent) SELECT * FROM unnest($1::text[], $2::text[]) AS k (shipment, parent) ON CONFLICT DO NOTHING`,
    lists,
  );
};

/** Takes plans, new ones and changed ones; the same plan again changes nothing. Runs inside the caller's transaction. */
export const saveShipments = async (client: Queryable, rows: readonly ShipmentRow[], nowMs: number): Promise<void> => {
  if (rows.length === 0) return;
  const last = [...new Map(rows.map((row) => [row.shipment, row])).values()];
  await client.query(
    `INSERT INTO shipment AS stands (shipment, name, owner)
     SELECT shipment, name::jsonb, owner FROM unnest($1::text[], $2::text[], $3::text[]) AS s (shipment, name, owner) ORDER BY shipment
     ON CONFLICT (shipment) DO UPDATE SET name = excluded.name, owner = excluded.owner
     WHERE (stands.name, stands.owner) IS DISTINCT FROM (excluded.name, excluded.owner)`,
    columns(
      last,
      (row) => row.shipment,
      (row) => (row.name ? JSON.stringify(row.name) : null),
      (row) => row.owner,
    ),
  );
  await saveLegs(client, last, nowMs);
  await saveParents(client, last);
};

type ShipmentSqlRow = Readonly<{ shipment: string; name: ShipmentView["name"]; owner: string | null; parents: string[] | null }>;

const SHIPMENT = `
  SELECT s.shipment, s.name, s.owner,
    (SELECT array_agg(parent ORDER BY parent) FROM shipment_parent p WHERE p.shipment = s.shipment) AS parents
  FROM shipment s`;

const optional = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

const toLegView = (leg: Leg): LegView => ({
  leg: leg.leg,
  mode: leg.mode,
  from: leg.from,
  to: leg.to,
  unit: leg.unit ?? null,
  plannedDeparture: new Date(leg.plannedDepartureMs).toISOString(),
  plannedArrival: new Date(leg.plannedArrivalMs).toISOString(),
  departedAt: optional(leg.departedMs),
  arrivedAt: optional(leg.arrivedMs),
  eta: optional(leg.etaMs),
  path: leg.path.map(([lat, lon]) => [lat, lon]),
});

const MINUTE_MS = 60_000;

const withLegs = async (client: Queryable, rows: readonly ShipmentSqlRow[]): Promise<ShipmentView[]> => {
  const { rows: legRows } = await client.query<LegSqlRow>("SELECT * FROM leg WHERE shipment = ANY($1::text[]) ORDER BY shipment, leg", [
    rows.map((row) => row.shipment),
  ]);
  return rows.map((row) => {
    const legs = legRows.filter((leg) => leg.shipment === row.shipment).map(toLeg);
    const last = legs.at(-1);
    return {
      shipment: row.shipment,
      name: row.name,
      owner: row.owner,
      state: shipmentState(legs),
      progress: currentLeg(legs)?.progress ?? 0,
      eta: optional(last?.arrivedMs ?? last?.etaMs),
      lateMinutes: Math.max(0, Math.round(behindMs(legs) / MINUTE_MS)),
      legs: legs.map(toLegView),
      parents: row.parents ?? [],
    };
  });
};

const listShipments = async (
  pool: pg.Pool,
  { limit, after }: Parameters<Shipments["listShipments"]>[0],
): ReturnType<Shipments["listShipments"]> => {
  const { rows } = await pool.query<ShipmentSqlRow>(`${SHIPMENT} WHERE $1::text IS NULL OR s.shipment > $1 ORDER BY s.shipment LIMIT $2`, [
    after ?? null,
    limit + 1,
  ]);
  const page = pageOf(rows, limit, (last) => last.shipment);
  return { rows: await withLegs(pool, page.rows), next: page.next };
};

const HAND_OVER_STEPS = ["receiving", "returning", "loading", "unloading", "shipping", "departing", "arriving"];
/** Hand-overs in one answer: a shipment of a thousand pallets has some thousands, and nobody reads more. */
const HAND_OVERS_MAX = 1000;

// Of the parents by their transfers; a shipment without parents by what its units took on and gave away on their legs.
const HAND_OVERS = `
  WITH parent_account AS (
    SELECT a.account FROM shipment_parent p JOIN account a ON a.parent = p.parent WHERE p.shipment = $1),
  unit_account AS (
    SELECT a.account, l.planned_departure - interval '1 day' AS starts, coalesce(l.arrived_at, l.planned_arrival) + interval '1 day' AS ends
    FROM leg l JOIN account a ON a.location = l.unit AND a.family = 'stock'
    WHERE l.shipment = $1 AND NOT EXISTS (SELECT FROM shipment_parent p WHERE p.shipment = $1)),
  held AS (
    SELECT b.lot, b.account, NULL::timestamptz AS starts, NULL::timestamptz AS ends FROM parent_account JOIN balance b USING (account)
    UNION ALL
    SELECT b.lot, b.account, starts, ends FROM unit_account JOIN balance b USING (account))
  SELECT DISTINCT j.entry FROM held
  JOIN transfer t ON t.lot = held.lot AND (t.from_account = held.account OR t.to_account = held.account)
    AND (held.starts IS NULL OR t.at BETWEEN held.starts AND held.ends)
  JOIN journal j ON j.entry = t.entry
  WHERE j.step = ANY($2::text[]) OR j.observation_kind = 'gate'
  ORDER BY j.entry LIMIT $3`;

type RevisionSqlRow = Readonly<{ leg: number; eta: Date; revised_at: Date; cause: string }>;

const findShipment = async (pool: pg.Pool, shipment: string): Promise<ShipmentDetail | undefined> => {
  const { rows } = await pool.query<ShipmentSqlRow>(`${SHIPMENT} WHERE s.shipment = $1`, [shipment]);
  const [found] = await withLegs(pool, rows);
  if (!found) return undefined;
  const { rows: revisions } = await pool.query<RevisionSqlRow>(
    "SELECT leg, eta, revised_at, cause FROM eta_revision WHERE shipment = $1 ORDER BY revised_at, leg",
    [shipment],
  );
  const { rows: handOvers } = await pool.query<{ entry: string }>(HAND_OVERS, [shipment, HAND_OVER_STEPS, HAND_OVERS_MAX]);
  return {
    ...found,
    etaRevisions: revisions.map(({ leg, eta, revised_at, cause }) => ({ leg, eta: instant(eta), revisedAt: instant(revised_at), cause })),
    handOverEntries: handOvers.map((row) => Number(row.entry)),
  };
};

export type ShipmentsStore = Shipments & Readonly<{ saveShipments(rows: readonly ShipmentRow[], nowMs: number): Promise<void> }>;

export const createShipments = (pool: pg.Pool): ShipmentsStore => ({
  listShipments: (page) => listShipments(pool, page),
  findShipment: (shipment) => findShipment(pool, shipment),
  saveShipments: (rows, nowMs) => transact(pool, (client) => saveShipments(client, rows, nowMs)),
});
