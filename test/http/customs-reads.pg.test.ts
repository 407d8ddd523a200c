import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { QUANTITY_SCALE } from "../../server/domain/basics/quantity.ts";
import { gate, goods as scanned, observe, openBooks, scan, seedWarehouse, T0, TEA, type TestBooks } from "../support/books.ts";
import { approve, approvePass, BOOK, fileInventory, filePass, goods, openBook } from "../support/customs.ts";
import { IMPORT_LIST, IMPORT_ORDER, IMPORT_PAYMENT } from "../customs/trade/support.ts";
import { signInAs, startTestServer, type TestServer } from "./support.ts";

/** A small warehouse with documents in every stage, as the screens are told of it. */
let server: TestServer;
let books: TestBooks;
let officer: string;
let here: string;
let elsewhere: string;

const get = (path: string, cookie = officer) => server.call("GET", `/api/v1/customs/${path}`, { cookie });
const act = async (...acts: Parameters<TestBooks["lane"]["customs"]["act"]>[0]): Promise<void> => {
  for (const each of acts) {
    const [answer] = await books.lane.customs.act([each]);
    expect(answer, JSON.stringify(answer)).toMatchObject({ accepted: true });
  }
};
const pieces = (quantity: number): bigint => BigInt(quantity) * QUANTITY_SCALE;

beforeAll(async () => {
  server = await startTestServer();
  const { pool } = server.database;
  await seedWarehouse(pool);
  await pool.query(`INSERT INTO book VALUES ('CW-BOOK', 'bonded', 'cw', 'acme');
    INSERT INTO book_line VALUES ('${BOOK}', 2, 'SKU2', '${TEA}', '0902', 'EA'), ('${BOOK}', 3, 'OTHER', '${TEA}', NULL, 'EA')`);
  books = await openBooks(pool);
  [officer, here, elsewhere] = [
    await signInAs(server, "officer"),
    await signInAs(server, "operator", ["xt"]),
    await signInAs(server, "operator", ["cw"]),
  ];
  await act(openBook(15), fileInventory("IN-1", { pieces: 4 }));
  await act(approve("IN-1", "QD490026I000000001"));
  await act(goods("IN-1", { type: "put_on_pass", pass: "P0", lines: [{ n: 1, quantity: pieces(4) }] }));
  await act(goods("IN-1", { type: "pass", pass: "P0", lines: [{ n: 1, quantity: pieces(4) }] }));
  await act(fileInventory("OUT-1", { direction: "out", type: "8", needsDeclaration: false }), approve("OUT-1"));
  await act(
    filePass("P1", { direction: "out", passKind: "3", documents: ["OUT-1"], totalWeightKg: pieces(12_000) }),
    approvePass("P1", "Z4900I261101000000000001"),
  );
  await act(fileInventory("DRAFT-1", { pieces: 1 }));
  expect(await books.lane.customs.act([fileInventory("DRAFT-1", { pieces: 2 })])).toMatchObject([
    { accepted: false, reason: "already_filed" },
  ]);
  const bonded = { regime: "bonded" as const, book: BOOK, line: 1 };
  expect(
    await observe(books, scan("receiving", { places: ["A1"], regime: "bonded", goods: [scanned(TEA, 14, bonded)] } as never)),
  ).toMatchObject({ result: "posted" });
});
afterAll(async () => {
  await books.lane.close();
  await server.stop();
});

