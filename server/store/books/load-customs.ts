import type pg from "pg";
import { noCustoms, type CustomsBooks } from "../../domain/custody/customs-books.ts";
import type { OpenRelease } from "../../domain/custody/books.ts";
import type { Needs } from "../../domain/custody/needs.ts";
import type { GatePass } from "../../domain/customs/documents/gate-pass.ts";
import type { GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import type { Obligation } from "../../domain/customs/obligations/obligation.ts";
import { bookLot } from "../../domain/customs/bookkeeping.ts";
import { bookAccount, documentAccount, type Account } from "../../domain/ledger/account.ts";
import type { Ledger } from "../../domain/ledger/ledger.ts";
import type { Lot } from "../../domain/ledger/lot.ts";
import { textArray } from "./arrays.ts";
import { contentFromJson } from "./documents.ts";
import type { Ids } from "./ids.ts";
import { loadCells } from "./load.ts";

/** What gates and exits need of customs: the documents behind passes and open releases, and what stops them. */
export const loadCustoms = async (
  client: pg.ClientBase,
  needs: Needs,
  { passes, releases, ledger, ids }: Readonly<{ passes: readonly GatePass[]; releases: readonly OpenRelease[]; ledger: Ledger; ids: Ids }>,
): Promise<CustomsBooks> => {
  if (needs.gates.length === 0 && releases.every(({ document }) => document === null)) return noCustoms();
  const numbers = new Set([...passes.flatMap(({ documents }) => documents), ...releases.flatMap(({ document }) => document ?? [])]);
  const documents = await loadGoods(client, [...numbers]);
  await loadCells(client, ids, documents.flatMap(endsOf), ledger);
  const standing = [...numbers, ...passes.map(({ number }) => number)];
  return {
    passes: new Map(passes.map((pass) => [pass.number, pass])),
    documents: new Map(documents.map((document) => [document.number, document])),
    brokenSeals: await loadBrokenSeals(client, needs.gates),
    inspected: await loadStanding(client, "inspection", { numbers: standing, states: ["ordered", "under_way", "differs"] }),
    notAdmitted: await loadStanding(client, "admission", { numbers: standing, states: ["awaiting_entry", "in_country", "refused"] }),
    chains: new Map(),
    obligations: await loadObligations(client, [...new Set(passes.map(({ owner }) => owner))]),
  };
};

/** Passes that a gate names by any of their numbers, and those that stand for a plate. Each is looked for by an index of its own. */
export const loadPasses = async (client: pg.ClientBase, gates: Needs["gates"]): Promise<GatePass[]> => {
  if (gates.length === 0) return [];
  const { rows } = await client.query<{ content: unknown }>(
    `SELECT d.content FROM customs_document d WHERE d.kind = 'pass' AND d.number IN (
       SELECT * FROM unnest($1::text[])
       UNION SELECT a.number FROM document_alias a WHERE a.kind = 'pass' AND a.alias = ANY ($1::text[])
       UNION SELECT p.number FROM unnest($2::text[], $3::text[]) AS g(site, plate) JOIN customs_document p
         ON p.kind = 'pass' AND p.state IN ('approved', 'first_gate', 'passed_by_customs') AND p.site = g.site AND p.plate = g.plate)`,
    [
      textArray(gates.flatMap(({ pass }) => pass ?? [])),
      textArray(gates.map(({ site }) => site)),
      textArray(gates.map(({ plate }) => plate)),
    ],
  );
  return rows.map((row) => contentFromJson(row.content) as GatePass);
};

const loadGoods = async (client: pg.ClientBase, numbers: readonly string[]): Promise<GoodsDocument[]> => {
  if (numbers.length === 0) return [];
  const { rows } = await client.query<{ content: unknown }>(
    "SELECT content FROM customs_document WHERE kind IN ('inventory', 'stock_document') AND number = ANY ($1::text[])",
    [textArray(numbers)],
  );
  return rows.map((row) => contentFromJson(row.content) as GoodsDocument);
};

/** All that a passage of the document can move. */
const endsOf = (document: GoodsDocument): { account: Account; lot: Lot }[] =>
  document.lines.flatMap((line) => {
    const lot = bookLot(document.book, line.bookLine, { gtin: line.gtin, uom: line.uom, owner: document.owner });
    const accounts: Account[] = [documentAccount(document.number, line.n, "declared"), documentAccount(document.number, line.n, "passed")];
    const { book } = document;
    if (book !== null && line.bookLine !== null)
      for (const state of ["actual", "incoming", "outgoing"] as const) accounts.push(bookAccount(book, line.bookLine, state));
    return accounts.map((account) => ({ account, lot }));
  });

const loadBrokenSeals = async (client: pg.ClientBase, gates: Needs["gates"]): Promise<Map<string, string[]>> => {
  const units = gates.flatMap(({ unit }) => unit ?? []);
  const broken = new Map<string, string[]>();
  if (units.length === 0) return broken;
  const { rows } = await client.query<{ unit: string; seal: string }>(
    "SELECT unit, seal FROM seal_state WHERE unit = ANY ($1::text[]) AND state IN ('opened', 'tampered') ORDER BY seal",
    [textArray(units)],
  );
  for (const { unit, seal } of rows) broken.set(unit, [...(broken.get(unit) ?? []), seal]);
  return broken;
};

/** Documents that stand still: under an inspection that is not over, or come in before they may enter the market. */
const loadStanding = async (
  client: pg.ClientBase,
  kind: "inspection" | "admission",
  { numbers, states }: Readonly<{ numbers: readonly string[]; states: readonly string[] }>,
): Promise<Set<string>> => {
  if (numbers.length === 0) return new Set();
  const { rows } = await client.query<{ number: string }>(
    `WITH names AS (
       SELECT n AS number, n AS name FROM unnest($2::text[]) AS n
       UNION SELECT a.number, a.alias FROM document_alias a WHERE a.number = ANY ($2::text[]))
     SELECT DISTINCT names.number FROM names
     JOIN document_link l ON l.kind = $1 AND l.to_number = names.name
     JOIN customs_document d ON d.kind = l.kind AND d.number = l.number AND d.state = ANY ($3::text[])`,
    [kind, textArray(numbers), textArray(states)],
  );
  return new Set(rows.map(({ number }) => number));
};

/** Of these firms, those that stop a pass once they are overdue. */
const loadObligations = async (client: pg.ClientBase, owners: readonly string[]): Promise<Obligation[]> => {
  if (owners.length === 0) return [];
  const { rows } = await client.query<{ content: unknown }>(
    `SELECT content FROM obligation
     WHERE owner = ANY ($1::text[]) AND state IN ('open', 'due_soon', 'overdue') AND content -> 'blocks' ? 'gate_pass'`,
    [textArray(owners)],
  );
  return rows.map((row) => contentFromJson(row.content) as Obligation);
};
