import { SearchOutlined } from "@ant-design/icons";
import { Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { useShortcut } from "./use-shortcut.ts";

/** What is looked for, said a moment after the last key. The key "/" leads to the one that is `main` on its page. */
type Props = Readonly<{
  label: string;
  placeholder: string;
  value: string | undefined;
  onSearch(text: string | undefined): void;
  maxLength?: number;
  className?: string;
  main?: boolean;
}>;
const SAID_AFTER_MS = 300;

export const SearchField = ({ label, placeholder, value, onSearch, maxLength = 100, className = "", main = true }: Props) => {
  const input = useRef<InputRef>(null);
  const [text, setText] = useState(value ?? "");
  const [before, setBefore] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useShortcut("/", () => input.current?.focus({ cursor: "all" }), main);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Another value from outside (a link, the browser's arrow) goes before what was typed.
  if (value !== before) {
    setBefore(value);
    if ((value ?? "") !== text.trim()) setText(value ?? "");
  }
  const say = (next: string): void => {
    clearTimeout(timer.current);
    onSearch(next.trim() || undefined);
  };
  return (
    <label className={`field search-field ${className}`}>
      <span className="label">{label}</span>
      <Input
        ref={input}
        type="search"
        allowClear
        prefix={<SearchOutlined />}
        suffix={main && text === "" ? <kbd aria-hidden="true">/</kbd> : null}
        {...(main ? { "aria-keyshortcuts": "/" } : {})}
        maxLength={maxLength}
        value={text}
        placeholder={placeholder}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => say(next), SAID_AFTER_MS);
        }}
        onPressEnter={(event) => say(event.currentTarget.value)}
      />
    </label>
  );
};
