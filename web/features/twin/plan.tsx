import { CompressOutlined, MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { TwinCell } from "#wire/customs-books.ts";
import type { TwinState } from "#wire/customs-words.ts";
import { useLook } from "../../ui/look.tsx";
import { useWord } from "../../ui/words.ts";
import { Patterns } from "./marks.tsx";
import { PlanCell } from "./plan-cell.tsx";
import { layOut, neighbourOf, type Arrow, type Plan } from "./plan-layout.ts";
import { useCellLabel } from "./cell-label.ts";
import { usePlanView, type PlanView } from "./use-plan-view.ts";

/** The plan of the warehouse: every cell a button, the arrows go from cell to cell, Enter opens one, plus, minus and nought zoom. */
type Props = Readonly<{
  cells: readonly TwinCell[];
  /** Only this state stands out. */
  state: TwinState | undefined;
  isSearching: boolean;
  onOpen(location: string): void;
}>;
const ARROWS: ReadonlySet<string> = new Set<Arrow>(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);
const ZOOM_STEP = 1.5;
/** From which size of a cell in pixels its letter, its name and its quantity can be read. */
const LETTER_PX = 13;
const NAME_PX = 41;
const QUANTITY_PX = 54;
/** A finger does not hit what is smaller: the first tap draws nearer. */
const FINGER_PX = 26;
const NEARER = 2.4;

export const WarehousePlan = (props: Props) => {
  const frame = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<{ w: number; h: number }>();
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setScreen({ w: element.clientWidth, h: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={frame} className="plan">
      {screen && screen.w > 0 && screen.h > 0 ? <Drawing {...props} screen={screen} /> : null}
    </div>
  );
};

const Drawing = ({ cells, state, isSearching, onOpen, screen }: Props & { screen: { w: number; h: number } }) => {
  const { t } = useTranslation();
  const { palette } = useLook();
  const label = useCellLabel();
  const svg = useRef<SVGSVGElement>(null);
  const plan = useMemo(() => layOut(cells, screen), [cells, screen]);
  const plans = usePlanView(svg, screen, useSame(plan));
  const { view } = plans;
  const unitsPerPx = view.w / screen.w;
  const cellPx = plan.cellSize / unitsPerPx;
  const [current, setCurrent] = useState<string>();
  const first = plan.cells.some(({ cell }) => cell.location === current) ? current : plan.cells[0]?.cell.location;
  const tap = (location: string, isFinger: boolean): void => {
    const box = plan.cells.find((each) => each.cell.location === location)?.box;
    if (plans.wasPushed()) return;
    if (isFinger && box && cellPx < FINGER_PX) plans.zoom(NEARER, box);
    else onOpen(location);
  };
  const latest = useRef(tap);
  useEffect(() => {
    latest.current = tap;
  });
  const [open] = useState(() => (location: string, isFinger: boolean) => latest.current(location, isFinger));
  const keys = usePlanKeys({ plan, current: first, svg, plans, onOpen });
  return (
    <>
      <svg
        ref={svg}
        className="plan-drawing"
        role="group"
        aria-label={t("twin.plan")}
        viewBox={`${view.x} ${view.y} ${view.w} ${view.h}`}
        data-letters={cellPx >= LETTER_PX}
        data-names={cellPx >= NAME_PX}
        data-quantities={cellPx >= QUANTITY_PX}
        data-near={!plans.isWhole}
        style={{ "--px": unitsPerPx, "--cell": plan.cellSize } as React.CSSProperties}
        onKeyDown={keys}
        {...plans.pointer}
      >
        <Patterns palette={palette} scale={plan.cellSize / 26} />
        <ZoneNames plan={plan} />
        {plan.cells.map(({ cell, box }) => (
          <PlanCell
            key={cell.location}
            cell={cell}
            box={box}
            label={label(cell)}
            letter={cell.colour ? t(`twin.mark.${cell.colour}`) : ""}
            palette={palette}
            isFaded={(isSearching && !cell.matches) || (state !== undefined && !cell.states.some((each) => each.state === state))}
            isFound={isSearching && cell.matches && cell.states.length > 0}
            isCurrent={cell.location === first}
            onFocus={setCurrent}
            onOpen={open}
          />
        ))}
      </svg>
      <Tools plans={plans} />
    </>
  );
};

const Tools = ({ plans }: { plans: PlanView }) => {
  const { t } = useTranslation();
  return (
    <div className="plan-tools">
      <Button icon={<PlusOutlined />} aria-label={t("twin.zoomIn")} aria-keyshortcuts="+" onClick={() => plans.zoom(ZOOM_STEP)} />
      <Button
        icon={<MinusOutlined />}
        aria-label={t("twin.zoomOut")}
        aria-keyshortcuts="-"
        disabled={plans.isWhole}
        onClick={() => plans.zoom(1 / ZOOM_STEP)}
      />
      <Button icon={<CompressOutlined />} aria-label={t("twin.fit")} aria-keyshortcuts="0" disabled={plans.isWhole} onClick={plans.fit} />
    </div>
  );
};

/** News of goods does not move the cells: the view stays where it is while the geometry is the same. */
const useSame = (plan: Plan): Pick<Plan, "box" | "cellSize"> => {
  const { x, y, w, h } = plan.box;
  return useMemo(() => ({ box: { x, y, w, h }, cellSize: plan.cellSize }), [x, y, w, h, plan.cellSize]);
};

type Keys = Readonly<{
  plan: Plan;
  current: string | undefined;
  svg: React.RefObject<SVGSVGElement | null>;
  plans: PlanView;
  onOpen(location: string): void;
}>;

const usePlanKeys =
  ({ plan, current, svg, plans, onOpen }: Keys) =>
  (event: KeyboardEvent): void => {
    const at = plan.cells.find(({ cell }) => cell.location === current);
    if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") onOpen(at.cell.location);
    else if (event.key === "+" || event.key === "=") plans.zoom(ZOOM_STEP);
    else if (event.key === "-") plans.zoom(1 / ZOOM_STEP);
    else if (event.key === "0") plans.fit();
    else if (ARROWS.has(event.key)) {
      const next = neighbourOf(plan.cells, at.box, event.key as Arrow);
      if (next) {
        svg.current?.querySelector<SVGGElement>(`[data-location="${CSS.escape(next.cell.location)}"]`)?.focus({ preventScroll: true });
        plans.reveal(next.box);
      }
    } else return;
    event.preventDefault();
  };

const ZoneNames = ({ plan }: { plan: Plan }) => {
  const { t } = useTranslation();
  const word = useWord();
  return plan.zones.map(({ name, kind, x, y }) => (
    <text key={`${kind}/${name}`} className="plan-zone" x={x} y={y} aria-hidden="true">
      {name === "" || name === kind ? word("locationKind", kind) : t("twin.aisle", { name })}
    </text>
  ));
};
