import { MODE_GLYPHS, SITE_GLYPHS } from "../../../ui/mode-glyph.tsx";
import type { Palette } from "../../../ui/palette.ts";
import type { Age } from "../age.ts";

/** Pictures drawn once and stamped many times: a disc with the mode's silhouette, and a pointer that turns with the heading. */
export type SpriteLook = Readonly<{ mode: string; age: Age; alarm: "critical" | "major" | undefined }>;
export type Sprites = Readonly<{
  unit(look: SpriteLook): HTMLCanvasElement;
  pointer(look: SpriteLook): HTMLCanvasElement;
  site(kind: string): HTMLCanvasElement;
}>;

export const DISC_PX = 26;
export const SPRITE_PX = 44;
export const SITE_PX = 22;

export const makeSprites = (palette: Palette): Sprites => {
  const kept = new Map<string, HTMLCanvasElement>();
  const once = (key: string, sizePx: number, draw: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement => {
    let sprite = kept.get(key);
    if (!sprite) kept.set(key, (sprite = picture(sizePx, draw)));
    return sprite;
  };
  return {
    unit: (look) => once(`unit/${look.mode}/${look.age}/${look.alarm}`, SPRITE_PX, (context) => drawUnit(context, look, palette)),
    pointer: (look) => once(`pointer/${look.age}/${look.alarm}`, SPRITE_PX, (context) => drawPointer(context, look, palette)),
    site: (kind) => once(`site/${kind}`, SITE_PX + 4, (context) => drawSite(context, kind, palette)),
  };
};

/** Twice the size on the screen, and so sharp on dense displays too. */
const DENSITY = 2;
const picture = (sizePx: number, draw: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = sizePx * DENSITY;
  const context = canvas.getContext("2d");
  if (context) {
    context.scale(DENSITY, DENSITY);
    context.translate(sizePx / 2, sizePx / 2);
    draw(context);
  }
  return canvas;
};

const bodyColour = (look: SpriteLook, palette: Palette): string => {
  if (look.alarm) return palette[look.alarm];
  return look.age === "stale" ? palette.unitStale : palette.unit;
};

const drawUnit = (context: CanvasRenderingContext2D, look: SpriteLook, palette: Palette): void => {
  const hollow = look.age === "stale";
  context.beginPath();
  context.arc(0, 0, DISC_PX / 2 + 1.5, 0, 2 * Math.PI);
  context.fillStyle = palette.panel;
  context.fill();
  context.beginPath();
  context.arc(0, 0, DISC_PX / 2 - (hollow ? 1 : 0), 0, 2 * Math.PI);
  context.fillStyle = hollow ? palette.panel : bodyColour(look, palette);
  context.fill();
  if (look.age !== "fresh") {
    context.setLineDash(hollow ? [3, 2.5] : []);
    context.lineWidth = 2;
    context.strokeStyle = hollow ? bodyColour(look, palette) : palette.major;
    context.stroke();
    context.setLineDash([]);
  }
  context.translate(-8, -8);
  context.scale(16 / 24, 16 / 24);
  context.fillStyle = hollow ? bodyColour(look, palette) : palette.unitGlyph;
  context.fill(new Path2D(MODE_GLYPHS[look.mode] ?? ""), "evenodd");
};

const drawPointer = (context: CanvasRenderingContext2D, look: SpriteLook, palette: Palette): void => {
  const rim = DISC_PX / 2;
  context.beginPath();
  context.moveTo(0, -rim - 7.5);
  context.lineTo(5.5, -rim + 0.5);
  context.quadraticCurveTo(0, -rim - 2, -5.5, -rim + 0.5);
  context.closePath();
  context.fillStyle = bodyColour(look, palette);
  context.strokeStyle = palette.panel;
  context.lineWidth = 1.5;
  context.stroke();
  context.fill();
};

const drawSite = (context: CanvasRenderingContext2D, kind: string, palette: Palette): void => {
  const half = SITE_PX / 2;
  context.beginPath();
  context.roundRect(-half, -half, SITE_PX, SITE_PX, 4);
  context.fillStyle = palette.panel;
  context.fill();
  context.lineWidth = 1.2;
  context.strokeStyle = kind === "bonded_warehouse" ? palette.bonded : palette.lineStrong;
  context.stroke();
  context.translate(-7.5, -7.5);
  context.scale(15 / 24, 15 / 24);
  context.fillStyle = kind === "bonded_warehouse" ? palette.bonded : palette.inkSoft;
  context.fill(new Path2D(SITE_GLYPHS[kind] ?? ""), "evenodd");
};
