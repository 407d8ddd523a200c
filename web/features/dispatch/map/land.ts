import { feature } from "topojson-client";
import landAddress from "world-atlas/land-50m.json?url";
import type { Palette } from "../../../ui/palette.ts";
import { unwrapped, worldX, worldY, type MapView } from "./project.ts";

/**
 * The ground: land of Natural Earth (by world-atlas, public domain), without any border, in the theme's colours.
 * Each polygon is a path on the unit square, so a frame is a transform and a fill; what lies outside the view is left out.
 */
type Piece = Readonly<{ fill: Path2D; coast: Path2D; west: number; east: number; north: number; south: number }>;
export type Land = readonly Piece[];

type Ring = readonly (readonly number[])[];

export const loadLand = async (): Promise<Land> => {
  const response = await fetch(landAddress);
  if (!response.ok) throw new Error(`the land of the map: HTTP ${response.status}`);
  const topology = (await response.json()) as Parameters<typeof feature>[0];
  const land = topology.objects["land"];
  if (!land) throw new Error("the land of the map is not in its file");
  const found = feature(topology, land);
  const features = found.type === "FeatureCollection" ? found.features : [found];
  return features.flatMap(({ geometry }) => {
    if (geometry.type === "Polygon") return [pieceOf(geometry.coordinates)];
    return geometry.type === "MultiPolygon" ? geometry.coordinates.map(pieceOf) : [];
  });
};

/** Rings run over the antimeridian: their longitudes are made continuous, so a piece may reach past the square's side. */
const pieceOf = (rings: readonly Ring[]): Piece => {
  const fill = new Path2D();
  const coast = new Path2D();
  const box = { west: 1, east: 0, north: 1, south: 0 };
  for (const ring of rings) {
    const points = unwrapped(ring.map(([lon = 0, lat = 0]) => [lat, lon] as const)).map(([lat, lon]) => ({
      x: worldX(lon),
      y: worldY(lat),
    }));
    points.forEach(({ x, y }, index) => {
      box.west = Math.min(box.west, x);
      box.east = Math.max(box.east, x);
      box.north = Math.min(box.north, y);
      box.south = Math.max(box.south, y);
      if (index === 0) fill.moveTo(x, y);
      else fill.lineTo(x, y);
      if (index === 0) coast.moveTo(x, y);
      else coast.lineTo(x, y);
    });
    const [first] = points;
    const last = points.at(-1);
    // A ring around the pole does not close by itself: it ends a whole turn from where it began.
    if (first && last && Math.abs(first.x - last.x) > HALF_TURN) {
      fill.lineTo(last.x, BELOW_THE_MAP);
      fill.lineTo(first.x, BELOW_THE_MAP);
      box.south = BELOW_THE_MAP;
    }
    fill.closePath();
  }
  return { fill, coast, ...box };
};
const HALF_TURN = 0.5;
const BELOW_THE_MAP = 1.2;

export const drawGround = (context: CanvasRenderingContext2D, view: MapView, ground: Readonly<{ land: Land; palette: Palette }>): void => {
  const { worldPx, originX, originY, widthPx, heightPx } = view;
  // One copy more to each side, for what reaches past the antimeridian.
  const first = Math.floor(originX / worldPx) - 1;
  const last = Math.floor((originX + widthPx) / worldPx) + 1;
  const top = originY / worldPx;
  const bottom = (originY + heightPx) / worldPx;
  drawGraticule(context, view, ground.palette);
  for (let copy = first; copy <= last; copy++) {
    const left = originX / worldPx - copy;
    const right = left + widthPx / worldPx;
    context.save();
    context.translate(copy * worldPx - originX, -originY);
    context.scale(worldPx, worldPx);
    context.fillStyle = ground.palette.land;
    context.strokeStyle = ground.palette.coast;
    context.lineWidth = 0.9 / worldPx;
    for (const piece of ground.land) {
      if (piece.east < left || piece.west > right || piece.south < top || piece.north > bottom) continue;
      context.fill(piece.fill, "evenodd");
      context.stroke(piece.coast);
    }
    context.restore();
  }
};

const drawGraticule = (context: CanvasRenderingContext2D, view: MapView, palette: Palette): void => {
  const stepDegrees = view.zoom < 4 ? 30 : view.zoom < 6 ? 10 : view.zoom < 9 ? 2 : 0.5;
  const stepPx = (stepDegrees / 360) * view.worldPx;
  context.strokeStyle = palette.graticule;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = Math.ceil(view.originX / stepPx) * stepPx - view.originX; x <= view.widthPx; x += stepPx) {
    context.moveTo(x, 0);
    context.lineTo(x, view.heightPx);
  }
  const southmost = Math.max(-80, latAt(view, view.heightPx));
  for (let lat = Math.ceil(southmost / stepDegrees) * stepDegrees; lat <= Math.min(84, latAt(view, 0)); lat += stepDegrees) {
    const y = worldY(lat) * view.worldPx - view.originY;
    context.moveTo(0, y);
    context.lineTo(view.widthPx, y);
  }
  context.stroke();
};

const latAt = (view: MapView, y: number): number => {
  const share = Math.PI * (1 - (2 * (y + view.originY)) / view.worldPx);
  return (Math.atan(Math.sinh(share)) * 180) / Math.PI;
};
