import { CompressOutlined, MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { TwinCell } from "#wire/customs-books.ts";
import type { TwinState } from "#wire/customs-words.ts";
import { useLook } from "../../ui/look.tsx";
import { useWord } from "../../ui/words.ts";
import { Patterns } from "./marks.tsx";
import { PlanCell, type Detail } from "./plan-cell.tsx";
import { layOut, neighbourOf, type Arrow, type Box, type PlacedCell, type Plan } from "./plan-layout.ts";
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
type Size = Readonly<{ w: number; h: number }>;
const ARROWS: ReadonlySet<string> = new Set<Arrow>(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);
const ZOOM_STEP = 1.5;
/** From which size of a cell in pixels its letter, its name and its quantity can be read. */
const READ_FROM_PX = [13, 41, 54] as const;
const detailOf = (cellPx: number): Detail => READ_FROM_PX.filter((size) => cellPx >= size).length as Detail;
/** So much around what is seen is drawn as well: the next cell that the arrows reach is there. */
const AROUND = 0.5;
/** A finger does not hit what is smaller: the first tap draws nearer. */
const FINGER_PX = 26;
const NEARER = 2.4;

export const WarehousePlan = (props: Props) => {
  const frame = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<Size>();
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

const Drawing = ({ cells, state, isSearching, onOpen, screen }: Props & { screen: Size }) => {
  const { t } = useTranslation();
  const { palette } = useLook();
  const labelOf = useCellLabel();
  const letters = useLetters();
  const svg = useRef<SVGSVGElement>(null);
  const plan = usePlan(cells, screen);
  const now = useMemo(() => new Map(cells.map((cell) => [cell.location, cell])), [cells]);
  const plans = usePlanView(svg, screen, plan);
  const { view } = plans;
  const unitsPerPx = view.w / screen.w;
  const cellPx = plan.cellSize / unitsPerPx;
  const detail = detailOf(cellPx);
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
        data-near={!plans.isWhole}
        onKeyDown={keys}
        {...plans.pointer}
      >
        <Patterns palette={palette} scale={plan.cellSize / 26} />
        <ZoneNames plan={plan} fontSize={Math.min(plan.cellSize * 0.4, ZONE_FONT_PX_MAX * unitsPerPx)} />
        {inSight(plan, view).map(({ cell: placed, box }) => {
          const cell = now.get(placed.location) ?? placed;
          return (
            <PlanCell
              key={cell.location}
              cell={cell}
              box={box}
              detail={detail}
              px={detail > 1 ? unitsPerPx : 0}
              labelOf={labelOf}
              letters={letters}
              palette={palette}
              isFaded={(isSearching && !cell.matches) || (state !== undefined && !cell.states.some((each) => each.state === state))}
              isFound={isSearching && cell.matches && cell.states.length > 0}
              isCurrent={cell.location === first}
              onFocus={setCurrent}
              onOpen={open}
            />
          );
        })}
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

/** Where the cells stand does not change with what is in them: news of goods moves nothing and draws only what is new. */
const usePlan = (cells: readonly TwinCell[], screen: Size): Plan => {
  const geometry = cells.map(({ location, kind, plan }) => [location, kind, plan?.x, plan?.y, plan?.w, plan?.h].join()).join(";");
  // The geometry says all of the cells that their places depend on.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => layOut(cells, screen), [geometry, screen]);
};

const useLetters = (): Readonly<Record<TwinState, string>> => {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      bonded: t("twin.mark.bonded"),
      non_bonded: t("twin.mark.non_bonded"),
      inventory_pending: t("twin.mark.inventory_pending"),
      pass_pending: t("twin.mark.pass_pending"),
      written_off: t("twin.mark.written_off"),
    }),
    [t],
  );
};

const inSight = (plan: Plan, view: Box): readonly PlacedCell[] => {
  const [left, right] = [view.x - view.w * AROUND, view.x + view.w * (1 + AROUND)];
  const [top, bottom] = [view.y - view.h * AROUND, view.y + view.h * (1 + AROUND)];
  return plan.cells.filter(({ box }) => box.x + box.w > left && box.x < right && box.y + box.h > top && box.y < bottom);
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

const ZONE_FONT_PX_MAX = 16;

const ZoneNames = ({ plan, fontSize }: { plan: Plan; fontSize: number }) => {
  const { t } = useTranslation();
  const word = useWord();
  return plan.zones.map(({ name, kind, x, y }) => (
    <text key={`${kind}/${name}`} className="plan-zone" x={x} y={y} style={{ fontSize }} aria-hidden="true">
      {name === "" || name === kind ? word("locationKind", kind) : t("twin.aisle", { name })}
    </text>
  ));
};
