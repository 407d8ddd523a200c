/**
 * schema.prisma and the migrations say the same thing twice: tables, columns, types, nullability, keys. This test reads
 * the one as text and asks a migrated database for the other.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPrisma } from "../../server/store/prisma.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

type Columns = Readonly<Record<string, string>>;
type Tables = Readonly<Record<string, Columns>>;

const SCHEMA_FILE = path.join(import.meta.dirname, "../../prisma/schema.prisma");

/** What PostgreSQL calls the types; without `@db.…` the first of a type is Prisma's own choice for it. */
const TYPES: Readonly<Record<string, string>> = {
  String: "text",
  "String @db.Uuid": "uuid",
  Int: "integer",
  "Int @db.SmallInt": "smallint",
  BigInt: "bigint",
  Float: "double precision",
  "Float @db.Real": "real",
  "Decimal @db.Decimal": "numeric",
  Boolean: "boolean",
  Json: "jsonb",
  Bytes: "bytea",
  "DateTime @db.Timestamptz(6)": "timestamp with time zone",
  "DateTime @db.Date": "date",
};

const FIELD = /^ {2}(\w+)\s+(\w+)(\?|\[\])?(.*)$/;

function readModels(schema: string): Tables {
  const models = schema.matchAll(/^model \w+ \{\n([^}]*)\n\}/gm);
  return Object.fromEntries([...models].map(([, body = ""]) => readModel(body.split("\n"))));
}

function readModel(lines: readonly string[]): [string, Columns] {
  const table = lines.map((line) => /@@map\("(\w+)"\)/.exec(line)?.[1]).find((name) => name !== undefined) ?? "?";
  const columnOf = new Map<string, string>();
  const columns: Record<string, string> = {};
  for (const line of lines) {
    const [, field = "", type = "", mark = "", attributes = ""] = FIELD.exec(line) ?? [];
    if (field === "") continue;
    const column = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? field;
    columnOf.set(field, column);
    const native = /@db\.\w+(?:\(\d+\))?/.exec(attributes)?.[0];
    const sqlType = TYPES[native === undefined ? type : `${type} ${native}`] ?? `${type} ${native ?? ""} is not known to this test`;
    columns[column] = `${sqlType}${mark === "[]" ? "[]" : ""}${mark === "?" ? "" : " NOT NULL"}${/@id\b/.test(attributes) ? " KEY" : ""}`;
  }
  const key = lines.map((line) => /@@id\(\[([\w, ]+)\]\)/.exec(line)?.[1]).find((names) => names !== undefined);
  for (const field of key?.split(", ") ?? []) columns[columnOf.get(field) ?? field] += " KEY";
  return [table, columns];
}

const COLUMNS = `
  SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || CASE WHEN k.conkey IS NOT NULL THEN ' KEY' ELSE '' END AS type
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey)
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '_prisma_migrations'`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function readDatabase(): Promise<Tables> {
  const { rows } = await database.pool.query<{ table: string; column: string; type: string }>(COLUMNS);
  const tables: Record<string, Record<string, string>> = {};
  for (const { table, column, type } of rows) (tables[table] ??= {})[column] = type;
  return tables;
}

/** Prisma knows no list that may be null. */
const NULLABLE_LISTS: Tables = { integrator_key: { sites: "text[]" } };

describe("schema.prisma", () => {
  test("has the tables, columns, types and keys that the migrations make", async () => {
    const said = readModels(await readFile(SCHEMA_FILE, "utf8"));
    for (const [table, columns] of Object.entries(NULLABLE_LISTS)) Object.assign(said[table] ?? {}, columns);
    expect(said).toEqual(await readDatabase());
  });

  test("sees a column whose type differs, or that is missing", () => {
    const model = (fields: string): Tables => readModels(`model Thing {\n  id String @id\n${fields}\n  @@map("thing")\n}`);
    expect(model("  size Int?")).toEqual({ thing: { id: "text NOT NULL KEY", size: "integer" } });
    expect(model("  size Int")).not.toEqual(model("  size Int?"));
    expect(model("  size Int")).not.toEqual(model("  size BigInt"));
    expect(model("")).not.toEqual(model("  size Int"));
  });

  test("serves reads and writes on the server's own pool, under the server's role", async () => {
    const prisma = createPrisma(database.pool);
    const site = {
      site: "xiangtan",
      kind: "bonded_warehouse",
      name: { zh: "湘潭", en: "Xiangtan" },
      lat: 27.9,
      lon: 112.9,
      regimes: ["bonded"],
    };
    await prisma.site.create({ data: site });
    expect(await prisma.site.findUnique({ where: { site: "xiangtan" } })).toEqual({ ...site, fenceRadiusM: null, customs: null });
    const rows = await prisma.$queryRaw<{ current_user: string }[]>`SELECT current_user`;
    expect(rows).toEqual([{ current_user: "entrepot_app" }]);
    await prisma.$disconnect();
    expect(database.pool.ended).toBe(false);
  });
});
