import type { Box } from "./plan-layout.ts";

/** The part of the plan that is on the screen: fitted, drawn nearer at a point, pushed about, and never lost from sight. */
type Size = Readonly<{ w: number; h: number }>;
type Point = Readonly<{ x: number; y: number }>;

export type Margins = Readonly<{ x: number; y: number; /** At the right, where buttons lie over the plan. */ right: number }>;

/** The whole of the plan in the middle of what the margins leave of the screen, in pixels. */
export const fitted = (content: Box, screen: Size, margins: Margins): Box => {
  const w = Math.max(1, screen.w - margins.x - margins.right);
  const h = Math.max(1, screen.h - 2 * margins.y);
  const unitsPerPx = Math.max(content.w / w, content.h / h, 1e-6);
  const view = { w: screen.w * unitsPerPx, h: screen.h * unitsPerPx };
  const centre = (margins.x + w / 2) * unitsPerPx;
  return { x: content.x + content.w / 2 - centre, y: content.y + content.h / 2 - view.h / 2, ...view };
};

/** `factor` above one draws nearer; the point of the plan under `at` stays under it. */
export const zoomed = (
  view: Box,
  factor: number,
  at: Point,
  limits: Readonly<{ min: Box; maxPxPerUnit: number; screenW: number }>,
): Box => {
  const widest = limits.min.w;
  const narrowest = limits.screenW / limits.maxPxPerUnit;
  const w = Math.min(widest, Math.max(Math.min(narrowest, widest), view.w / factor));
  const share = w / view.w;
  return { x: at.x - (at.x - view.x) * share, y: at.y - (at.y - view.y) * share, w, h: view.h * share };
};

/** Along each axis: what is smaller than the screen is in its middle, what is larger covers it. */
export const kept = (view: Box, whole: Box): Box => {
  const along = (at: number, size: number, from: number, length: number): number =>
    size >= length ? from + length / 2 - size / 2 : Math.min(from + length - size, Math.max(from, at));
  return { ...view, x: along(view.x, view.w, whole.x, whole.w), y: along(view.y, view.h, whole.y, whole.h) };
};

/** Moves no more than is needed for the box to be seen with a margin. */
export const showing = (view: Box, box: Box, margin: number): Box => {
  const along = (at: number, size: number, from: number, length: number): number => {
    if (from - margin < at) return from - margin;
    return from + length + margin > at + size ? from + length + margin - size : at;
  };
  return { ...view, x: along(view.x, view.w, box.x, box.w), y: along(view.y, view.h, box.y, box.h) };
};
