import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  alarmKind,
  deviceKind,
  hold,
  legMode,
  locationKind,
  regime,
  result,
  role,
  severity,
  siteKind,
  step,
  unitMode,
} from "#wire/words.ts";
import en from "../../web/app/i18n/en.json" with { type: "json" };
import zh from "../../web/app/i18n/zh.json" with { type: "json" };
import { STATION_STEPS } from "../../web/features/station/steps.ts";
import { LIVE_STATUSES } from "../../web/live/connection.ts";

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, before = ""): Map<string, string> =>
  new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[before + key, value] as const] : [...flat(value, `${before}${key}.`)],
    ),
  );

const english = flat(en);
const chinese = flat(zh);
const gaps = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").toSorted();

test("both languages have the same keys", () => {
  expect([...chinese.keys()].toSorted()).toEqual([...english.keys()].toSorted());
});

test("both languages fill the same gaps", () => {
  for (const [key, text] of english) expect([key, gaps(chinese.get(key) ?? "")]).toEqual([key, gaps(text)]);
});

test("no Chinese text was left in English, and none in English is Chinese", () => {
  for (const [key, text] of english) expect([key, /[\u4e00-\u9fff]/.test(text)]).toEqual([key, false]);
  const latin = [...chinese].filter(
    ([key, text]) =>
      /[a-z]{4,}/i.test(text.replaceAll(/\{\{\w+\}\}/g, "")) && !/[\u4e00-\u9fff]/.test(text) && !key.startsWith("words.uom"),
  );
  expect(latin.map(([key]) => key)).toEqual([]);
});

const LISTS = { alarm: alarmKind, hold, legMode, locationKind, regime, result, role, severity, siteKind, step, mode: unitMode };
test.each(Object.entries(LISTS))("every %s of the wire has its word", (list, schema) => {
  for (const word of schema.options) expect([word, english.has(`words.${list}.${word}`)]).toEqual([word, true]);
});

test("every step of the station says what it does, and every state of the line its name", () => {
  expect(deviceKind.options).toContain("station");
  for (const { step: name } of STATION_STEPS) expect(english.has(`station.does.${name}`)).toBe(true);
  for (const status of LIVE_STATUSES) expect(english.has(`link.${status}.name`)).toBe(true);
});

test("every key that the screens name is there", () => {
  const web = path.resolve(import.meta.dirname, "../../web");
  const sources = readdirSync(web, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  const missing = sources.flatMap((file) => {
    const text = readFileSync(path.join(web, file), "utf8");
    return [...text.matchAll(/\bt\("([\w.-]+)"/g)]
      .map((match) => match[1] ?? "")
      .filter((key) => !english.has(key))
      .map((key) => `${file}: ${key}`);
  });
  expect(sources.length).toBeGreaterThan(50);
  expect(missing).toEqual([]);
});
