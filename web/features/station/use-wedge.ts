import { useEffect, useRef } from "react";
import { endBySilence, KEY_GAP_MAX_MS, NO_KEYS, takeKey, type WedgeState } from "./wedge.ts";

/** Hears the reader on the whole window. While a person writes into a field, the keys are theirs. */
export const useWedge = (onCode: (code: string) => void, off: boolean): void => {
  const latest = useRef(onCode);
  useEffect(() => {
    latest.current = onCode;
  });
  useEffect(() => {
    if (off) return;
    let state: WedgeState = NO_KEYS;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const hear = (event: KeyboardEvent): void => {
      if (isField(event.target) || event.isComposing) return;
      const step = takeKey(state, {
        type: event.type === "keyup" ? "up" : "down",
        key: event.key,
        ctrl: event.ctrlKey,
        alt: event.altKey,
        atMs: event.timeStamp,
      });
      state = step.state;
      // The Enter of a scan must not press the button that has the focus.
      if (step.taken) event.preventDefault();
      if (step.taken) event.stopPropagation();
      clearTimeout(silence);
      if (step.code !== undefined) latest.current(step.code);
      else if (state.text !== "") {
        silence = setTimeout(() => {
          const end = endBySilence(state);
          state = end.state;
          if (end.code !== undefined) latest.current(end.code);
        }, KEY_GAP_MAX_MS + 20);
      }
    };
    addEventListener("keydown", hear, true);
    addEventListener("keyup", hear, true);
    return () => {
      clearTimeout(silence);
      removeEventListener("keydown", hear, true);
      removeEventListener("keyup", hear, true);
    };
  }, [off]);
};

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLElement && target.isContentEditable);