describe("the list of documents", () => {
  test("tells of each what it lacks, the last changed first", async () => {
    const { body } = await get("documents");
    expect(body.rows.map((row: { number: string; state: string; lacks: string[] }) => [row.number, row.state, row.lacks])).toEqual([
      ["DRAFT-1", "filed", ["approval", "declaration_release", "gate_pass", "gate_passage"]],
      ["OUT-1", "approved", ["gate_passage"]],
      ["Z4900I261101000000000001", "approved", ["gate_passage"]],
      ["QD490026I000000001", "approved", ["declaration_release"]],
    ]);
  });

  test("is turned page by page without losing or doubling a row", async () => {
    const seen: string[] = [];
    let after = "";
    do {
      const { body } = await get(`documents?limit=1${after && `&after=${after}`}`);
      seen.push(...body.rows.map((row: { number: string }) => row.number));
      after = body.next ?? "";
    } while (after);
    expect(seen).toEqual(["DRAFT-1", "OUT-1", "Z4900I261101000000000001", "QD490026I000000001"]);
  });

  test.each([
    ["kind=pass", ["Z4900I261101000000000001"]],
    ["state=filed", ["DRAFT-1"]],
    ["channel=1210", ["OUT-1"]],
    ["q=IN-", ["QD490026I000000001"]],
    [`q=${encodeURIComponent("湘C")}`, ["Z4900I261101000000000001"]],
    ["q=%25", []],
    ["site=cw", []],
  ])("is narrowed by %s", async (query, numbers) => {
    const { body } = await get(`documents?${query}`);
    expect(body.rows.map((row: { number: string }) => row.number)).toEqual(numbers);
  });

  test("of another site is not there for an operator", async () => {
    expect((await get("documents", elsewhere)).body.rows).toEqual([]);
    expect((await get("documents", here)).body.rows).toHaveLength(4);
    expect((await get("documents/OUT-1", elsewhere)).status).toBe(404);
    expect((await get("documents?site=xt", elsewhere)).status).toBe(403);
  });
});

describe("a document", () => {
  test("is found by the firm's own number, with lines, links and its timeline", async () => {
    const { body } = await get("documents/IN-1");
    expect(body).toMatchObject({ number: "QD490026I000000001", innerNo: "IN-1", aliases: ["IN-1"], deduction: "pre", isReleased: false });
    expect(body.lines).toEqual([
      expect.objectContaining({
        n: 1,
        bookLine: 1,
        itemRecordNo: "SKU1",
        name: "茶",
        declared: "4",
        onPasses: "4",
        passed: "4",
        pending: "4",
        formal: "0",
      }),
    ]);
    expect(body.events.map((event: { type: string; transfers: number }) => [event.type, event.transfers])).toEqual([
      ["filed", 0],
      ["approved", 2],
      ["put_on_pass", 0],
      ["passed", 1],
    ]);
  });

  test("tells what was refused of it", async () => {
    const { body } = await get("documents/DRAFT-1");
    expect(body.events.at(-1)).toMatchObject({ type: "not_accepted", note: expect.stringMatching(/^already_filed/) });
  });

  test("names the documents on both sides of a pass", async () => {
    expect((await get("documents/P1")).body.linked).toEqual([{ kind: "inventory", number: "OUT-1", state: "approved" }]);
    expect((await get("documents/OUT-1")).body.linked).toEqual([{ kind: "pass", number: "Z4900I261101000000000001", state: "approved" }]);
  });

  test("that nobody filed is not there", async () => expect((await get("documents/NONE")).status).toBe(404));
});

describe("the documents of a trade", () => {
  beforeAll(async () => {
    const stamp = { by: "ebp", atMs: T0, act: "trade" } as const;
    await act(
      { ...stamp, trade: { kind: "order", record: IMPORT_ORDER } },
      { ...stamp, trade: { kind: "payment", record: IMPORT_PAYMENT } },
    );
  });

  test("lack what has not come, and are masked", async () => {
    const { body } = await get(`documents?kind=order`);
    expect(body.rows).toMatchObject([{ lacks: ["waybill", "list", "release"], direction: "in" }]);
    const answer = await get(`documents/${encodeURIComponent(body.rows[0].number)}?kind=order`);
    const text = JSON.stringify(answer.body);
    expect(answer.body.linked.map((link: { kind: string }) => link.kind)).toEqual(["payment"]);
    for (const secret of [
      IMPORT_ORDER.buyer.name,
      IMPORT_ORDER.buyer.idHash,
      IMPORT_ORDER.consignee.telephone,
      IMPORT_ORDER.consignee.address,
    ])
      expect(text).not.toContain(secret);
  });

  test("are matched field by field once the list is there, and seen by the site of its book", async () => {
    await act({ by: "ebp", atMs: T0, act: "trade", trade: { kind: "list", record: { ...IMPORT_LIST, book: BOOK } } });
    const { body } = await get("documents?kind=list");
    expect(body.rows).toHaveLength(1);
    const list = (await get(`documents/${encodeURIComponent(body.rows[0].number)}?kind=list`)).body;
    expect(list.match).toMatchObject({ lacking: ["waybill"] });
    expect(list.match.fields.find((field: { field: string }) => field.field === "buyer_name")).toMatchObject({
      state: "equal",
      left: "***",
      right: "***",
    });
    expect(list.lacks).toContain("waybill");
    expect((await get("documents?kind=order", here)).body.rows).toHaveLength(1);
    expect((await get("documents?kind=order", elsewhere)).body.rows).toHaveLength(0);
  });
});

