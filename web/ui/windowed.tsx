import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import "./windowed.css";

/** A list of rows of one height of which only those on the screen are drawn; it scrolls with the page around it. */
type Props<Row> = Readonly<{
  label: string;
  rows: readonly Row[];
  /** Of the whole list, where it is longer than what has been read. */
  count: number;
  rowHeightPx: number;
  keyOf(row: Row): string | number;
  children(row: Row, index: number): ReactNode;
  onOpen?: ((row: Row) => void) | undefined;
  /** Called when the end of what has been read comes near. */
  onNearEnd?: (() => void) | undefined;
}>;
const ROWS_AROUND = 12;
const NEAR_END_ROWS = 60;

const scrollerOf = (element: HTMLElement): HTMLElement => element.closest<HTMLElement>(".page") ?? document.documentElement;

const openedBy = (open: () => void) => ({
  tabIndex: 0,
  "data-opens": true,
  onClick: open,
  onKeyDown: (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open();
  },
});

export const Windowed = <Row,>({ label, rows, count, rowHeightPx, keyOf, children, onOpen, onNearEnd }: Props<Row>) => {
  const list = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ from: 0, to: 40 });
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const scroller = scrollerOf(element);
    const look = (): void => {
      const top = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      const from = Math.max(0, Math.floor(top / rowHeightPx) - ROWS_AROUND);
      const to = Math.ceil((top + scroller.clientHeight) / rowHeightPx) + ROWS_AROUND;
      setRange((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const watch = new ResizeObserver(look);
    watch.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      watch.disconnect();
    };
  }, [rowHeightPx]);
  const isNearEnd = range.to + NEAR_END_ROWS > rows.length;
  useEffect(() => {
    if (isNearEnd) onNearEnd?.();
  }, [isNearEnd, onNearEnd, rows.length]);
  const drawn = rows.slice(range.from, range.to);
  return (
    <div
      ref={list}
      role="table"
      aria-label={label}
      aria-rowcount={count}
      className="windowed"
      style={{ height: rows.length * rowHeightPx }}
    >
      {drawn.map((row, index) => (
        <div
          key={keyOf(row)}
          role="row"
          aria-rowindex={range.from + index + 1}
          className="windowed-row"
          style={{ height: rowHeightPx, transform: `translateY(${(range.from + index) * rowHeightPx}px)` }}
          {...(onOpen ? openedBy(() => onOpen(row)) : {})}
        >
          {children(row, range.from + index)}
        </div>
      ))}
    </div>
  );
};
