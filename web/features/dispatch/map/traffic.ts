import type { UnitMode } from "#wire/words.ts";
import type { Motion, Pose } from "../../../live/motion.ts";
import type { Palette } from "../../../ui/palette.ts";
import { ageOf, type Age } from "../age.ts";
import { clustered, type Cluster, type Placed } from "./cluster.ts";
import { placeLabels, type Box, type Label } from "./labels.ts";
import { copiesInView, yInView, type MapView } from "./project.ts";
import { drawRoutes, type Route } from "./routes.ts";
import { DISC_PX, makeSprites, SITE_PX, SPRITE_PX, type Sprites } from "./sprites.ts";

/**
 * Everything that stands or moves on the map, drawn on one canvas: routes, sites, clusters, units, labels. React hands in a scene
 * when it changes; positions are read from the motion store at each frame, so no render of React is on the way of a movement.
 */
export type TrafficUnit = Readonly<{ n: number; unit: string; mode: UnitMode; label: string; alarm: "critical" | "major" | undefined }>;
export type TrafficSite = Readonly<{ site: string; kind: string; label: string; lat: number; lon: number }>;
export type Scene = Readonly<{
  units: readonly TrafficUnit[];
  sites: readonly TrafficSite[];
  selected: string | undefined;
  selectedSite: string | undefined;
  routes: readonly Route[];
  palette: Palette;
  countLabel: (count: number) => string;
  /** How old a position is, for those that are no longer fresh. */
  ageLabel: (ageMs: number) => string;
}>;
export type Hit =
  | Readonly<{ kind: "unit"; unit: string }>
  | Readonly<{ kind: "site"; site: string }>
  | Readonly<{ kind: "cluster"; lat: number; lon: number; units: readonly string[] }>;

type Shown = Readonly<{ unit: TrafficUnit; pose: Pose; age: Age }>;
type Target = Readonly<{ x: number; y: number; reachPx: number; hit: Hit }>;

const CLUSTER_BELOW_ZOOM = 9;
const CLUSTER_REACH_PX = 30;
const UNIT_LABELS_FROM_ZOOM = 6.5;
const TOUCH_REACH_PX = 20;
/** Ages change, and with them texts. */
const WIDTHS_KEPT = 5_000;
const LABEL_FONT = '500 12px ui-sans-serif, system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

export class Traffic {
  readonly #motion: Motion;
  readonly #worldNowMs: () => number;
  readonly #widths = new Map<string, number>();
  #scene: Scene | undefined;
  #sprites: Sprites | undefined;
  #targets: Target[] = [];

  constructor(motion: Motion, worldNowMs: () => number) {
    this.#motion = motion;
    this.#worldNowMs = worldNowMs;
  }

  setScene(scene: Scene): void {
    if (scene.palette !== this.#scene?.palette) this.#sprites = makeSprites(scene.palette);
    this.#scene = scene;
  }

  /** What lies under a point; of several the last drawn, which lies on top. */
  hit(x: number, y: number): Hit | undefined {
    return this.#targets.findLast((target) => Math.hypot(target.x - x, target.y - y) <= target.reachPx)?.hit;
  }

  draw(context: CanvasRenderingContext2D, view: MapView): void {
    const scene = this.#scene;
    if (!scene || !this.#sprites) return;
    this.#targets = [];
    drawRoutes(
      context,
      view,
      scene.routes.map((route) => this.#upToNow(route)),
    );
    const labels: Label[] = [];
    const boxes: Box[] = [];
    this.#drawSites({ context, view, scene, labels, boxes });
    this.#drawUnits({ context, view, scene, labels, boxes });
    this.#drawLabels(context, scene.palette, placeLabels(labels, boxes));
  }

  #upToNow(route: Route): Route {
    const pose = route.upTo === undefined ? undefined : this.#motion.pose(route.upTo, this.#worldNowMs());
    return pose ? { ...route, path: [...route.path, [pose.lat, pose.lon]] } : route;
  }

  #drawSites({ context, view, scene, labels, boxes }: Drawing): void {
    for (const site of scene.sites) {
      const y = yInView(view, site.lat);
      const chosen = site.site === scene.selectedSite;
      for (const x of copiesInView(view, site.lon, SITE_PX)) {
        const sprite = this.#sprites?.site(site.kind);
        if (sprite) context.drawImage(sprite, x - SITE_PX / 2 - 2, y - SITE_PX / 2 - 2, SITE_PX + 4, SITE_PX + 4);
        if (chosen) ring(context, { x, y }, SITE_PX / 2 + 5, scene.palette.brand);
        boxes.push(boxAround(x, y, SITE_PX));
        labels.push(this.#label(context, { x, y, text: site.label, offsetPx: SITE_PX / 2 + 9, always: chosen }));
        this.#targets.push({ x, y, reachPx: TOUCH_REACH_PX, hit: { kind: "site", site: site.site } });
      }
    }
  }

  #drawUnits(drawing: Drawing): void {
    const { view, scene, context, boxes } = drawing;
    const placed = this.#placed(view, scene);
    const reachPx = view.zoom < CLUSTER_BELOW_ZOOM ? CLUSTER_REACH_PX : 0;
    const groups = clustered(placed, reachPx, ({ unit }) => unit.unit === scene.selected || unit.alarm === "critical");
    // Crowds below, single ones over them, the selected one on top of all.
    const rank = (group: Cluster<Shown>): number =>
      group.items.length > 1 ? 0 : group.items[0]?.unit.unit === scene.selected ? 3 : group.items[0]?.unit.alarm ? 2 : 1;
    for (const group of [...groups].sort((a, b) => rank(a) - rank(b))) {
      boxes.push(boxAround(group.x, group.y, DISC_PX));
      const [only] = group.items;
      if (group.items.length === 1 && only) this.#drawUnit(drawing, group, only);
      else this.#drawCluster(context, group, scene);
    }
  }

  #placed(view: MapView, scene: Scene): Placed<Shown>[] {
    const worldMs = this.#worldNowMs();
    const placed: Placed<Shown>[] = [];
    for (const unit of scene.units) {
      const pose = this.#motion.pose(unit.n, worldMs);
      if (!pose) continue;
      const y = yInView(view, pose.lat);
      if (y < -SPRITE_PX || y > view.heightPx + SPRITE_PX) continue;
      const item = { unit, pose, age: ageOf(unit.mode, pose.fixAtMs, worldMs) };
      for (const x of copiesInView(view, pose.lon, SPRITE_PX)) placed.push({ x, y, item });
    }
    return placed;
  }

