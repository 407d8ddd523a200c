import { useQuery } from "@tanstack/react-query";
import { LineChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, TooltipComponent } from "echarts/components";
import { init, use as useParts, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import type { telemetryAnswer, UnitRow } from "#wire/tracking-api.ts";
import { getTelemetry } from "../../api/endpoints.ts";
import { useLiveStore } from "../../live/use-live.ts";
import { formatInstant, formatMoment } from "../../ui/format.ts";
import { useLook, type Language } from "../../ui/look.tsx";
import type { Palette } from "../../ui/palette.ts";
import { EmptyState, Loadable } from "../../ui/states.tsx";

useParts([LineChart, GridComponent, TooltipComponent, MarkAreaComponent, CanvasRenderer]);

type Telemetry = z.infer<typeof telemetryAnswer>;
const HOUR_MS = 3_600_000;
const SPAN_HOURS = 24;
const POINTS = 240;
const REFRESH_MS = 15_000;
/** A longer silence than this many usual gaps is drawn as a gap: missing data is not "in range". */
const GAP_FACTOR = 6;

/** Temperature of the last day, one line a probe, with the permitted band; what is outside is marked by the server, not guessed here. */
export const TemperatureChart = ({ row }: { row: UnitRow }) => {
  const { t } = useTranslation();
  const store = useLiveStore();
  const query = useQuery({
    queryKey: ["telemetry", row.unit, "Temperature"],
    queryFn: ({ signal }) =>
      getTelemetry(
        row.unit,
        { type: "Temperature", from: new Date(store.worldNowMs() - SPAN_HOURS * HOUR_MS).toISOString(), points: POINTS },
        { signal },
      ),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Loadable query={query} rows={3}>
      {(data) => (data.points.length === 0 ? <EmptyState title={t("dispatch.unit.noReadings")} /> : <Chart data={data} row={row} />)}
    </Loadable>
  );
};

const Chart = ({ data, row }: { data: Telemetry; row: UnitRow }) => {
  const { t } = useTranslation();
  const { palette, language } = useLook();
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  const option = useMemo(() => optionOf(data, { row, palette, language }), [data, row, palette, language]);
  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current);
    setChart(made);
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => chart?.setOption(option, true), [chart, option]);
  const values = data.points.map((point) => point.value);
  const said = t("dispatch.unit.chartSaid", {
    min: Math.min(...values).toFixed(1),
    max: Math.max(...values).toFixed(1),
    outside: data.points.filter((point) => point.outside).length,
  });
  return (
    <figure className="chart">
      <div ref={box} className="chart-box" role="img" aria-label={said} />
      <figcaption className="small soft num">{said}</figcaption>
    </figure>
  );
};

type Point = { value: [number, number | null]; itemStyle?: { color: string }; symbolSize?: number };

const seriesOf = (data: Telemetry, palette: Palette): { name: string; points: Point[] }[] => {
  const probes = [...new Set(data.points.map((point) => point.probe))];
  return probes.map((probe) => {
    const own = data.points
      .filter((point) => point.probe === probe)
      .map((point) => ({ ...point, atMs: Date.parse(point.at) }))
      .sort((a, b) => a.atMs - b.atMs);
    const gaps = own
      .slice(1)
      .map((point, index) => point.atMs - (own[index]?.atMs ?? 0))
      .sort((a, b) => a - b);
    const usual = gaps[Math.floor(gaps.length / 2)] ?? 0;
    const points: Point[] = [];
    for (const [index, point] of own.entries()) {
      const before = own[index - 1];
      if (before && point.atMs - before.atMs > GAP_FACTOR * usual) points.push({ value: [before.atMs + 1, null] });
      points.push({
        value: [point.atMs, point.value],
        ...(point.outside ? { itemStyle: { color: palette.critical }, symbolSize: 6 } : {}),
      });
    }
    return { name: probe ?? "", points };
  });
};

const optionOf = (data: Telemetry, { row, palette, language }: { row: UnitRow; palette: Palette; language: Language }) => {
  const colours = [palette.brand, palette.bonded, palette.overseas, palette.nonBonded];
  const text = { color: palette.inkSoft, fontSize: 11 };
  const { minC, maxC } = row.limits;
  const band =
    minC === null && maxC === null
      ? {}
      : {
          markArea: {
            silent: true,
            itemStyle: { color: palette.okSoft, opacity: 0.8 },
            data: [[{ yAxis: minC ?? -100 }, { yAxis: maxC ?? 100 }]],
          },
        };
  return {
    animation: false,
    grid: { left: 34, right: 10, top: 10, bottom: 22 },
    tooltip: {
      trigger: "axis",
      backgroundColor: palette.raised,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === "number" ? `${value.toFixed(1)} °C` : "—"),
      axisPointer: {
        lineStyle: { color: palette.lineStrong },
        label: { formatter: ({ value }: { value: number }) => formatInstant(value, language) },
      },
    },
    xAxis: {
      type: "time",
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      splitNumber: 3,
      axisLabel: { ...text, hideOverlap: true, formatter: (value: number) => formatMoment(value, language) },
    },
    yAxis: { type: "value", scale: true, axisLabel: text, splitLine: { lineStyle: { color: palette.line } } },
    series: seriesOf(data, palette).map(({ name, points }, index) => ({
      type: "line",
      name,
      data: points,
      symbol: "circle",
      symbolSize: 0,
      connectNulls: false,
      showSymbol: true,
      lineStyle: { width: 1.6, color: colours[index % colours.length] },
      itemStyle: { color: colours[index % colours.length] },
      ...(index === 0 ? band : {}),
    })),
  };
};
