import { checkGate } from "../../customs/gate.ts";
import { decidePass, evolvePass, type GatePass, type PassKind } from "../../customs/documents/gate-pass.ts";
import { listBlocking } from "../../customs/obligations/blocking.ts";
import { shanghaiDay } from "../../customs/settings.ts";
import { findTolerance, WEIGHT_TOLERANCES } from "../../customs/weight.ts";
import type { Hold } from "../../ledger/account.ts";
import type { Transfer } from "../../ledger/transfer.ts";
import type { Books } from "../books.ts";
import { findPassFor } from "../customs-books.ts";
import type { DocumentPassage } from "../customs-effects.ts";
import { notPosted, posted, type Decision, type Posted } from "../decision.ts";
import type { GateFact } from "../fact.ts";
import { waitForRelease } from "../wait-keys.ts";
import { enterBook } from "./enter-book.ts";
import { CUSTOMS, driveIn, driveOut } from "./leave.ts";

/**
 * The gate moves the goods: out replaces `shipping`, in replaces `arriving`. First what the gate sees is held against the pass
 * (核放单, section 2.7); then the vehicle's contents move, and the pass is used. An unknown vehicle may come in, not leave.
 * An officer who approves afterwards lets stand what the checks would have stopped.
 */
export const passGate = (books: Books, fact: GateFact): Decision => {
  const { direction } = fact;
  if (direction === undefined) return notPosted("direction_missing", "the gate must say in or out");
  const unit = books.master.findUnitByPlate(fact.plate);
  if (unit === undefined && direction === "out") return notPosted("vehicle_unknown", `no unit has the plate ${fact.plate}`);
  const pass = findPassFor(books.customs, fact);
  const refusal = check(books, fact, { direction, pass, unit });
  if (refusal && fact.approval === undefined) return refusal;
  const used =
    pass && !refusal ? decidePass(pass, { type: "pass_gate", atMs: fact.atMs, weighedKg: weighed(fact), by: "gate" }) : undefined;
  if (!pass || used === undefined || typeof used === "string") return drive(books, fact, { unit, direction, pass: undefined });
  const gatePass = { pass, events: used };
  // Between the two gates of a zone (一卡, 二卡) nothing has come in or left yet.
  if (used.reduce(evolvePass, pass).state === "first_gate") return posted([], { gatePass, detail: `${pass.number}: first gate passed` });
  const decision = drive(books, fact, { unit, direction, pass });
  if (!decision.posted) return decision;
  const isFirstToSay = used.some(({ type }) => type === "passed");
  return { ...decision, gatePass, ...(direction === "in" && isFirstToSay && { passages: broughtBy(pass) }) };
};

type Through = Readonly<{ direction: "in" | "out"; pass: GatePass | undefined; unit: string | undefined }>;

const drive = (books: Books, fact: GateFact, { unit, direction, pass }: Through): Decision => {
  if (direction === "out") return driveOut(books, fact, unit ?? "", pass?.number ?? null);
  if (unit === undefined) return posted([], { detail: "vehicle not in the master data" });
  const now = pass && holdBy(books, pass);
  // What customs has not seen among the goods of the pass stands still until an officer has looked.
  const decision = driveIn(books, fact, unit, pass && { now, later: now ?? "customs_hold" });
  if (!decision.posted || !pass) return decision;
  const transfers = enterBook(books, decision.transfers, pass);
  return { ...decision, transfers, putBy: putByCustoms(transfers, now) };
};

/** The hold that a pass puts is customs' own: only an officer lifts it. */
const putByCustoms = (transfers: readonly Transfer[], hold: Hold | undefined): NonNullable<Posted["putBy"]> =>
  transfers.flatMap(({ to, lot }) => (hold !== undefined && to.family === "stock" && to.hold === hold ? [{ lot, hold, by: CUSTOMS }] : []));

/** 先理货后报关: to be declared by what the tally finds. 两步申报: until the complete declaration is released. */
const HOLD_BY_KIND: Readonly<Partial<Record<PassKind, Hold>>> = { "1": "tallied_undeclared", "7": "customs_hold" };

/** 两段准入: in the country, and not in the market yet. */
const holdBy = ({ customs }: Books, { number, passKind, documents }: GatePass): Hold | undefined =>
  HOLD_BY_KIND[passKind] ?? ([number, ...documents].some((each) => customs.notAdmitted.has(each)) ? "customs_hold" : undefined);

/** In 10⁻⁵ kg; a gate that says 0 has not weighed. */
const weighed = ({ weightKg }: GateFact): bigint | null =>
  weightKg === undefined || weightKg === 0 ? null : BigInt(Math.round(weightKg * 100_000));

const UNDER_CUSTOMS: ReadonlySet<string | null> = new Set(["bonded", "in_transit_bonded"]);

const check = (books: Books, fact: GateFact, { direction, pass, unit }: Through): Decision | undefined => {
  const zone = books.master.findZone(fact.site);
  const aboard = unit === undefined ? [] : direction === "out" ? books.ledger.atPlace(fact.site, unit) : books.ledger.onCarrier(unit);
  const isUnderCustoms = aboard.some(({ account }) => UNDER_CUSTOMS.has(account.regime));
  const day = shanghaiDay(fact.atMs);
  const general = findTolerance(WEIGHT_TOLERANCES, { zone: fact.site, gate: fact.device }, day)?.value;
  const findings = checkGate(
    {
      direction,
      plate: fact.plate,
      atMs: fact.atMs,
      // 同车出口: whatever its mode, what is aboard is on the pass, or the vehicle stays.
      gtins: [...(fact.gtins ?? []), ...(direction === "out" && zone?.isPassRequired ? aboard.map(({ lot }) => lot.gtin) : [])],
      ...(fact.pass !== undefined && { pass: fact.pass }),
      ...(fact.container !== undefined && { container: fact.container }),
      ...(fact.seal !== undefined && { seal: fact.seal }),
      weightKg: weighed(fact) ?? 0n,
    },
    {
      pass,
      isPassRequired: zone?.isPassRequired === true && isUnderCustoms,
      brokenSeals: isUnderCustoms && zone ? (books.customs.brokenSeals.get(unit ?? "") ?? []) : [],
      inspected: pass ? [pass.number, ...pass.documents].filter((number) => books.customs.inspected.has(number)) : [],
      overdue: pass ? overdueOf(books, fact, pass) : [],
      isLoaded: aboard.length > 0,
      tolerance: zone?.tolerance ?? general ?? { share: 0n, floorKg: 0n },
    },
  );
  const [first] = findings;
  if (!first) return undefined;
  // A pass that is approved, mended or no longer inspected lets it settle.
  return notPosted(first.reason, findings.map(({ detail }) => detail).join("; "), { waitsFor: [waitForRelease(fact.site)] });
};

const overdueOf = ({ customs }: Books, fact: GateFact, { owner }: GatePass): string[] =>
  listBlocking(customs.obligations, { act: "gate_pass", owner }, fact.atMs).map(
    ({ rule, obligation }) => `${owner} owes customs since its day: ${rule} (${obligation})`,
  );

/** Coming in, the pass says what came: the tally afterwards finds whether that is so. */
const broughtBy = (pass: GatePass): DocumentPassage[] =>
  pass.lines.flatMap(({ document, documentLine, quantity }) =>
    document === null || documentLine === null ? [] : [{ document, pass: pass.number, lines: [{ n: documentLine, quantity }] }],
  );
