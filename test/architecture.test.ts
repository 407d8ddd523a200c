/** The floor plan, as a table that is held to: who may import whom and which packages, how long things are, what is pure. */
import path from "node:path";
import { describe, expect, test } from "vitest";
import { listSourceFiles, readSource, type SourceFile } from "./support/source-tree.ts";

type Room = Readonly<{
  /** Rooms that may be entered; a room's own files always may. A name stands for everything below it. */
  rooms: readonly string[];
  /** npm packages and parts of Node. */
  packages: readonly string[];
}>;

const NOTHING: Room = { rooms: [], packages: [] };
const GROUND = ["server/usecases", "server/domain", "server/wire", "server/gs1", "server/messages", "server/proof"];
const NODE = ["node:"];
const REACT = ["react", "react-i18next", "antd", "@ant-design/icons"];
const FEATURE = [
  ...REACT,
  "react-router",
  "@tanstack/react-query",
  "zod",
  "echarts",
  "leaflet",
  "topojson-client",
  "topojson-specification",
];
const SCANNING = ["world-atlas", "gcoord", "barcode-detector", "zxing-wasm", "bwip-js", "dexie"];

/** The longest name that a file's path begins with is its room. */
const ROOMS: Readonly<Record<string, Room>> = {
  "server/wire": { rooms: [], packages: ["zod"] },
  "server/gs1": { rooms: [], packages: ["epc-tds"] },
  "server/messages": NOTHING,
  "server/proof": NOTHING,
  "server/domain": NOTHING,
  "server/usecases": { rooms: ["server/domain", "server/proof"], packages: [] },
  "server/store": { rooms: GROUND, packages: [...NODE, "pg", "@prisma/client", "@prisma/adapter-pg"] },
  "server/ingest": { rooms: GROUND, packages: [...NODE, "mqtt", "zod"] },
  "server/http": {
    rooms: GROUND,
    packages: [
      ...NODE,
      "express",
      "express-rate-limit",
      "helmet",
      "better-auth",
      "pino",
      "pino-http",
      "prom-client",
      "zod",
      "csv-parse",
      "read-excel-file",
    ],
  },
  "server/live": { rooms: GROUND, packages: [...NODE, "socket.io", "zod"] },
  "server/exchange": { rooms: GROUND, packages: NODE },
  "server/embedded": { rooms: [], packages: [...NODE, "pg", "aedes", "mqtt-packet"] },
  // The composition root and the settings.
  server: { rooms: ["server"], packages: [...NODE, "pg", "pino", "prom-client"] },
  "web/live": { rooms: ["server/wire"], packages: ["socket.io-client", "react"] },
  "web/api": { rooms: ["server/wire"], packages: ["react", "@tanstack/react-query", "zod"] },
  "web/ui": { rooms: [], packages: REACT },
  "web/features": {
    rooms: ["web/live", "web/api", "web/ui", "server/wire", "server/gs1", "server/proof"],
    packages: [...FEATURE, ...SCANNING],
  },
  web: {
    rooms: ["web", "server/wire", "server/gs1", "server/proof"],
    packages: [...FEATURE, ...SCANNING, "react-dom", "i18next", "vite", "@vitejs/plugin-react", "vite-plugin-pwa", "node:url"],
  },
  simulators: { rooms: ["server/wire", "server/gs1", "server/messages"], packages: [...NODE, "mqtt"] },
  // It must run before anything is installed.
  scripts: { rooms: [], packages: NODE },
};
/** They may use whatever they need. */
const FREE_ROOMS = ["test", "bench", "prisma"];

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const POSITIONAL_PARAMETERS_MAX = 4;

/** Rooms that are given the time and their random numbers, and so can be run again with the same outcome. */
const PURE_ROOMS = ["server/wire", "server/gs1", "server/messages", "server/proof", "server/domain", "server/usecases"];
const PURE_EXCEPT: Readonly<Record<string, string>> = {
  "server/gs1/dates.ts": "GS1 reads a two-digit year against the present century",
};

function roomOf(file: string): string | undefined {
  const names = [...Object.keys(ROOMS), ...FREE_ROOMS].filter((name) => file.startsWith(`${name}/`));
  const name = names.toSorted((a, b) => b.length - a.length)[0];
  // Features do not know each other: each is a room.
  return name === "web/features" ? file.split("/").slice(0, 3).join("/") : name;
}

const ruleOf = (room: string): Room | undefined => ROOMS[room.startsWith("web/features/") ? "web/features" : room];

function targetOf(file: string, specifier: string): Readonly<{ path: string } | { package: string }> {
  if (specifier.startsWith("#")) return { path: `server/${specifier.slice(1)}` };
  if (specifier.startsWith(".")) return { path: path.posix.join(path.posix.dirname(file), specifier) };
  return { package: specifier };
}

function findForbiddenImports({ file, imports }: SourceFile): readonly string[] {
  const room = roomOf(file);
  if (room === undefined) return [`${file} is in no room`];
  const rule = ruleOf(room);
  if (rule === undefined) return [];
  return imports.flatMap((specifier) => {
    const target = targetOf(file, specifier);
    if ("package" in target) return rule.packages.some((name) => isWithin(target.package, name)) ? [] : [`${file} imports ${specifier}`];
    const targetRoom = roomOf(target.path);
    const allowed = targetRoom === room || rule.rooms.some((name) => isWithin(target.path, name));
    return allowed ? [] : [`${file} imports ${target.path}`];
  });
}