  #drawUnit({ context, view, scene, labels }: Drawing, at: { x: number; y: number }, { unit, pose, age }: Shown): void {
    const look = { mode: unit.mode, age, alarm: unit.alarm };
    const chosen = unit.unit === scene.selected;
    if (chosen) ring(context, at, DISC_PX / 2 + 8, scene.palette.brand);
    if (pose.moving && this.#sprites) {
      context.save();
      context.translate(at.x, at.y);
      context.rotate((pose.headingDeg * Math.PI) / 180);
      context.drawImage(this.#sprites.pointer(look), -SPRITE_PX / 2, -SPRITE_PX / 2, SPRITE_PX, SPRITE_PX);
      context.restore();
    }
    if (this.#sprites) context.drawImage(this.#sprites.unit(look), at.x - SPRITE_PX / 2, at.y - SPRITE_PX / 2, SPRITE_PX, SPRITE_PX);
    if (chosen || unit.alarm || view.zoom >= UNIT_LABELS_FROM_ZOOM) {
      const text = age === "fresh" ? unit.label : `${unit.label} · ${scene.ageLabel(this.#worldNowMs() - pose.fixAtMs)}`;
      labels.unshift(this.#label(context, { ...at, text, offsetPx: DISC_PX / 2 + 7, always: chosen }));
    }
    this.#targets.push({ ...at, reachPx: TOUCH_REACH_PX, hit: { kind: "unit", unit: unit.unit } });
  }

  #drawCluster(context: CanvasRenderingContext2D, group: Cluster<Shown>, scene: Scene): void {
    const { palette } = scene;
    const worst = group.items.some(({ unit }) => unit.alarm === "major") ? palette.major : palette.unit;
    const radius = 13 + Math.min(6, Math.log2(group.items.length) * 1.6);
    disc(context, group, radius + 2, palette.panel);
    disc(context, group, radius, worst);
    context.fillStyle = palette.unitGlyph;
    context.font = "600 12px ui-sans-serif, system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(scene.countLabel(group.items.length), group.x, group.y + 0.5);
    const { lat, lon } = middleOf(group.items.map(({ pose }) => pose));
    this.#targets.push({
      x: group.x,
      y: group.y,
      reachPx: radius + 6,
      hit: { kind: "cluster", lat, lon, units: group.items.map(({ unit }) => unit.unit) },
    });
  }

  #label(context: CanvasRenderingContext2D, label: Omit<Label, "widthPx">): Label {
    let widthPx = this.#widths.get(label.text);
    if (widthPx === undefined) {
      if (this.#widths.size > WIDTHS_KEPT) this.#widths.clear();
      context.font = LABEL_FONT;
      widthPx = context.measureText(label.text).width + 4;
      this.#widths.set(label.text, widthPx);
    }
    return { ...label, widthPx };
  }

  #drawLabels(context: CanvasRenderingContext2D, palette: Palette, placed: ReturnType<typeof placeLabels>): void {
    context.font = LABEL_FONT;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = palette.land;
    context.fillStyle = palette.ink;
    for (const { label, x, y } of placed) {
      context.strokeText(label.text, x, y);
      context.fillText(label.text, x, y);
    }
  }
}

type Drawing = Readonly<{ context: CanvasRenderingContext2D; view: MapView; scene: Scene; labels: Label[]; boxes: Box[] }>;

const boxAround = (x: number, y: number, sizePx: number): Box => ({ x: x - sizePx / 2, y: y - sizePx / 2, width: sizePx, height: sizePx });

const disc = (context: CanvasRenderingContext2D, at: { x: number; y: number }, radius: number, colour: string): void => {
  context.beginPath();
  context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
};

const ring = (context: CanvasRenderingContext2D, at: { x: number; y: number }, radius: number, colour: string): void => {
  context.beginPath();
  context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  context.lineWidth = 2.5;
  context.strokeStyle = colour;
  context.stroke();
};

/** The middle of places that lie close together, over the antimeridian too. */
const middleOf = (poses: readonly Pose[]): { lat: number; lon: number } => {
  const [first] = poses;
  if (!first) return { lat: 0, lon: 0 };
  const lon = poses.reduce((sum, pose) => sum + first.lon + ((((pose.lon - first.lon) % 360) + 540) % 360) - 180, 0) / poses.length;
  return { lat: poses.reduce((sum, pose) => sum + pose.lat, 0) / poses.length, lon };
};
