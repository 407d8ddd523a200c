import { useEffect, useRef } from "react";
import { endBySilence, KEY_GAP_MAX_MS, NO_KEYS, takeKey, type WedgeState } from "./wedge.ts";

/**
 * Hears the reader on the whole window. A reader types into whatever has the focus: when that was a field, the field gets back
 * what it held before, and the code is taken. A person's keys are left alone.
 */
type Field = Readonly<{ element: HTMLInputElement | HTMLTextAreaElement; before: string }>;
type Hearing = { state: WedgeState; field: Field | undefined; silence: ReturnType<typeof setTimeout> | undefined };

/** In a field only what is as long as a code of goods is taken without doubt. */
const IN_FIELD_LENGTH_MIN = 6;

export const useWedge = (onCode: (code: string) => void, off: boolean): void => {
  const latest = useRef(onCode);
  useEffect(() => {
    latest.current = onCode;
  });
  useEffect(() => {
    if (off) return;
    const hearing: Hearing = { state: NO_KEYS, field: undefined, silence: undefined };
    const hear = (event: KeyboardEvent): void => takeEvent(event, hearing, (code) => latest.current(code));
    addEventListener("keydown", hear, true);
    addEventListener("keyup", hear, true);
    return () => {
      clearTimeout(hearing.silence);
      removeEventListener("keydown", hear, true);
      removeEventListener("keyup", hear, true);
    };
  }, [off]);
};

const takeEvent = (event: KeyboardEvent, hearing: Hearing, onCode: (code: string) => void): void => {
  if (event.isComposing) return;
  const element = fieldOf(event.target);
  const step = takeKey(hearing.state, {
    type: event.type === "keyup" ? "up" : "down",
    key: event.key,
    ctrl: event.ctrlKey,
    alt: event.altKey,
    atMs: event.timeStamp,
  });
  if (element && step.state.text.length === 1 && hearing.state.text !== step.state.text) hearing.field = { element, before: element.value };
  hearing.state = step.state;
  clearTimeout(hearing.silence);
  const ends = step.code !== undefined && (!element || step.code.length >= IN_FIELD_LENGTH_MIN);
  // The Enter of a scan must not press the button that has the focus; keys in a field are a person's until the end proves otherwise.
  if (step.taken && (!element || ends)) {
    event.preventDefault();
    event.stopPropagation();
  }
  if (step.code !== undefined) {
    if (!ends) return;
    if (element) giveBack(hearing.field, element);
    onCode(step.code);
  } else if (!element && step.state.text !== "") {
    hearing.silence = setTimeout(() => {
      const end = endBySilence(hearing.state);
      hearing.state = end.state;
      if (end.code !== undefined) onCode(end.code);
    }, KEY_GAP_MAX_MS + 20);
  }
};

const fieldOf = (target: EventTarget | null): Field["element"] | undefined =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : undefined;

/** React listens to `input`, and takes notice only of a value that was set past its own setter. */
const giveBack = (field: Field | undefined, element: Field["element"]): void => {
  if (field?.element !== element) return;
  const prototype = element instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(element, field.before);
  element.dispatchEvent(new Event("input", { bubbles: true }));
  element.blur();
};