describe("receipts", () => {
  test("come in their order, each of its document's site", async () => {
    const receipt = { kind: "INV201", status: "1" };
    const before = (await get("receipts")).body.rows.length;
    await act({ ...fileInventory("R-1"), receipt }, { ...approve("R-1", "QD-R-1"), receipt: { ...receipt, note: "通过" } });
    const { body } = await get("receipts");
    expect(body.rows.slice(before)).toMatchObject([
      { kind: "INV201", number: "R-1", note: null },
      { kind: "INV201", number: "QD-R-1", documentKind: "inventory", note: "通过" },
    ]);
    expect((await get(`receipts?after=${body.rows[0].receipt}`)).body.rows).toHaveLength(body.rows.length - 1);
    expect((await get("receipts", elsewhere)).body.rows).toEqual([]);
    expect((await get("documents/QD-R-1", here)).body.receipts).toHaveLength(2);
  });
});

describe("customs books", () => {
  test("are summed by unit, and count the lines that are not what lies there", async () => {
    const { body } = await get("books");
    expect(body.rows.find((row: { book: string }) => row.book === BOOK)).toMatchObject({
      lines: 3,
      totals: [{ uom: "EA", actual: "5", incoming: expect.any(String), outgoing: "10" }],
      differences: 1,
    });
    expect((await get("books", elsewhere)).body.rows.map((row: { book: string }) => row.book)).toEqual(["CW-BOOK"]);
  });

  test("tell of each line what is formal, pending and there", async () => {
    const { body } = await get(`books/${BOOK}/lines?limit=1`);
    expect(body).toMatchObject({
      rows: [{ line: 1, itemRecordNo: "SKU1", formal: "15", actual: "5", outgoing: "10", physical: "14", difference: "-1" }],
      next: "1",
    });
    expect((await get(`books/${BOOK}/lines?after=1`)).body.rows.map((row: { line: number }) => row.line)).toEqual([2, 3]);
    expect((await get(`books/${BOOK}/lines?q=OTH`)).body.rows.map((row: { line: number }) => row.line)).toEqual([3]);
    expect((await get(`books/${BOOK}/lines?q=te`)).body.rows).toHaveLength(3);
    expect((await get(`books/${BOOK}/lines`, elsewhere)).status).toBe(404);
  });

  test("show every transfer behind a number, and balances that run down to nothing", async () => {
    const whole = (await get(`books/${BOOK}/lines/1/transfers`)).body.rows;
    expect(whole.at(-1)).toMatchObject({ quantity: "15", actual: "15", incoming: "0", outgoing: "0", from: { contra: "book_opening" } });
    expect(whole.at(-2)).toMatchObject({ document: { kind: "inventory", number: "QD490026I000000001" }, actual: "15", incoming: "4" });
    const paged = [];
    let after = "";
    do {
      const { body } = await get(`books/${BOOK}/lines/1/transfers?limit=1${after && `&after=${after}`}`);
      paged.push(...body.rows);
      after = body.next ?? "";
    } while (after);
    expect(paged).toEqual(whole);
  });

  test("answer a cursor that is not theirs", async () => {
    expect((await get(`books/${BOOK}/lines/1/transfers?after=abc`)).status).toBe(400);
    expect((await get("documents?after=abc")).status).toBe(400);
  });
});

