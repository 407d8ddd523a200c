import { unwrapped, worldX, worldY, type MapView } from "./project.ts";

/** Lines of travel: what was planned, dashed; what was travelled, solid. */
export type Route = Readonly<{
  path: readonly (readonly [lat: number, lon: number])[];
  colour: string;
  style: "planned" | "travelled" | "next";
  /** The number of a unit whose present place ends the line. */
  upTo?: number | undefined;
}>;

const DASHES: Readonly<Record<Route["style"], readonly number[]>> = { planned: [2, 6], next: [7, 5], travelled: [] };
const WIDTHS: Readonly<Record<Route["style"], number>> = { planned: 1.6, next: 2, travelled: 2.6 };

export const drawRoutes = (context: CanvasRenderingContext2D, view: MapView, routes: readonly Route[]): void => {
  context.save();
  context.lineJoin = "round";
  context.lineCap = "round";
  for (const route of routes) {
    if (route.path.length < 2) continue;
    context.strokeStyle = route.colour;
    context.lineWidth = WIDTHS[route.style];
    context.setLineDash([...DASHES[route.style]]);
    for (const copy of copiesOf(route.path, view)) tracePath(context, view, copy);
  }
  context.restore();
};

type Copy = Readonly<{ path: readonly (readonly [number, number])[]; shiftPx: number }>;

const copiesOf = (path: Route["path"], view: MapView): readonly Copy[] => {
  const whole = unwrapped(path);
  const xs = whole.map(([, lon]) => worldX(lon) * view.worldPx - view.originX);
  const left = Math.min(...xs);
  const right = Math.max(...xs);
  const first = Math.ceil(-right / view.worldPx);
  const last = Math.floor((view.widthPx - left) / view.worldPx);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({ path: whole, shiftPx: (first + index) * view.worldPx }));
};

const tracePath = (context: CanvasRenderingContext2D, view: MapView, { path, shiftPx }: Copy): void => {
  context.beginPath();
  path.forEach(([lat, lon], index) => {
    const x = worldX(lon) * view.worldPx - view.originX + shiftPx;
    const y = worldY(lat) * view.worldPx - view.originY;
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
};