const isWithin = (name: string, prefix: string): boolean =>
  name === prefix || name.startsWith(prefix.endsWith(":") ? prefix : `${prefix}/`);

const isTest = (file: string): boolean => file.startsWith("test/");
/** A tool wants its configuration as the default export. */
const isToolConfiguration = (file: string): boolean => /\.config\.(ts|mjs)$/.test(file);

function findOversize({ file, lines, functions }: SourceFile): readonly string[] {
  if (isTest(file)) return [];
  const long = functions.filter((found) => found.lines > FUNCTION_LINES_MAX);
  return [
    ...(lines > FILE_LINES_MAX ? [`${file} has ${lines} lines, ${FILE_LINES_MAX} at most`] : []),
    ...long.map((found) => `${file}:${found.line} ${found.name} has ${found.lines} lines, ${FUNCTION_LINES_MAX} at most`),
  ];
}

function findLongParameterLists({ file, functions }: SourceFile): readonly string[] {
  if (isTest(file)) return [];
  const long = functions.filter((found) => found.positionalParameters > POSITIONAL_PARAMETERS_MAX);
  return long.map((found) => `${file}:${found.line} ${found.name} has ${found.positionalParameters} parameters: name them in an object`);
}

function findImpurities({ file, impurities }: SourceFile): readonly string[] {
  const pure = PURE_ROOMS.includes(roomOf(file) ?? "") && !(file in PURE_EXCEPT);
  return pure ? impurities.map((found) => `${file}:${found}`) : [];
}

describe("the house", () => {
  const files = listSourceFiles();

  test("has its imports downwards only, and each room its own packages", () => {
    expect(files.flatMap(findForbiddenImports)).toEqual([]);
  });
  test("keeps files and functions short", () => {
    expect(files.flatMap(findOversize)).toEqual([]);
  });
  test("names what would be a long list of parameters", () => {
    expect(files.flatMap(findLongParameterLists)).toEqual([]);
  });
  test("exports by name", () => {
    expect(files.filter((file) => file.hasDefaultExport && !isToolConfiguration(file.file)).map(({ file }) => file)).toEqual([]);
  });
  test("reads neither clock nor dice below the doors", () => {
    expect(files.flatMap(findImpurities)).toEqual([]);
  });
});

describe("a planted violation is found", () => {
  test.each([
    ["server/domain/ledger/planted.ts", 'import { z } from "zod";'],
    ["server/domain/ledger/planted.ts", 'import type { Ack } from "#wire/device-messages.ts";'],
    ["server/domain/ledger/planted.ts", 'import { readFile } from "node:fs/promises";'],
    ["server/usecases/planted.ts", 'import { createPool } from "../store/pool.ts";'],
    ["server/usecases/planted.ts", 'export * from "../store/pool.ts";'],
    ["server/usecases/planted.ts", 'const late = async () => import("../store/pool.ts");'],
    ["server/http/planted.ts", 'import { createPool } from "../store/pool.ts";'],
    ["server/http/planted.ts", 'import pg from "pg";'],
    ["server/wire/planted.ts", 'import { assert } from "../domain/basics/assert.ts";'],
    ["web/features/stock/planted.ts", 'import { age } from "../dispatch/age.ts";'],
    ["web/live/planted.ts", 'import { request } from "../api/request.ts";'],
    ["web/ui/planted.ts", 'import { words } from "#wire/words.ts";'],
    ["simulators/devices/planted.ts", 'import { decide } from "../../server/domain/custody/decide.ts";'],
    ["scripts/planted.mjs", 'import pg from "pg";'],
    ["elsewhere/planted.ts", ""],
  ])("%s: %s", (file, text) => {
    expect(findForbiddenImports(readSource(file, text))).toHaveLength(1);
  });

  test.each([
    ["server/store/planted.ts", 'import pg from "pg"; import { x } from "../domain/ledger/account.ts"; import { y } from "./pool.ts";'],
    ["server/main.ts", 'import { createPool } from "./store/pool.ts"; import { x } from "./http/app.ts";'],
    [
      "web/features/stock/planted.tsx",
      'import { x } from "../../ui/tags.tsx"; import { y } from "#gs1/read-code.ts"; import { z } from "./own.ts";',
    ],
  ])("and what is allowed is not: %s", (file, text) => {
    expect(findForbiddenImports(readSource(file, text))).toEqual([]);
  });

  test("a long file, a long function, many parameters, a default export, a clock", () => {
    const body = "\n".repeat(FUNCTION_LINES_MAX);
    const planted = readSource(
      "server/domain/planted.ts",
      `export default (a, b, c, d, e) => {${body}return [Date.now(), new Date(), Math.random(), new Date(0)];}`,
    );
    expect(findOversize(planted)).toHaveLength(1);
    expect(findOversize(readSource("server/domain/planted.ts", "x;\n".repeat(FILE_LINES_MAX + 1)))).toHaveLength(1);
    expect(findLongParameterLists(planted)).toHaveLength(1);
    expect(planted.hasDefaultExport).toBe(true);
    expect(findImpurities(planted)).toHaveLength(3);
  });
});
