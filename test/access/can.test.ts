import { describe, expect, test } from "vitest";
import {
  ACTIONS,
  type Action,
  can,
  canAnywhere,
  reachOf,
  ROLES,
  type Role,
  SCOPES,
  type Scope,
  type Subject,
} from "../../server/domain/access/can.ts";
import { isOwnOrigin } from "../../server/domain/access/own-origin.ts";

/**
 * Who may do what, written down again from the threat model and the contract, not from the code: an operator works at own
 * sites, a dispatcher and an officer read all, the officer verifies and disposes, the administrator runs the house.
 * a: everywhere · o: own sites only · -: not at all. Columns: operator, dispatcher, officer, administrator.
 */
// oxfmt-ignore
const EXPECTED: Readonly<Record<Action, string>> = {
  "session.read":       "aaaa",
  "master_data.read":   "aaaa",
  "master_data.write":  "---a",
  "device.read":        "oaaa",
  "device.provision":   "---a",
  "device.revoke":      "---a",
  "observation.submit": "o-oa",
  "observation.read":   "oaaa",
  "quarantine.read":    "--aa",
  "stock.read":         "oaaa",
  "journal.read":       "oaaa",
  "trace.read":         "oaaa",
  "invariants.read":    "aaaa",
  "difference.read":    "oaaa",
  "difference.dispose": "--a-",
  "release.read":       "oaaa",
  "release.create":     "--aa",
  "alarm.read":         "oaaa",
  "alarm.acknowledge":  "oaaa",
  "track.read":         "aaaa",
  "telemetry.read":     "aaaa",
  "shipment.read":      "aaaa",
  "document.read":      "oaaa",
  "document.file":      "o--a",
  "customs.answer":     "---a",
  "message.read":       "-aaa",
  "message.read_original": "--aa",
  "outbox.carry":       "---a",
  "obligation.waive":   "--a-",
  "inspection.order":   "--a-",
  "inspection.photograph": "o-aa",
  "adjustment.attest":  "--a-",
  "pledge.release":     "o-aa",
  "report.make":        "o-aa",
  "tariff.import":      "---a",
  "live.listen":        "aaaa",
  "user.manage":        "---a",
  "key.manage":         "---a",
  "broker.configure":   "---a",
  "metrics.read":       "---a",
};

const SITES = ["xiangtan", "chenzhou", "elsewhere", undefined] as const;
const OWN = ["xiangtan", "chenzhou"];
const user = (role: Role, sites: readonly string[] = OWN): Subject => ({
  kind: "user",
  user: `${role}@test.local`,
  name: role,
  role,
  sites,
});
const key = (scopes: readonly Scope[], sites: readonly string[] | null = null): Subject => ({
  kind: "key",
  key: "k",
  name: "k",
  scopes,
  sites,
});

const matrix = ROLES.flatMap((role, column) =>
  ACTIONS.flatMap((action) =>
    SITES.map((site) => {
      const grant = EXPECTED[action][column];
      return { role, action, site, allowed: grant === "a" || (grant === "o" && site !== undefined && OWN.includes(site)) };
    }),
  ),
);

describe("a person", () => {
  test("every action is in the table of this test", () => {
    expect(Object.keys(EXPECTED).toSorted()).toEqual([...ACTIONS].toSorted());
  });

  test.each(matrix)("$role, $action, $site: $allowed", ({ role, action, site, allowed }) => {
    expect(can(user(role), action, site === undefined ? {} : { site })).toBe(allowed);
  });

  test("without sites reaches nothing that is bound to sites", () => {
    for (const action of ACTIONS.filter((each) => EXPECTED[each][0] === "o")) {
      expect(canAnywhere(user("operator", []), action)).toBe(false);
      expect(can(user("operator", []), action, { site: "xiangtan" })).toBe(false);
    }
  });
});

describe("nobody and the unknown", () => {
  test.each(ACTIONS.map((action) => ({ action })))("nobody may $action", ({ action }) => {
    expect(can(undefined, action, { site: "xiangtan" })).toBe(false);
    expect(reachOf(undefined, action)).toEqual([]);
  });

  test("an action that nobody wrote down is refused to everybody", () => {
    const unknown = "toString" as Action;
    for (const subject of [...ROLES.map((role) => user(role)), key(["read", "devices:write"])])
      expect(canAnywhere(subject, unknown)).toBe(false);
  });
});

describe("an integrator key", () => {
  test("does what its scopes say and nothing else", () => {
    const may = (scope: Scope) => ACTIONS.filter((action) => can(key([scope]), action, { site: "xiangtan" }));
    expect(may("observations:write")).toEqual(["observation.submit", "observation.read"]);
    expect(may("releases:write")).toEqual(["release.read", "release.create"]);
    expect(may("devices:write")).toEqual(["device.read", "device.provision", "device.revoke"]);
    expect(may("master_data:write")).toEqual(["master_data.read", "master_data.write"]);
    expect(may("customs:write")).toEqual(["document.read", "document.file", "customs.answer", "outbox.carry", "pledge.release"]);
    const writes = [
      "master_data.write",
      "device.provision",
      "device.revoke",
      "observation.submit",
      "difference.dispose",
      "release.create",
      "alarm.acknowledge",
      "document.file",
      "customs.answer",
      "message.read_original",
      "outbox.carry",
      "obligation.waive",
      "inspection.order",
      "inspection.photograph",
      "adjustment.attest",
      "pledge.release",
      "report.make",
      "tariff.import",
    ] as const;
    for (const action of writes) expect(can(key(["read"]), action, { site: "xiangtan" })).toBe(false);
    expect(ACTIONS.filter((action) => !can(key(["admin"]), action))).toEqual(["session.read"]);
  });

  test("without scopes does nothing", () => {
    for (const action of ACTIONS) expect(canAnywhere(key([]), action)).toBe(false);
  });

  test.each(SCOPES.map((scope) => ({ scope })))(
    "bound to a site with $scope, it leaves the others and the whole world alone",
    ({ scope }) => {
      const bound = key([scope], ["xiangtan"]);
      for (const action of ACTIONS) expect(can(bound, action, { site: "chenzhou" })).toBe(false);
      for (const action of [
        "master_data.write",
        "user.manage",
        "key.manage",
        "broker.configure",
        "quarantine.read",
        "message.read",
        "message.read_original",
        "outbox.carry",
        "tariff.import",
      ] as const) {
        expect(canAnywhere(bound, action)).toBe(false);
      }
    },
  );
});

describe("our own pages", () => {
  const host = "entrepot.example:3000";
  test.each([
    { signs: { origin: "http://entrepot.example:3000", host }, own: true },
    { signs: { origin: "HTTP://x", host }, own: false },
    { signs: { origin: "http://Entrepot.example:3000", host }, own: true },
    { signs: { origin: "http://entrepot.example", host }, own: false },
    { signs: { origin: "http://evil.example", host }, own: false },
    { signs: { origin: "http://entrepot.example:3000.evil.example", host }, own: false },
    { signs: { origin: "null", host }, own: false },
    { signs: { origin: "https://public.example", host }, own: true },
    { signs: { host }, own: true },
    { signs: { secFetchSite: "same-origin", host }, own: true },
    { signs: { secFetchSite: "none", host }, own: true },
    { signs: { secFetchSite: "same-site", host }, own: false },
    { signs: { secFetchSite: "cross-site", host }, own: false },
  ])("$signs: $own", ({ signs, own }) => {
    expect(isOwnOrigin(signs, ["https://public.example"])).toBe(own);
  });
});
