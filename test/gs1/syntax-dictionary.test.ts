import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { AI_FORMATS } from "#gs1/application-identifiers.ts";

/** Material that others wrote is read where it lies, and the test is skipped by name where it does not. */
const corpus = process.env.ENTREPOT_CORPUS;
const file = corpus ? path.join(corpus, "gs1", "gs1-syntax-dictionary.txt") : "";

type Described = { parts: string[]; predefinedLength: boolean; inQuery: boolean; primaryKey: boolean };

const readDictionary = (): Map<string, Described> => {
  const entries = new Map<string, Described>();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [range = "", ...rest] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (range === "") continue;
    const flags = /^[*?"!$]+$/.test(rest[0] ?? "") ? rest.shift()! : "";
    const described: Described = {
      parts: rest.filter((word) => /^\[?[NXYZ](\.\.)?\d/.test(word)).map((word) => word.replaceAll(/,(gcppos\d|pcenc)/g, "")),
      predefinedLength: flags.includes("*"),
      inQuery: flags.includes("?"),
      primaryKey: rest.some((word) => word.startsWith("dlpkey")),
    };
    const [first = "", last = first] = range.split("-");
    for (let number = Number(first); number <= Number(last); number++) entries.set(String(number).padStart(first.length, "0"), described);
  }
  return entries;
};

describe.skipIf(!existsSync(file))("the official GS1 Syntax Dictionary (ENTREPOT_CORPUS)", () => {
  test("names the same application identifiers", () => {
    expect([...AI_FORMATS.keys()].toSorted()).toEqual([...readDictionary().keys()].toSorted());
  });
  test("gives each the same format", () => {
    for (const [ai, described] of readDictionary()) {
      const { parts, ...flags } = AI_FORMATS.get(ai)!;
      const written = parts.map((part) => {
        const length = part.minLength === part.maxLength ? String(part.maxLength) : `..${part.maxLength}`;
        const word = part.set + length;
        return [part.optional ? `[${word}]` : word, ...part.checks].join(",");
      });
      expect({
        ai,
        parts: written,
        predefinedLength: flags.predefinedLength,
        inQuery: flags.inQuery,
        primaryKey: flags.primaryKey,
      }).toEqual({ ai, ...described });
    }
  });
});
