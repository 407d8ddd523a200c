import {
  Browser,
  DomUtil,
  Layer,
  map as createLeafletMap,
  type LeafletEventHandlerFn,
  type LeafletMouseEvent,
  type Map as LeafletMap,
  type ZoomAnimEvent,
} from "leaflet";
import "leaflet/dist/leaflet.css";
import type { MapView } from "./project.ts";

/**
 * The one module that knows Leaflet: panning, zooming, touch and keyboard are its; drawing is ours, on canvases that it moves
 * and scales along. The move to Leaflet 2 is a change of this file.
 */
export type Bounds = Readonly<{ west: number; south: number; east: number; north: number; zoom: number }>;
export type Insets = Readonly<{ left: number; right: number; top: number; bottom: number }>;
export type MapPort = Readonly<{
  /** A canvas under or over the others; `draw` is called whenever the view has changed. */
  addCanvas(draw: Draw, order: number): CanvasPort;
  flyTo(place: Readonly<{ lat: number; lon: number; zoom?: number }>, insets: Insets, still: boolean): void;
  fit(bounds: Omit<Bounds, "zoom">, insets: Insets, still: boolean): void;
  zoomBy(steps: number): void;
  bounds(): Bounds;
  onMoved(listener: (bounds: Bounds) => void): () => void;
  /** Pixels from the canvas's top left corner. */
  onPoint(listener: (kind: "click" | "hover", x: number, y: number) => void): () => void;
  setCursor(pointer: boolean): void;
  resized(): void;
  destroy(): void;
}>;
export type Draw = (context: CanvasRenderingContext2D, view: MapView) => void;
export type CanvasPort = Readonly<{ redraw(): void }>;

export const ZOOM_MIN = 2;
export const ZOOM_MAX = 13;
/** Drawn beyond the edges, so that a zoom outwards does not show bare ones at once. */
const PAD_SHARE = 0.15;

export const createMap = (container: HTMLElement, start: Readonly<{ lat: number; lon: number; zoom: number }>): MapPort => {
  const map = createLeafletMap(container, {
    center: [start.lat, start.lon],
    zoom: start.zoom,
    minZoom: ZOOM_MIN,
    maxZoom: ZOOM_MAX,
    zoomSnap: 0.5,
    zoomControl: false,
    attributionControl: false,
    worldCopyJump: true,
    maxBounds: [
      [-80, -100_000],
      [84, 100_000],
    ],
    maxBoundsViscosity: 0.8,
  });
  const canvases: CanvasLayer[] = [];
  return {
    addCanvas: (draw, order) => {
      const layer = new CanvasLayer(draw, order);
      layer.addTo(map);
      canvases.push(layer);
      return layer;
    },
    flyTo: ({ lat, lon, zoom = map.getZoom() }, insets, still) => {
      const shifted = map
        .project([lat, nearestLon(lon, map.getCenter().lng)], zoom)
        .add([(insets.right - insets.left) / 2, (insets.bottom - insets.top) / 2]);
      const centre = map.unproject(shifted, zoom);
      if (still) map.setView(centre, zoom, { animate: false });
      else map.flyTo(centre, zoom, { duration: 0.8 });
    },
    fit: ({ south, west, north, east }, insets, still) =>
      void map.fitBounds(
        [
          [south, west],
          [north, east],
        ],
        {
          paddingTopLeft: [insets.left + 30, insets.top + 30],
          paddingBottomRight: [insets.right + 30, insets.bottom + 30],
          maxZoom: 10,
          animate: !still,
        },
      ),
    zoomBy: (steps) => void map.setZoom(map.getZoom() + steps),
    bounds: () => boundsOf(map),
    onMoved: (listener) => {
      const moved = (): void => listener(boundsOf(map));
      map.on("moveend", moved);
      return () => void map.off("moveend", moved);
    },
    onPoint: (listener) => {
      const tell =
        (kind: "click" | "hover") =>
        (event: LeafletMouseEvent): void => {
          const pad = padOf(map);
          listener(kind, event.containerPoint.x + pad.x, event.containerPoint.y + pad.y);
        };
      const clicked = tell("click");
      const hovered = tell("hover");
      map.on("click", clicked);
      if (!Browser.mobile) map.on("mousemove", hovered);
      return () => void map.off("click", clicked).off("mousemove", hovered);
    },
    setCursor: (pointer) => void (container.style.cursor = pointer ? "pointer" : ""),
    resized: () => void map.invalidateSize({ animate: false }),
    destroy: () => void map.remove(),
  };
};

