import { z } from "zod";
import { demoAccount, type DemoAccount } from "#wire/access-api.ts";
import { clockAnswer, invariantRow, rows, session } from "#wire/http-api.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { define, type Route } from "../route.ts";
import { notFound, V1 } from "./parts.ts";

const GROUP = "The house";

export const worldRoutes = (ports: HttpPorts, demoAccounts: readonly DemoAccount[] | undefined): Route[] => [
  define({
    method: "GET",
    path: `${V1}/clock`,
    summary: "The world's clock: it stamps what happens, and runs at its own rate",
    group: GROUP,
    action: "public",
    answer: clockAnswer,
    run: async () => {
      const state = ports.clock.state();
      return { now: new Date(ports.clock.nowMs()).toISOString(), rate: state.rate, worldMs: state.worldMs, wallMs: state.wallMs };
    },
  }),
  define({
    method: "GET",
    path: `${V1}/me`,
    summary: "Who is signed in",
    group: GROUP,
    action: "session.read",
    answer: session,
    run: async ({ subject }) => {
      if (subject.kind !== "user") throw new HttpProblem(403, "a key is nobody");
      return { user: subject.user, name: subject.name, role: subject.role, sites: [...subject.sites] };
    },
  }),
  define({
    method: "GET",
    path: `${V1}/invariants`,
    summary:
      "The running proof that the books are sound: each invariant, when it was last checked, over what, and the result. `check=true` checks all of it now",
    group: GROUP,
    action: "invariants.read",
    query: z.object({ check: z.stringbool().optional() }),
    answer: rows(invariantRow),
    run: async ({ query }) => ({ rows: [...(query.check ? await ports.invariants.check() : ports.invariants.latest())], next: null }),
  }),
  define({
    method: "GET",
    path: `${V1}/demo-accounts`,
    summary: "The accounts of a demo server; any other server has none",
    group: GROUP,
    action: "public",
    answer: rows(demoAccount),
    refusals: { 404: "this is no demo" },
    run: async () => {
      if (!demoAccounts) throw notFound("thing outside a demo");
      return { rows: [...demoAccounts], next: null };
    },
  }),
];
