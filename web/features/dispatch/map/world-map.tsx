import { useEffect, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useLiveLink, useLiveStore } from "../../../live/use-live.ts";
import { formatSpan } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { useReducedMotion } from "../../../ui/use-media.ts";
import { createMap, type Bounds, type CanvasPort, type Insets, type MapPort } from "./leaflet-map.ts";
import { drawGround, loadLand, type Land } from "./land.ts";
import { Traffic, type Hit, type Scene } from "./traffic.ts";
import "./world-map.css";

/**
 * The map: two canvases of ours on Leaflet's panes, ground below and traffic above. The traffic is drawn at each animation frame
 * while the page is seen (less often when motion is not wanted); the ground only when the view changes.
 */
export type Focus = Readonly<{ key: string; lat: number; lon: number; zoom?: number }>;
type Props = Readonly<{
  scene: Omit<Scene, "palette" | "countLabel" | "ageLabel">;
  start: Readonly<{ lat: number; lon: number; zoom: number }>;
  focus: Focus | undefined;
  extent: Omit<Bounds, "zoom"> | undefined;
  insets: Insets;
  onHit(hit: Hit | undefined): void;
  onMoved(bounds: Bounds): void;
}>;

const STILL_FRAME_MS = 1_000;

export const WorldMap = (props: Props) => {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [port, setPort] = useState<MapPort>();
  const latest = useLatest(props);
  const traffic = useTraffic(props.scene);
  const still = useReducedMotion();
  useEffect(() => {
    if (!box.current) return;
    const made = createMap(box.current, latest.current.start);
    setPort(made);
    const watcher = new ResizeObserver(() => made.resized());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      made.destroy();
      setPort(undefined);
    };
  }, [latest]);
  const failed = useGround(port);
  useDrawing(port, traffic, still);
  useViews(port, latest);
  useHits(port, traffic, latest);
  useFocus(port, props, still);
  return (
    <div className="map">
      <div ref={box} className="map-canvas-box" role="application" aria-label={t("dispatch.map.label")} />
      {failed ? (
        <p className="map-note" role="alert">
          {t("dispatch.map.noLand")}
        </p>
      ) : null}
      <div className="map-zoom">
        <button type="button" aria-label={t("dispatch.map.zoomIn")} onClick={() => port?.zoomBy(1)}>
          +
        </button>
        <button type="button" aria-label={t("dispatch.map.zoomOut")} onClick={() => port?.zoomBy(-1)}>
          −
        </button>
      </div>
    </div>
  );
};

const useLatest = <Value,>(value: Value): RefObject<Value> => {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
};

const useTraffic = (scene: Props["scene"]): Traffic => {
  const store = useLiveStore();
  const { palette, language } = useLook();
  const [traffic] = useState(() => new Traffic(store.motion, store.worldNowMs));
  useEffect(() => {
    traffic.setScene({ ...scene, palette, countLabel: String, ageLabel: (ageMs) => formatSpan(ageMs, language) });
  }, [traffic, scene, palette, language]);
  return traffic;
};

const useGround = (port: MapPort | undefined): boolean => {
  const { palette } = useLook();
  const [land, setLand] = useState<Land>();
  const [failed, setFailed] = useState(false);
  const ground = useRef<{ canvas: CanvasPort | undefined; land: Land | undefined; palette: typeof palette }>({
    canvas: undefined,
    land: undefined,
    palette,
  });
  useEffect(() => {
    loadLand().then(setLand, () => setFailed(true));
  }, []);
  useEffect(() => {
    if (!port) return;
    ground.current.canvas = port.addCanvas((context, view) => {
      drawGround(context, view, { land: ground.current.land ?? [], palette: ground.current.palette });
    }, 1);
  }, [port]);
  useEffect(() => {
    ground.current.land = land;
    ground.current.palette = palette;
    ground.current.canvas?.redraw();
  }, [land, palette]);
  return failed;
};

const useDrawing = (port: MapPort | undefined, traffic: Traffic, still: boolean): void => {
  useEffect(() => {
    if (!port) return;
    const canvas = port.addCanvas((context, view) => traffic.draw(context, view), 2);
    if (still) {
      const timer = setInterval(() => canvas.redraw(), STILL_FRAME_MS);
      return () => clearInterval(timer);
    }
    let asked = requestAnimationFrame(function next() {
      canvas.redraw();
      asked = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(asked);
  }, [port, traffic, still]);
};

/** The server is told what is seen, so that it sends what is seen. */
const useViews = (port: MapPort | undefined, latest: RefObject<Props>): void => {
  const link = useLiveLink();
  useEffect(() => {
    if (!port) return;
    const say = (bounds: Bounds): void => {
      latest.current.onMoved(bounds);
      link?.view(viewOf(bounds));
    };
    say(port.bounds());
    return port.onMoved(say);
  }, [port, link, latest]);
};

/** Within the ranges that the wire allows: west in -180..180, and never more than the world once. */
const viewOf = ({ west, east, south, north, zoom }: Bounds): Bounds => {
  const clampLat = (lat: number): number => Math.max(-90, Math.min(90, lat));
  if (east - west >= 360) return { west: -180, east: 180, south: clampLat(south), north: clampLat(north), zoom };
  const from = ((((west + 180) % 360) + 360) % 360) - 180;
  return { west: from, east: Math.min(360, from + (east - west)), south: clampLat(south), north: clampLat(north), zoom };
};

const useHits = (port: MapPort | undefined, traffic: Traffic, latest: RefObject<Props>): void => {
  useEffect(() => {
    if (!port) return;
    return port.onPoint((kind, x, y) => {
      const hit = traffic.hit(x, y);
      if (kind === "hover") port.setCursor(hit !== undefined);
      else latest.current.onHit(hit);
    });
  }, [port, traffic, latest]);
};

const useFocus = (port: MapPort | undefined, { focus, extent, insets }: Props, still: boolean): void => {
  const inset = useLatest(insets);
  const done = useRef<string>(undefined);
  useEffect(() => {
    if (!port || !focus || done.current === focus.key) return;
    done.current = focus.key;
    port.flyTo(focus, inset.current, still);
  }, [port, focus, inset, still]);
  useEffect(() => {
    if (port && extent && done.current === undefined) port.fit(extent, inset.current, still);
  }, [port, extent, inset, still]);
};