const nearestLon = (lon: number, to: number): number => lon + 360 * Math.round((to - lon) / 360);

const boundsOf = (map: LeafletMap): Bounds => {
  const bounds = map.getBounds();
  return { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth(), zoom: map.getZoom() };
};

const padOf = (map: LeafletMap): { x: number; y: number } => {
  const size = map.getSize();
  return { x: Math.round(size.x * PAD_SHARE), y: Math.round(size.y * PAD_SHARE) };
};

/** What Leaflet's own renderers use and its types do not show. */
type Inner = LeafletMap & { _getNewPixelOrigin(centre: unknown, zoom: number): { x: number; y: number } };

class CanvasLayer extends Layer {
  readonly #canvas = document.createElement("canvas");
  readonly #draw: Draw;
  readonly #order: number;
  #view: MapView | undefined;
  #asked = 0;
  #zooming = false;

  constructor(draw: Draw, order: number) {
    super();
    this.#draw = draw;
    this.#order = order;
    this.#canvas.className = "leaflet-zoom-animated map-canvas";
  }

  override onAdd(map: LeafletMap): this {
    this.#canvas.style.zIndex = String(this.#order);
    map.getPane("overlayPane")?.append(this.#canvas);
    this.redraw();
    return this;
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#asked);
    this.#canvas.remove();
    return this;
  }

  override getEvents(): Record<string, LeafletEventHandlerFn> {
    return {
      move: () => this.redraw(),
      zoom: () => this.redraw(),
      viewreset: () => this.redraw(),
      resize: () => this.redraw(),
      zoomanim: (event) => this.#scaleAlong(event as ZoomAnimEvent),
      zoomend: () => {
        this.#zooming = false;
        this.redraw();
      },
    };
  }

  redraw(): void {
    if (this.#asked !== 0) return;
    this.#asked = requestAnimationFrame(() => {
      this.#asked = 0;
      if (!this.#zooming) this.#paint();
    });
  }

  #paint(): void {
    const map = this._map;
    const size = map.getSize();
    const pad = padOf(map);
    const min = map.getPixelBounds().min ?? { x: 0, y: 0 };
    const view: MapView = {
      worldPx: 256 * 2 ** map.getZoom(),
      originX: min.x - pad.x,
      originY: min.y - pad.y,
      widthPx: size.x + 2 * pad.x,
      heightPx: size.y + 2 * pad.y,
      zoom: map.getZoom(),
    };
    this.#view = view;
    DomUtil.setPosition(this.#canvas, map.containerPointToLayerPoint([-pad.x, -pad.y]));
    const ratio = Math.min(2, devicePixelRatio || 1);
    if (this.#canvas.width !== Math.round(view.widthPx * ratio) || this.#canvas.height !== Math.round(view.heightPx * ratio)) {
      this.#canvas.width = Math.round(view.widthPx * ratio);
      this.#canvas.height = Math.round(view.heightPx * ratio);
      this.#canvas.style.width = `${view.widthPx}px`;
      this.#canvas.style.height = `${view.heightPx}px`;
    }
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, view.widthPx, view.heightPx);
    this.#draw(context, view);
  }

  /** During Leaflet's zoom animation the picture is scaled as it is; it is drawn anew when the zoom has ended. */
  #scaleAlong(event: ZoomAnimEvent): void {
    if (!this.#view) return;
    this.#zooming = true;
    const scale = this._map.getZoomScale(event.zoom, this.#view.zoom);
    const origin = (this._map as Inner)._getNewPixelOrigin(event.center, event.zoom);
    const x = this.#view.originX * scale - origin.x;
    const y = this.#view.originY * scale - origin.y;
    this.#canvas.style.transform = `translate3d(${x}px, ${y}px, 0) scale(${scale})`;
  }
}
