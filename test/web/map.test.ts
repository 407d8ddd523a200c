import { expect, test } from "vitest";
import { clustered } from "../../web/features/dispatch/map/cluster.ts";
import { placeLabels } from "../../web/features/dispatch/map/labels.ts";
import {
  compactSpan,
  copiesInView,
  narrowestSpan,
  unwrapped,
  worldX,
  worldY,
  type MapView,
} from "../../web/features/dispatch/map/project.ts";

const view = (originX: number): MapView => ({ worldPx: 1000, originX, originY: 0, widthPx: 500, heightPx: 500, zoom: 2 });

test("the corners of Web Mercator's square are where they belong", () => {
  expect([worldX(-180), worldX(0), worldX(180)]).toEqual([0, 0.5, 1]);
  expect(worldY(0)).toBeCloseTo(0.5, 12);
  expect(worldY(85.0511)).toBeCloseTo(0, 5);
  expect(worldY(-85.0511)).toBeCloseTo(1, 5);
});

test("a place is seen on the copy of the world that is in view, to the left and to the right", () => {
  expect(copiesInView(view(0), 0, 0)).toEqual([500]);
  expect(copiesInView(view(900), -180, 0)).toEqual([100]);
  expect(copiesInView(view(-300), 179, 0)[0]).toBeCloseTo(297.2, 1);
});

test("a path over the antimeridian goes on, instead of back across the map", () => {
  expect(
    unwrapped([
      [40, 170],
      [42, -170],
      [40, -120],
    ]).map(([, lon]) => lon),
  ).toEqual([170, 190, 240]);
  expect(
    unwrapped([
      [40, -170],
      [42, 170],
    ]).map(([, lon]) => lon),
  ).toEqual([-170, -190]);
});

test("the narrowest span is cut at the widest empty gap", () => {
  expect(narrowestSpan([170, -170])).toEqual({ west: -190, east: -170 });
  expect(narrowestSpan([6, 112, 100])).toEqual({ west: 6, east: 112 });
  expect(narrowestSpan([])).toBeUndefined();
});

test("one far place does not widen the first view", () => {
  expect(compactSpan([6, 37, 100, 112, 113, -118], 190)).toMatchObject({ west: 6, east: 113 });
  expect(compactSpan([112, -118], 10)?.kept).toHaveLength(1);
});

test("what lies together is one with a count; what must be seen stands alone", () => {
  const placed = [
    { x: 0, y: 0, item: "a" },
    { x: 5, y: 5, item: "b" },
    { x: 90, y: 0, item: "c" },
    { x: 2, y: 2, item: "alarm" },
  ];
  const groups = clustered(placed, 30, (item) => item === "alarm");
  expect(groups.map((group) => group.items)).toEqual([["a", "b"], ["c"], ["alarm"]]);
  expect(clustered(placed, 0, () => false)).toHaveLength(4);
});

test("labels never cover one another, but for the one that must be seen", () => {
  const label = (text: string, always = false) => ({ x: 50, y: 50, offsetPx: 10, text, widthPx: 60, always });
  const placed = placeLabels(
    ["a", "b", "c", "d", "e", "f"].map((text) => label(text)),
    [],
  );
  expect(placed.length).toBeLessThan(6);
  const boxes = placed.map(({ x, y }) => ({ x, y: y - 8 }));
  for (const [index, a] of boxes.entries()) {
    for (const b of boxes.slice(index + 1)) expect(Math.abs(a.x - b.x) >= 60 || Math.abs(a.y - b.y) >= 16).toBe(true);
  }
  expect(placeLabels([label("a"), label("b"), label("c"), label("d"), label("chosen", true)], [])).toHaveLength(5);
});
