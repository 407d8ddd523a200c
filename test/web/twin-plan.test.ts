import { describe, expect, test } from "vitest";
import type { TwinCell } from "#wire/customs-books.ts";
import { layOut, neighbourOf, readName, type Box } from "../../web/features/twin/plan-layout.ts";
import { fitted, kept, showing, zoomed } from "../../web/features/twin/plan-view.ts";

const cell = (location: string, kind = "bin", plan: Box | null = null): TwinCell => ({
  location,
  kind,
  plan,
  colour: null,
  states: [],
  held: false,
  matches: true,
});
const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
const two = (value: number): string => String(value).padStart(2, "0");
const WAREHOUSE = [
  ...["A", "B"].flatMap((aisle) =>
    [1, 2].flatMap((row) => Array.from({ length: 15 }, (_, at) => cell(`${aisle}-${two(row)}-${two(at + 1)}`))),
  ),
  ...["D1", "D2", "D10"].map((name) => cell(name, "dock")),
  cell("S1", "staging"),
  cell("C1", "cage"),
  cell("G1", "gate"),
  cell("truck-7", "vehicle"),
];
const WIDE = { w: 1300, h: 700 };
const TALL = { w: 370, h: 480 };

test.each([
  ["A-01-07", { zone: "A", row: "01", position: "07" }],
  ["B2-03", { zone: "B2", row: "", position: "03" }],
  ["A-01-02-03", { zone: "A", row: "01-02", position: "03" }],
  ["D12", { zone: "D", row: "", position: "12" }],
  ["YARD", { zone: "YARD", row: "", position: "" }],
  ["7", { zone: "7", row: "", position: "7" }],
])("%s is read as aisle, row and position", (location, name) => {
  expect(readName(location)).toEqual(name);
});

describe.each([
  ["a desk", WIDE],
  ["a phone", TALL],
])("on %s", (_, screen) => {
  const plan = layOut(WAREHOUSE, screen);
  test("every cell stands once, and none on another", () => {
    expect(plan.cells.map(({ cell: { location } }) => location).toSorted()).toEqual(WAREHOUSE.map(({ location }) => location).toSorted());
    const clashes = plan.cells.flatMap((a, at) => plan.cells.slice(at + 1).filter((b) => overlap(a.box, b.box)));
    expect(clashes).toEqual([]);
  });
  test("the plan holds all of them", () => {
    for (const { box } of plan.cells) {
      expect(box.x).toBeGreaterThanOrEqual(plan.box.x);
      expect(box.x + box.w).toBeLessThanOrEqual(plan.box.x + plan.box.w + 1e-9);
      expect(box.y + box.h).toBeLessThanOrEqual(plan.box.y + plan.box.h + 1e-9);
    }
  });
  test("docks and staging stand above the racks, cages, gates and vehicles below", () => {
    const spread = (kinds: readonly string[]) => plan.cells.filter((each) => kinds.includes(each.cell.kind)).map(({ box }) => box.y);
    expect(Math.max(...spread(["dock", "staging"]))).toBeLessThan(Math.min(...spread(["bin"])));
    expect(Math.max(...spread(["bin"]))).toBeLessThan(Math.min(...spread(["cage", "gate", "vehicle"])));
  });
});

test("numbers are counted, not spelt: dock 2 stands before dock 10", () => {
  const at = (location: string) => layOut(WAREHOUSE, WIDE).cells.find((each) => each.cell.location === location)?.box.x ?? 0;
  expect(at("D2")).toBeLessThan(at("D10"));
});

test("cells that master data places in metres stay there; the others stand below them", () => {
  const plan = layOut([cell("A", "bin", { x: 10, y: 5, w: 4, h: 2 }), cell("B", "bin", { x: 20, y: 5, w: 4, h: 2 }), cell("C")], WIDE);
  const at = Object.fromEntries(plan.cells.map(({ cell: { location }, box }) => [location, box]));
  expect(at["A"]).toEqual({ x: 10, y: 5, w: 4, h: 2 });
  expect(at["C"]?.y).toBeGreaterThanOrEqual(7);
  expect(plan.cellSize).toBe(2);
});

test("the arrows go to the cell that lies straight ahead, and stop at the edge", () => {
  const { cells } = layOut(
    Array.from({ length: 8 }, (_, at) => cell(`A-0${(at % 2) + 1}-0${Math.floor(at / 2) + 1}`)),
    WIDE,
  );
  const from = (location: string) => cells.find((each) => each.cell.location === location)?.box ?? { x: 0, y: 0, w: 1, h: 1 };
  const next = (location: string, arrow: Parameters<typeof neighbourOf>[2]) => neighbourOf(cells, from(location), arrow)?.cell.location;
  expect(next("A-01-02", "ArrowRight")).toBe("A-01-03");
  expect(next("A-01-02", "ArrowLeft")).toBe("A-01-01");
  expect(next("A-01-02", "ArrowDown")).toBe("A-02-02");
  expect(next("A-02-03", "ArrowUp")).toBe("A-01-03");
  expect(next("A-01-01", "ArrowLeft")).toBeUndefined();
});

describe("what is seen of the plan", () => {
  const content = { x: 0, y: 0, w: 20, h: 10 };
  const whole = fitted(content, WIDE, { x: 16, y: 16, right: 60 });
  const limits = { min: whole, maxPxPerUnit: 150, screenW: WIDE.w };
  test("at rest it is the whole, in the proportions of the screen", () => {
    expect(whole.w / whole.h).toBeCloseTo(WIDE.w / WIDE.h);
    expect(whole.x).toBeLessThan(0);
    expect(whole.x + whole.w).toBeGreaterThan(20);
  });
  test("what lies under the pointer stays under it", () => {
    const at = { x: 5, y: 3 };
    const near = zoomed(whole, 2, at, limits);
    expect((at.x - near.x) / near.w).toBeCloseTo((at.x - whole.x) / whole.w);
    expect((at.y - near.y) / near.h).toBeCloseTo((at.y - whole.y) / whole.h);
    expect(near.w).toBeCloseTo(whole.w / 2);
  });
  test("it is never wider than the whole, nor a cell larger than allowed", () => {
    expect(zoomed(whole, 0.1, { x: 5, y: 3 }, limits).w).toBeCloseTo(whole.w);
    expect(WIDE.w / zoomed(whole, 1000, { x: 5, y: 3 }, limits).w).toBeCloseTo(150);
  });
  test("it cannot be pushed off the plan", () => {
    const near = zoomed(whole, 4, { x: 5, y: 3 }, limits);
    const pushed = kept({ ...near, x: 999, y: -999 }, whole);
    expect(pushed.x + pushed.w).toBeCloseTo(whole.x + whole.w);
    expect(pushed.y).toBeCloseTo(whole.y);
  });
  test("a cell that is reached by keys comes into sight, and one that is in sight moves nothing", () => {
    const near = { x: 0, y: 0, w: 4, h: 2 };
    expect(showing(near, { x: 1, y: 0.6, w: 1, h: 0.5 }, 0.1)).toEqual(near);
    const moved = showing(near, { x: 10, y: 0.6, w: 1, h: 0.5 }, 0.1);
    expect(moved.x + moved.w).toBeGreaterThanOrEqual(11);
  });
});