describe("the twin", () => {
  test("colours the cells of a site", async () => {
    const { body } = await get("twin?site=xt");
    const a1 = body.cells.find((cell: { location: string }) => cell.location === "A1");
    expect(a1).toMatchObject({ kind: "bin", colour: "pass_pending" });
    expect(
      a1.states.map((state: { state: string; quantities: { quantity: string }[] }) => [state.state, state.quantities[0]?.quantity]),
    ).toEqual([
      ["pass_pending", "10"],
      ["inventory_pending", "4"],
    ]);
    expect(body.cells.find((cell: { location: string }) => cell.location === "N1")).toMatchObject({ colour: null, matches: false });
    expect((await get("twin?site=xt", elsewhere)).status).toBe(403);
  });

  test("finds a line, and nothing where there is none", async () => {
    const matching = async (query: string): Promise<string[]> =>
      (await get(`twin?site=xt&${query}`)).body.cells
        .filter((cell: { matches: boolean }) => cell.matches)
        .map((cell: { location: string }) => cell.location);
    expect(await matching(`book=${BOOK}&line=1`)).toEqual(["A1"]);
    expect(await matching(`book=${BOOK}&line=2`)).toEqual([]);
    expect(await matching("q=SKU1")).toEqual(["A1"]);
    expect(await matching("q=oil")).toEqual([]);
  });

  test("opens a cell with the documents behind its states", async () => {
    const { body } = await get("twin/cell?site=xt&location=A1");
    expect(body.rows).toMatchObject([
      { state: "pass_pending", quantity: "10", documents: ["OUT-1"], itemRecordNo: "SKU1" },
      { state: "inventory_pending", quantity: "4", documents: ["QD490026I000000001"] },
    ]);
  });
});

describe("the gate", () => {
  test("shows who may go through, and who was seen with what the barrier did", async () => {
    const waiting = (await get("gate?site=xt")).body;
    expect(waiting.passes).toMatchObject([
      {
        pass: "Z4900I261101000000000001",
        innerNo: "P1",
        passKind: "3",
        direction: "out",
        declaredWeightKg: "12000",
        lines: 1,
        isFastLane: false,
        seenAt: null,
      },
    ]);
    expect(waiting.seen).toEqual([]);
    await observe(books, gate("in", { plate: "粤B00001" }), JSON.stringify({ direction: "in", plate: "粤B00001", weightKg: 0 }));
    const heavy = { plate: "湘C12345", weightKg: 20_000.5, pass: "P1" };
    await observe(books, gate("out", heavy), JSON.stringify({ direction: "out", ...heavy }));
    const { body } = await get("gate?site=xt");
    expect(body.passes).toMatchObject([{ pass: "Z4900I261101000000000001", seenAt: body.seen[0].at }]);
    expect(body.seen).toMatchObject([
      {
        plate: "湘C12345",
        weighedKg: "20000.5",
        declaredWeightKg: "12000",
        pass: "Z4900I261101000000000001",
        barrier: "hold",
        reason: "weight_out_of_tolerance",
      },
      { plate: "粤B00001", weighedKg: null, barrier: "raise", pass: null },
    ]);
    expect((await get("gate?site=xt", elsewhere)).status).toBe(403);
  });
});

describe("obligations", () => {
  beforeAll(async () => {
    const at = (day: number): string => new Date(Date.parse("2026-03-01T08:00:00Z") + day * 86_400_000).toISOString();
    const insert = async (obligation: string, state: string, due: number, site = "xt"): Promise<void> => {
      const content = { source: "海关法第24条", sure: "sure" };
      await server.database.pool.query(
        `INSERT INTO obligation (obligation, rule, subject, site, owner, state, started_at, due_soon_at, due_at, content, changed_at, entry)
         VALUES ($1, 'import_declaration', 'document/QD490026I000000001', $2, 'acme', $3, $4, $5, $6, $7, $4, 1)`,
        [obligation, site, state, at(-20), at(due - 3), at(due), JSON.stringify(content)],
      );
    };
    await insert("O-LATE", "open", -1);
    await insert("O-SOON", "open", 2);
    await insert("O-OPEN", "open", 10);
    await insert("O-MET", "met", -5);
    await insert("O-CW", "open", 5, "cw");
  });

  test("go by the clock, whatever was recorded last, in the order in which they fall due", async () => {
    const { body } = await get("obligations?limit=2");
    const rest = await get(`obligations?after=${body.next}`);
    const rows = [...body.rows, ...rest.body.rows].map((row: { obligation: string; state: string }) => [row.obligation, row.state]);
    expect(rows).toEqual([
      ["O-MET", "met"],
      ["O-LATE", "overdue"],
      ["O-SOON", "due_soon"],
      ["O-CW", "open"],
      ["O-OPEN", "open"],
    ]);
    expect(body.rows[0]).toMatchObject({ name: { zh: "进口货物申报" }, source: "海关法第24条", sure: "sure" });
  });

  test("are narrowed by state, by due days and by reach, and stand on their document", async () => {
    const names = async (query: string, cookie?: string): Promise<string[]> =>
      (await get(`obligations?${query}`, cookie)).body.rows.map((row: { obligation: string }) => row.obligation);
    expect(await names("state=overdue")).toEqual(["O-LATE"]);
    expect(await names("from=2026-03-02T00:00:00Z&to=2026-03-07T00:00:00Z")).toEqual(["O-SOON", "O-CW"]);
    expect(await names("", elsewhere)).toEqual(["O-CW"]);
    expect((await get("documents/IN-1")).body.obligations).toHaveLength(5);
  });
});

