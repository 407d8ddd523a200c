import type pg from "pg";
import { formatQuantity, parseQuantity } from "../domain/basics/quantity.ts";
import type { GateReads, GatePassView, GateSighting } from "../usecases/customs/desk-read-models.ts";
import { instant } from "./conditions.ts";

/** The gates of a site (卡口): passes that may go through, and the vehicles that were seen there lately. */
type PassSqlRow = Readonly<{
  number: string;
  owner: string | null;
  direction: "in" | "out" | null;
  plate: string | null;
  state: string;
  inner_no: string | null;
  pass_kind: GatePassView["passKind"];
  container: string | null;
  seal: string | null;
  documents: string[] | null;
  lines: number;
  weight: string | null;
  valid_from: string | null;
  valid_until: string | null;
  approved_at: Date;
}>;

/** 快速通道: goods registered at the gate (GACC 2023 no. 200). */
const FAST_LANE = "5";

const PASSES = `
  SELECT d.number, d.owner, d.direction, d.plate, d.state, d.content ->> 'innerNo' AS inner_no, d.content ->> 'passKind' AS pass_kind,
    d.content ->> 'container' AS container, d.content ->> 'seal' AS seal, d.content -> 'documents' AS documents,
    jsonb_array_length(d.content -> 'lines') AS lines, d.content #>> '{totalWeightKg,$n}' AS weight,
    d.content ->> 'validFromMs' AS valid_from, d.content ->> 'validUntilMs' AS valid_until,
    COALESCE((SELECT max(e.at) FROM document_event e WHERE e.number = d.number AND e.kind = 'pass' AND e.type = 'approved'), d.changed_at)
      AS approved_at
  FROM customs_document d WHERE d.site = $1 AND d.kind = 'pass' AND d.state IN ('approved', 'first_gate')
  ORDER BY approved_at, d.number LIMIT $2`;

type SightSqlRow = Readonly<{
  entry: string;
  device: string | null;
  at: Date;
  result: string | null;
  reason: string | null;
  detail: string | null;
  message: string | null;
  named: string | null;
}>;

/** Of a message only its first outcome: the barrier moved once. `named`: the pass that the gate went by. */
const SIGHTS = `
  SELECT j.entry, j.device, j.at, j.result, j.reason, j.detail, j.message, j.body ->> 'pass' AS named
  FROM journal j WHERE j.site = $1 AND j.observation_kind = 'gate' AND j.revision = 0 ORDER BY j.entry DESC LIMIT $2`;

const WEIGHTS = `
  SELECT k.named, d.number, d.content #>> '{totalWeightKg,$n}' AS weight FROM unnest($1::text[]) AS k(named)
  JOIN customs_document d ON d.kind = 'pass' AND d.number = COALESCE(
    (SELECT a.number FROM document_alias a WHERE a.alias = k.named AND a.kind = 'pass' LIMIT 1), k.named)`;
type WeightSqlRow = Readonly<{ named: string; number: string; weight: string | null }>;

type GateMessage = Readonly<{ direction?: unknown; plate?: unknown; pass?: unknown; weightKg?: unknown }>;

const readMessage = (text: string | null): GateMessage => {
  try {
    const value: unknown = text === null ? {} : JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
};

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const weightOf = (text: string | null): string | null => (text === null ? null : formatQuantity(BigInt(text)));
const instantOf = (text: string | null): string | null => (text === null ? null : new Date(Number(text)).toISOString());

/** A scale that says 0 did not weigh (未称重). */
const weighedOf = (value: unknown): string | null => {
  if (typeof value !== "number" || value <= 0) return null;
  const weight = parseQuantity(value.toFixed(5));
  return typeof weight === "bigint" ? formatQuantity(weight) : null;
};

const passOf = (row: SightSqlRow): string | null => row.named ?? textOf(readMessage(row.message).pass);

const toSighting = (row: SightSqlRow, passes: ReadonlyMap<string, WeightSqlRow>): GateSighting => {
  const message = readMessage(row.message);
  const named = passOf(row);
  const pass = named === null ? undefined : passes.get(named);
  return {
    entry: Number(row.entry),
    device: row.device ?? "",
    at: instant(row.at),
    direction: message.direction === "in" || message.direction === "out" ? message.direction : null,
    plate: textOf(message.plate),
    pass: pass?.number ?? named,
    barrier: row.result === "refused" ? "hold" : "raise",
    result: row.result ?? "",
    reason: row.reason,
    detail: row.detail,
    weighedKg: weighedOf(message.weightKg),
    declaredWeightKg: weightOf(pass?.weight ?? null),
  };
};

/** Readers write plates with and without blanks and dots. */
const plain = (plate: string): string => plate.replaceAll(/[\s·.-]/g, "").toUpperCase();

const toPass = (row: PassSqlRow, seen: readonly GateSighting[]): GatePassView => ({
  pass: row.number,
  innerNo: row.inner_no === row.number ? null : row.inner_no,
  passKind: row.pass_kind,
  owner: row.owner,
  direction: row.direction,
  plate: row.plate,
  container: row.container,
  seal: row.seal,
  state: row.state,
  isFastLane: row.pass_kind === FAST_LANE,
  documents: row.documents ?? [],
  lines: row.lines,
  declaredWeightKg: weightOf(row.weight),
  validFrom: instantOf(row.valid_from),
  validUntil: instantOf(row.valid_until),
  approvedAt: instant(row.approved_at),
  seenAt: seen.find(({ plate }) => plate !== null && row.plate !== null && plain(plate) === plain(row.plate))?.at ?? null,
});

export const createGateReads = (pool: pg.Pool): GateReads => ({
  find: async (site, limit) => {
    const [passes, sights] = await Promise.all([
      pool.query<PassSqlRow>(PASSES, [site, limit]),
      pool.query<SightSqlRow>(SIGHTS, [site, limit]),
    ]);
    const named = [...new Set(sights.rows.flatMap((row) => passOf(row) ?? []))];
    const { rows } = await pool.query<WeightSqlRow>(WEIGHTS, [named]);
    const byName = new Map(rows.map((row) => [row.named, row]));
    const seen = sights.rows.map((row) => toSighting(row, byName));
    return { site, passes: passes.rows.map((row) => toPass(row, seen)), seen };
  },
});
