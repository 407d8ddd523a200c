import { useRef, useState, type PointerEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import "./bottom-sheet.css";

/** A panel over the lower part of a phone's screen: dragged by its handle, or stepped by it with a tap or a key. */
export const SHEET_STEPS = [0.16, 0.48, 0.92] as const;
export type SheetStep = 0 | 1 | 2;
type Props = Readonly<{ step: SheetStep; onStep(step: SheetStep): void; label: string; children: ReactNode }>;

const TAP_PX = 6;

export const BottomSheet = ({ step, onStep, label, children }: Props) => {
  const { t } = useTranslation();
  const sheet = useRef<HTMLElement>(null);
  const drag = useRef<{ startY: number; startHeight: number; moved: boolean }>(undefined);
  const [heightPx, setHeightPx] = useState<number>();
  const room = (): number => sheet.current?.parentElement?.clientHeight ?? innerHeight;
  const down = (event: PointerEvent<HTMLElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { startY: event.clientY, startHeight: sheet.current?.clientHeight ?? 0, moved: false };
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (!drag.current) return;
    const by = drag.current.startY - event.clientY;
    if (Math.abs(by) > TAP_PX) drag.current.moved = true;
    if (drag.current.moved) setHeightPx(Math.max(60, Math.min(room(), drag.current.startHeight + by)));
  };
  const up = (): void => {
    const moved = drag.current?.moved ?? false;
    drag.current = undefined;
    if (moved && heightPx !== undefined) onStep(nearestStep(heightPx / room()));
    setHeightPx(undefined);
  };
  const click = (): void => onStep(step === 2 ? 0 : ((step + 1) as SheetStep));
  const height = heightPx === undefined ? `${SHEET_STEPS[step] * 100}%` : `${heightPx}px`;
  return (
    <section ref={sheet} className="sheet" data-dragging={heightPx !== undefined} style={{ height }} aria-label={label}>
      <button
        type="button"
        className="sheet-handle"
        aria-label={t("common.sheet")}
        aria-expanded={step > 0}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onClick={(event) => {
          // A drag ends in a click too; it has already chosen its step.
          if (event.detail === 0 || heightPx === undefined) click();
        }}
      >
        <span />
      </button>
      <div className="sheet-body">{children}</div>
    </section>
  );
};

const nearestStep = (share: number): SheetStep => {
  const distances = SHEET_STEPS.map((each) => Math.abs(each - share));
  return distances.indexOf(Math.min(...distances)) as SheetStep;
};
