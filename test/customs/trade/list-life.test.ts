/** Status codes of the list's receipts (CEB622, 624, 626); return deadlines of customs rules 2.8 (GACC 2020 no. 45, 2018 no. 194). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decideList,
  evolveList,
  initialList,
  listStanding,
  releasedAtMs,
  type ListCommand,
  type ListLife,
  type ListRefusal,
} from "../../../server/domain/customs/trade/list-life.ts";
import { listObligations, refundDifferences, refundState } from "../../../server/domain/customs/trade/list-obligations.ts";
import type { Receipt } from "../../../server/domain/customs/trade/list-status.ts";
import { n } from "./support.ts";

const at = (time: string): number => Date.parse(`2026-${time}+08:00`);
const LINES = [
  { line: 1, quantity: n("2") },
  { line: 2, quantity: n("1") },
];
const declare: ListCommand = { do: "declare", lines: LINES };
const receive = (status: number, atMs: number): ListCommand => ({ do: "receive", receipt: { status, atMs } });

type Outcome = Readonly<{ life: ListLife; refusals: readonly ListRefusal[]; events: number }>;
const run = (life: ListLife, ...commands: readonly ListCommand[]): Outcome => {
  const refusals: ListRefusal[] = [];
  let events = 0;
  for (const command of commands) {
    const decision = decideList(life, command);
    if ("refusals" in decision) refusals.push(...decision.refusals);
    else {
      events += decision.events.length;
      for (const event of decision.events) life = evolveList(life, event);
    }
  }
  return { life, refusals, events };
};
const lifeOf = (...commands: readonly ListCommand[]): ListLife => run(initialList("import"), ...commands).life;
const declared = lifeOf(declare);

describe("a status", () => {
  test.each([
    [1, "declared"],
    [2, "declared"],
    [3, "declared"],
    [4, "send_failed"],
    [-301012, "format_error"],
    [100, "rejected"],
    [120, "accepted"],
    [300, "manual_review"],
    [399, "reviewed"],
    [500, "inspecting"],
    [501, "detained"],
    [502, "detained"],
    [503, "detained"],
    [505, "detained"],
    [599, "detained"],
    [600, "suspended"],
    [700, "shipped_back"],
    [800, "released"],
    [899, "closed"],
  ])("%i of the official table makes a list %s", (status, state) => {
    expect(listStanding(run(declared, receive(status, 1_000)).life)).toEqual({ state, status, differences: [] });
  });
  test("that the table does not hold is kept, named, and moves nothing", () => {
    const { life } = run(declared, receive(120, 1_000), receive(777, 2_000));
    expect(listStanding(life)).toEqual({ state: "accepted", status: 120, differences: ["status_unknown"] });
  });
});

describe("before customs answers", () => {
  test("a list is a draft, then declared", () => {
    expect(listStanding(initialList("import")).state).toBe("draft");
    expect(listStanding(declared)).toEqual({ state: "declared", status: undefined, differences: [] });
  });
  test.each([4, -1, 100])("after %i it may be declared again; the earlier answer no longer counts", (status) => {
    const { life, refusals } = run(declared, receive(2, 1_000), receive(status, 2_000), declare);
    expect([refusals, listStanding(life).state]).toEqual([[], "declared"]);
    expect(listStanding(run(life, receive(800, 3_000), receive(status, 2_000), receive(2, 1_500)).life)).toEqual({
      state: "released",
      status: 800,
      differences: [],
    });
  });
  test.each([2, 120, 500, 600, 700, 800, 899])("after %i it may not", (status) => {
    expect(run(declared, receive(status, 1_000), declare).refusals).toEqual(["already_declared"]);
  });
});

describe("receipts out of order, doubled and late", () => {
  const ROAD: readonly Receipt[] = [2, 3, 120, 300, 399, 500, 800, 899].map((status, index) => ({ status, atMs: (index + 1) * 1_000 }));

  test("a late 120 after 800 changes nothing, whatever time it bears", () => {
    const { life } = run(declared, receive(800, 5_000), receive(120, 3_000), receive(120, 9_000));
    expect(listStanding(life)).toEqual({ state: "released", status: 800, differences: [] });
  });
  test("a doubled receipt is no event", () => {
    expect(run(run(declared, receive(120, 3_000)).life, receive(120, 3_000)).events).toBe(0);
  });
  test("within customs the latest by customs' own time stands", () => {
    expect(listStanding(run(declared, receive(500, 4_000), receive(399, 3_000)).life).state).toBe("inspecting");
    expect(listStanding(run(declared, receive(399, 5_000), receive(500, 4_000)).life).state).toBe("reviewed");
  });
  test("of two at one instant the one further on stands", () => {
    expect(listStanding(run(declared, receive(399, 4_000), receive(120, 4_000)).life).state).toBe("reviewed");
  });
  test.each<[string, readonly Receipt[], string, readonly string[]]>([
    ["100 after 800", [...ROAD.slice(0, 7), { status: 100, atMs: 9_000 }], "released", ["rejected_and_released"]],
    ["700 after 800", [...ROAD.slice(0, 7), { status: 700, atMs: 9_000 }], "released", ["shipped_back_and_released"]],
    [
      "100 and 700",
      [
        { status: 100, atMs: 1 },
        { status: 700, atMs: 2 },
      ],
      "shipped_back",
      ["rejected_and_shipped_back"],
    ],
    ["查验 after 放行", [...ROAD.slice(0, 7), { status: 500, atMs: 9_000 }], "released", ["stopped_after_release"]],
    ["a format error for what is 入库", [...ROAD.slice(0, 3), { status: -5, atMs: 3_500 }], "accepted", ["error_after_acceptance"]],
  ])("a contradiction is a named difference: %s", (_name, receipts, state, differences) => {
    for (const order of [receipts, receipts.toReversed()]) {
      const { life } = run(declared, ...order.map(({ status, atMs }) => receive(status, atMs)));
      expect(listStanding(life)).toMatchObject({ state, differences });
    }
  });

  const anyReceipts = fc.array(
    fc.record({
      status: fc.constantFrom(-7, -1, 1, 2, 3, 4, 100, 120, 300, 399, 500, 501, 502, 503, 505, 599, 600, 700, 777, 800, 899),
      atMs: fc.integer({ min: 1, max: 20 }),
    }),
    { maxLength: 14 },
  );
  test("any order and any repetition of the same receipts ends in the same state", () => {
    const shuffled = anyReceipts.chain((receipts) =>
      fc.tuple(fc.constant(receipts), fc.shuffledSubarray([...receipts, ...receipts], { minLength: receipts.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([receipts, again]) => {
        const one = run(declared, ...receipts.map(({ status, atMs }) => receive(status, atMs))).life;
        const other = run(declared, ...again.map(({ status, atMs }) => receive(status, atMs))).life;
        expect(other).toEqual(one);
        expect(listStanding(other)).toEqual(listStanding(one));
      }),
    );
  });
  test("what is released stays released, whatever else is told", () => {
    fc.assert(
      fc.property(anyReceipts, (receipts) => {
        const { life } = run(declared, receive(800, 10), ...receipts.map(({ status, atMs }) => receive(status, atMs)));
        expect(["released", "closed"]).toContain(listStanding(life).state);
      }),
    );
  });
});

describe("a cancellation (CEB623)", () => {
  const cancel: ListCommand = { do: "request_cancel", request: "C1" };
  const answer = (status: number, atMs: number): ListCommand => ({ do: "receive_cancel", request: "C1", receipt: { status, atMs } });
  const accepted = run(declared, receive(120, 1_000)).life;

  test("granted with 399 ends the list; refused with 100 leaves it", () => {
    expect(listStanding(run(accepted, cancel, answer(120, 2_000), answer(399, 3_000)).life).state).toBe("cancelled");
    expect(listStanding(run(accepted, cancel, answer(100, 3_000)).life).state).toBe("accepted");
    expect(listStanding(run(accepted, cancel).life).state).toBe("accepted");
  });
  test("refused and then granted is granted, in whatever order the answers come", () => {
    for (const answers of [
      [answer(100, 2_000), answer(399, 3_000)],
      [answer(399, 3_000), answer(100, 2_000)],
    ])
      expect(listStanding(run(accepted, cancel, ...answers).life).state).toBe("cancelled");
    expect(listStanding(run(accepted, cancel, answer(399, 2_000), answer(-1, 3_000)).life).state).toBe("accepted");
  });
  test("of a list that is not with customs, or is closed, is refused", () => {
    expect(run(declared, cancel).refusals).toEqual(["not_accepted"]);
    expect(run(declared, receive(100, 1_000), cancel).refusals).toEqual(["not_accepted"]);
    expect(run(declared, receive(899, 1_000), cancel).refusals).toEqual(["already_closed"]);
    expect(run(accepted, cancel, answer(399, 2_000), { do: "request_cancel", request: "C2" }).refusals).toEqual(["already_closed"]);
  });
  test("that is answered before it was heard of, and asked twice, is one", () => {
    const { life } = run(accepted, answer(399, 3_000), cancel, answer(399, 3_000));
    expect(listStanding(life).state).toBe("cancelled");
    expect(run(run(accepted, cancel).life, cancel).events).toBe(0);
  });
  test("does not undo a later release: that is a difference", () => {
    const { life } = run(accepted, cancel, answer(399, 3_000), receive(800, 4_000));
    expect(listStanding(life)).toMatchObject({ state: "released", differences: ["released_after_cancel"] });
    expect(listStanding(run(accepted, cancel, answer(399, 3_000), receive(800, 2_000)).life).state).toBe("cancelled");
  });
});

describe("a return (CEB625)", () => {
  const RELEASED_MS = at("03-01T14:30:00");
  const released = run(declared, receive(120, RELEASED_MS - 1), receive(800, RELEASED_MS)).life;
  const refund = (request: string, atMs: number, lines = LINES): ListCommand => ({ do: "request_refund", request, atMs, lines });
  const answer = (request: string, status: number): ListCommand => ({
    do: "receive_refund",
    request,
    receipt: { status, atMs: at("03-05T00:00:00") },
  });
  const back = (request: string, atMs: number): ListCommand => ({ do: "record_goods_back", request, atMs });
  const stateOf = (life: ListLife, request = "R1") => refundState(life, life.refunds.get(request)!);

  test("may be asked for within 30 days of the release, goods are owed within 45, tax on the 45th", () => {
    expect(listObligations(released)).toEqual([
      { kind: "refund_application", dueMs: at("03-31T23:59:59.999"), source: "海关总署公告2020年第45号" },
      { kind: "tax_payment", dueMs: at("04-15T23:59:59.999"), source: "海关总署公告2018年第194号" },
    ]);
    const { life } = run(released, refund("R1", at("03-04T10:00:00")));
    expect(listObligations(life)).toContainEqual({
      kind: "refund_goods_back",
      dueMs: at("04-15T23:59:59.999"),
      source: "海关总署公告2020年第45号",
      request: "R1",
    });
  });
  test.each([
    ["03-31T23:59:59.999", []],
    ["04-01T00:00:00", ["refund_too_late"]],
  ])("asked for at %s", (time, refusals) => {
    expect(run(released, refund("R1", at(time))).refusals).toEqual(refusals);
  });
  test.each([
    ["04-15T23:59:59.999", "returned", []],
    ["04-16T00:00:00", "returned_late", ["goods_back_late"]],
  ])("with goods back at %s is %s", (time, state, differences) => {
    const { life } = run(released, refund("R1", at("03-04T10:00:00")), answer("R1", 399), back("R1", at(time)));
    expect([stateOf(life), refundDifferences(life)]).toEqual([state, differences]);
  });
  test("of everything, back in time, owes no tax; of a part it does", () => {
    const whole = run(released, refund("R1", at("03-04T10:00:00")), answer("R1", 399), back("R1", at("03-10T10:00:00"))).life;
    expect(listObligations(whole)).toEqual([]);
    const part = run(released, refund("R1", at("03-04T10:00:00"), [LINES[0]!]), answer("R1", 399), back("R1", at("03-10T10:00:00"))).life;
    expect(listObligations(part).map(({ kind }) => kind)).toEqual(["refund_application", "tax_payment"]);
  });
  test("is never of more than was listed, over all that was not refused", () => {
    const one = [{ line: 1, quantity: n("1.5") }];
    const asked = run(released, refund("R1", at("03-04T10:00:00"), one)).life;
    expect(run(asked, refund("R2", at("03-05T10:00:00"), one)).refusals).toEqual(["refund_more_than_listed"]);
    expect(run(asked, answer("R1", 100), refund("R2", at("03-06T10:00:00"), one)).refusals).toEqual([]);
    expect(run(released, refund("R1", at("03-04T10:00:00"), [...one, ...one])).refusals).toEqual(["refund_more_than_listed"]);
  });
  test("is refused with all reasons at once", () => {
    const wrong = [
      { line: 1, quantity: n("9") },
      { line: 7, quantity: n("1") },
    ];
    expect(run(released, refund("R1", at("05-01T00:00:00"), wrong)).refusals).toEqual([
      "refund_too_late",
      "refund_line_unknown",
      "refund_more_than_listed",
    ]);
    expect(run(released, refund("R1", at("03-04T10:00:00"), [])).refusals).toEqual(["refund_empty"]);
  });
  test("of a list that is not released, was cancelled, or is an export is refused", () => {
    expect(run(declared, receive(120, 1_000), refund("R1", 2_000)).refusals).toEqual(["not_released"]);
    const exported = run(initialList("export"), declare, receive(800, RELEASED_MS)).life;
    expect(run(exported, refund("R1", RELEASED_MS)).refusals).toEqual(["not_an_import"]);
    expect(listObligations(exported)).toEqual([]);
    const cancelled = run(
      released,
      { do: "request_cancel", request: "C1" },
      {
        do: "receive_cancel",
        request: "C1",
        receipt: { status: 399, atMs: RELEASED_MS + 1_000 },
      },
    ).life;
    expect(run(cancelled, refund("R1", RELEASED_MS + 2_000)).refusals).toEqual(["not_released"]);
    expect(listObligations(cancelled)).toEqual([]);
  });
  test("asked for twice is one; with other lines it is refused", () => {
    const asked = run(released, refund("R1", at("03-04T10:00:00"))).life;
    expect(run(asked, refund("R1", at("03-05T10:00:00")))).toMatchObject({ events: 0, refusals: [] });
    expect(run(asked, refund("R1", at("03-05T10:00:00"), [LINES[0]!])).refusals).toEqual(["request_changed"]);
  });
  test("whose goods or answer come before it is heard of ends alike", () => {
    const commands = [answer("R1", 399), back("R1", at("03-10T10:00:00")), back("R1", at("03-11T10:00:00"))];
    const request = refund("R1", at("03-04T10:00:00"));
    expect(run(released, ...commands.toReversed(), request).life).toEqual(run(released, request, ...commands).life);
    const unasked = run(released, back("R1", at("03-10T10:00:00"))).life;
    expect([stateOf(unasked), refundDifferences(unasked)]).toEqual(["unasked", ["goods_back_unasked"]]);
  });
  test("counts from the release, or from the closing where the release has not come", () => {
    const closed = run(declared, receive(899, RELEASED_MS + 5_000)).life;
    expect(releasedAtMs(closed)).toBe(RELEASED_MS + 5_000);
    expect(releasedAtMs(run(closed, receive(800, RELEASED_MS)).life)).toBe(RELEASED_MS);
  });
  test("has no deadline before the notice", () => {
    const old = run(declared, receive(800, Date.parse("2018-12-31T12:00:00+08:00"))).life;
    expect(listObligations(old)).toEqual([]);
  });
});
