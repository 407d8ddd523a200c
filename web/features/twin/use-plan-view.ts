import { useEffect, useMemo, useRef, useState, type PointerEvent, type RefObject } from "react";
import type { Box } from "./plan-layout.ts";
import { fitted, kept, showing, zoomed, type Margins } from "./plan-view.ts";

/** Wheel, one finger, two fingers and keys move what is seen of the plan. At rest it is the whole. */
export type PlanView = Readonly<{
  view: Box;
  isWhole: boolean;
  /** About the middle of what is seen, or of a cell. */
  zoom(factor: number, about?: Box): void;
  fit(): void;
  reveal(box: Box): void;
  /** A push that ends over a cell is no tap on it. */
  wasPushed(): boolean;
  pointer: Readonly<{
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
    onPointerCancel(event: PointerEvent): void;
  }>;
}>;

const MARGINS_PX: Margins = { x: 16, y: 16, right: 60 };
/** A cell is not drawn larger than this. */
const CELL_PX_MAX = 150;
const PUSH_PX = 5;
const WHEEL_GAIN = 0.0016;
type Size = Readonly<{ w: number; h: number }>;

export const usePlanView = (
  svg: RefObject<SVGSVGElement | null>,
  screen: Size,
  content: Readonly<{ box: Box; cellSize: number }>,
): PlanView => {
  const whole = useMemo(() => fitted(content.box, screen, MARGINS_PX), [content.box, screen]);
  const [near, setNear] = useState<Box>();
  const [before, setBefore] = useState(whole);
  // Another screen or another plan: what was drawn near is somewhere else now.
  if (before !== whole) {
    setBefore(whole);
    setNear(undefined);
  }
  const view = near ?? whole;
  const set = (next: Box): void => setNear(next.w >= whole.w * 0.999 ? undefined : kept(next, whole));
  const limits = { min: whole, maxPxPerUnit: CELL_PX_MAX / content.cellSize, screenW: screen.w };
  const pointOf = (clientX: number, clientY: number) => {
    const frame = svg.current?.getBoundingClientRect() ?? { left: 0, top: 0, width: 1, height: 1 };
    return { x: view.x + ((clientX - frame.left) / frame.width) * view.w, y: view.y + ((clientY - frame.top) / frame.height) * view.h };
  };
  const zoomAt = (factor: number, clientX: number, clientY: number): void => set(zoomed(view, factor, pointOf(clientX, clientY), limits));
  useWheel(svg, (event) => zoomAt(Math.exp(-event.deltaY * WHEEL_GAIN), event.clientX, event.clientY));
  const fingers = useFingers({
    push: (dx, dy) => set({ ...view, x: view.x - (dx / screen.w) * view.w, y: view.y - (dy / screen.h) * view.h }),
    pinch: zoomAt,
  });
  return {
    view,
    isWhole: near === undefined,
    zoom: (factor, about = view) => set(zoomed(view, factor, { x: about.x + about.w / 2, y: about.y + about.h / 2 }, limits)),
    fit: () => setNear(undefined),
    reveal: (box) => {
      if (near) set(showing(near, box, content.cellSize * 0.5));
    },
    ...fingers,
  };
};

/** The page is not scrolled by the wheel over the plan; React's own listener could not say so. */
const useWheel = (svg: RefObject<SVGSVGElement | null>, act: (event: WheelEvent) => void): void => {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const element = svg.current;
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      latest.current(event);
    };
    element?.addEventListener("wheel", wheel, { passive: false });
    return () => element?.removeEventListener("wheel", wheel);
  }, [svg]);
};

type Moves = Readonly<{ push(dx: number, dy: number): void; pinch(factor: number, clientX: number, clientY: number): void }>;
type Finger = Readonly<{ x: number; y: number }>;

const useFingers = ({ push, pinch }: Moves): Pick<PlanView, "pointer" | "wasPushed"> => {
  const down = useRef(new Map<number, Finger>());
  const pushed = useRef(false);
  const start = useRef<Finger>(undefined);
  const end = (event: PointerEvent): void => void down.current.delete(event.pointerId);
  return {
    wasPushed: () => pushed.current,
    pointer: {
      onPointerDown: (event) => {
        if (down.current.size === 0) pushed.current = false;
        start.current = { x: event.clientX, y: event.clientY };
        down.current.set(event.pointerId, start.current);
      },
      onPointerMove: (event) => {
        const last = down.current.get(event.pointerId);
        if (!last) return;
        const next = { x: event.clientX, y: event.clientY };
        const begin = start.current ?? next;
        if (Math.hypot(next.x - begin.x, next.y - begin.y) > PUSH_PX) pushed.current = true;
        if (!pushed.current) return;
        down.current.set(event.pointerId, next);
        const [other] = [...down.current].flatMap(([id, finger]) => (id === event.pointerId ? [] : [finger]));
        if (!other) {
          push(next.x - last.x, next.y - last.y);
          return;
        }
        const factor = Math.hypot(next.x - other.x, next.y - other.y) / Math.max(1, Math.hypot(last.x - other.x, last.y - other.y));
        pinch(factor, (next.x + other.x) / 2, (next.y + other.y) / 2);
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
};