describe("tariff, settings, reports", () => {
  test("the tariff is told as of a day", async () => {
    const put = (code: string, from: string, to: string | null, vat: string): Promise<unknown> =>
      server.database.pool.query("INSERT INTO tariff VALUES ($1, $2, $3, '茶', $4, 'example')", [
        code,
        from,
        to,
        JSON.stringify({
          hsCode: code,
          validFrom: from,
          vat: { $n: vat },
          consumption: { $n: "0" },
          legalUnits: ["035"],
          positiveList: true,
          source: "example",
        }),
      ]);
    await put("0902209000", "2020-01-01", null, "16000");
    await put("0902209000", "2024-01-01", null, "13000");
    await put("0902109000", "2020-01-01", "2020-12-31", "13000");
    const rows = (await get("tariff?date=2026-01-01")).body.rows;
    expect(rows).toMatchObject([
      { hsCode: "0902209000", vat: "0.13", consumption: "0", tariff: null, legalUnits: ["035"], positiveList: true },
    ]);
    expect((await get("tariff?q=0902")).body.rows).toHaveLength(3);
    const first = (await get("tariff?limit=1")).body;
    expect((await get(`tariff?after=${first.next}`)).body.rows).toHaveLength(2);
  });

  test("settings are answered whole", async () => expect((await get("settings", here)).body.rows.length).toBeGreaterThan(25));

  test("a report is the text that was kept", async () => {
    await server.database.pool.query(
      `INSERT INTO customs_report (kind, site, period, made_at, made_by, content, sha256, entry)
       VALUES ('snapshot', 'xt', '2026-11-01', now(), 'officer', '{"a":1}' || chr(10), sha256('{"a":1}' || chr(10))::bytea, 1)`.replace(
        "sha256('{\"a\":1}' || chr(10))::bytea",
        "sha256(convert_to('{\"a\":1}' || chr(10), 'UTF8'))",
      ),
    );
    const { body } = await get("reports");
    expect(body.rows).toMatchObject([{ kind: "snapshot", site: "xt", size: 8 }]);
    expect((await get(`reports/${body.rows[0].report}`)).body.content).toBe('{"a":1}\n');
    expect((await get(`reports/${body.rows[0].report}`, elsewhere)).status).toBe(404);
  });
});

describe("messages", () => {
  test("are told without their bytes, and what would name a person is left out", async () => {
    const { pool } = server.database;
    await pool.query(`INSERT INTO customs_message (direction, door, kind, sha256, size, sealed, state, at, by)
      VALUES ('in', 'http', 'CEB621', '\\x01', 10, '\\x00', 'read', now(), 'key:x'), ('out', 'made', 'INV101', '\\x02', 20, '\\x00', 'waiting', now(), 'server')`);
    await pool.query(`INSERT INTO customs_message_node SELECT message, 0, 'CEB621', 'IN-1', false,
      '[{"element":"buyerIdNumber","message":"wrong","found":"430302199001011234","allowed":"18"},{"element":"qty","message":"wrong","found":"x","allowed":"number"}]'
      FROM customs_message WHERE direction = 'in'`);
    const { body } = await get("messages");
    expect(body.rows).toMatchObject([
      { kind: "INV101", state: "waiting" },
      { kind: "CEB621", nodes: [{ key: "IN-1", accepted: false }] },
    ]);
    expect(JSON.stringify(body)).not.toContain("430302199001011234");
    expect(body.rows[1].nodes[0].issues[1].found).toBe("x");
    expect((await get("messages", here)).status).toBe(403);
    expect((await get("documents/IN-1", here)).body.messages).toMatchObject([{ kind: "CEB621", accepted: false }]);
    expect((await get("outbox")).status).toBe(403);
    expect((await server.call("GET", "/api/v1/customs/outbox")).body.rows).toMatchObject([{ kind: "INV101", state: "waiting" }]);
  });
});
