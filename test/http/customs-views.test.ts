import { describe, expect, test } from "vitest";
import { listLacks, type LackQuestion } from "../../server/usecases/customs/lacks.ts";
import { isPersonal, maskAddress, maskName, maskTelephone, showContent } from "../../server/usecases/customs/masking.ts";
import { listSettings } from "../../server/usecases/customs/settings-list.ts";
import { colourGoods, type TwinGoods, type TwinPending } from "../../server/usecases/customs/twin.ts";
import { documentAnswer } from "../../server/wire/customs-documents.ts";
import { settingRow } from "../../server/wire/customs-desk.ts";
import { lack } from "../../server/wire/customs-words.ts";

const asked = (more: Partial<LackQuestion>): LackQuestion => ({
  kind: "inventory",
  state: "filed",
  isReleased: false,
  isOffPass: true,
  isUnpassed: true,
  isGathered: false,
  isInspected: false,
  trade: null,
  ...more,
});

describe("what a document still lacks", () => {
  // Rules 2.5: formal only when its declaration is released and all its goods have passed the gate.
  test.each([
    { of: "filed", more: {}, lacks: ["approval", "declaration_release", "gate_pass", "gate_passage"] },
    { of: "filed, needs no declaration", more: { isReleased: true }, lacks: ["approval", "gate_pass", "gate_passage"] },
    { of: "approved", more: { state: "approved" }, lacks: ["declaration_release", "gate_pass", "gate_passage"] },
    { of: "on a pass, released", more: { state: "approved", isReleased: true, isOffPass: false }, lacks: ["gate_passage"] },
    { of: "passed, not released", more: { state: "approved", isOffPass: false, isUnpassed: false }, lacks: ["declaration_release"] },
    { of: "done", more: { state: "done", isReleased: true, isOffPass: false, isUnpassed: false }, lacks: [] },
    { of: "cancelled", more: { state: "cancelled" }, lacks: [] },
  ])("an inventory: $of", ({ more, lacks }) => expect(listLacks(asked(more))).toEqual(lacks));

  test("a slip lacks its collective inventory (集报) until one gathers it", () => {
    const slip = { kind: "stock_document", state: "approved", isReleased: true, isOffPass: false, isUnpassed: false };
    expect(listLacks(asked(slip))).toEqual(["collective_inventory"]);
    expect(listLacks(asked({ ...slip, isGathered: true }))).toEqual([]);
  });

  test("a pass lacks its approval, then the gate", () => {
    expect(listLacks(asked({ kind: "pass" }))).toEqual(["approval", "gate_passage"]);
    expect(listLacks(asked({ kind: "pass", state: "approved" }))).toEqual(["gate_passage"]);
    expect(listLacks(asked({ kind: "pass", state: "passed" }))).toEqual([]);
  });

  // Rules 2.4 and 2.2: three documents, the buyer's identity, the limits; then customs' release; then the inventory of kind 8.
  const trade = { lacking: [], verdict: "matched", refusals: [], listState: "ready", isBonded: true };
  test.each([
    {
      of: "nothing but an order",
      more: { lacking: ["payment", "waybill", "list"], verdict: null, listState: null },
      lacks: ["payment", "waybill", "list", "release"],
    },
    {
      of: "documents that differ",
      more: { verdict: "differs", refusals: ["documents_differ"], listState: "blocked" },
      lacks: ["match", "release"],
    },
    { of: "an identity not verified", more: { refusals: ["identity_not_verified"], listState: "blocked" }, lacks: ["identity", "release"] },
    {
      of: "a buyer over the year's limit",
      more: { refusals: ["yearly_limit_exceeded"], listState: "blocked" },
      lacks: ["acceptance", "release"],
    },
    { of: "ready", more: {}, lacks: ["release"] },
    { of: "released and not in an inventory", more: { listState: "released" }, lacks: ["inventory"] },
    { of: "direct purchase, released", more: { listState: "released", isBonded: false }, lacks: [] },
    { of: "cancelled", more: { listState: "cancelled" }, lacks: [] },
  ])("a list: $of", ({ more, lacks }) =>
    expect(listLacks(asked({ kind: "list", state: more.listState ?? "incomplete", trade: { ...trade, ...more } }))).toEqual(lacks),
  );

  test("is told in words that the wire knows", () => {
    const all = ["filed", "approved"].flatMap((state) =>
      ["inventory", "stock_document", "pass", "inspection", "pledge"].flatMap((kind) => listLacks(asked({ kind, state }))),
    );
    for (const word of all) expect(lack.options).toContain(word);
    expect(documentAnswer.shape.lacks).toBeDefined();
  });
});

describe("people in documents", () => {
  test("are shown by a first character, four digits and the beginning of an address", () => {
    expect(maskName("李小宝")).toBe("李**");
    expect(maskName("𠮷田")).toBe("𠮷**");
    expect(maskTelephone("13800000001")).toBe("****0001");
    expect(maskTelephone("110")).toBe("****");
    expect(maskAddress("湖南省湘潭市岳塘区某路1号")).toBe("湖南省湘潭市**");
  });

  test("leave no name, number, telephone, address or hash anywhere in a content", () => {
    const person = { idType: "identity_card", idHash: "9f2c41d07ab3e655", name: "李小宝", telephone: "13800000001" };
    const shown = JSON.stringify(
      showContent({
        kind: "order",
        record: {
          buyer: person,
          buyerAccount: "lixiaobao",
          consignee: { name: "王大力", telephone: "13900000002", address: "湖南省湘潭市岳塘区某路1号" },
          merchant: { code: "4301000001", name: "示例电商公司" },
          goodsValue: 1_250_000n,
          lines: [{ line: 1, itemName: "茶油", quantity: 100_000n }],
          head: { sentMs: 0 },
        },
        match: { verdict: "matched", fields: [{ field: "buyer_name", left: "李小宝", right: "李小宝" }] },
        identity: { idHash: "9f2c41d07ab3e655", result: "pass", atMs: 0, reference: "R1", by: "simulated" },
        payer: { ...person, idNumber: "430302199001011234" },
        consigneeAddress: "湖南省湘潭市岳塘区某路1号",
        takings: new Map([["a", 100_000n]]),
      }),
    );
    for (const secret of ["李小宝", "王大力", "13800000001", "13900000002", "某路", "9f2c41d07ab3e655", "430302199001011234", "lixiaobao"])
      expect(shown).not.toContain(secret);
    for (const open of ["示例电商公司", "茶油", '"goodsValue":"12.5"', '"sent":"1970-01-01T00:00:00.000Z"', "李**", "****0001", '"a":"1"'])
      expect(shown).toContain(open);
  });

  test.each([
    ["buyerIdNumber", true],
    ["InventoryHead/buyerIdNumber 订购人证件号码", true],
    ["OrderHead/consigneeAddress 收货地址", true],
    ["InventoryList[2]/gname 商品名称", false],
    ["ceb:CEB621Message/ceb:Inventory[1]/buyerName", true],
    ["consigneeTelephone", true],
    ["payerIdNumber", true],
    ["telephone", true],
    ["ebcName", false],
    ["GdsNm", false],
  ])("%s names a person: %s", (element, personal) => expect(isPersonal(element)).toBe(personal));
});

const T = 100_000n;
const goods = (location: string, quantity: bigint, more: Partial<TwinGoods> = {}): TwinGoods => ({
  location,
  kind: "bin",
  regime: "bonded",
  isHeld: false,
  isUndeclared: false,
  book: "B",
  line: 1,
  gtin: "06970000000015",
  uom: "EA",
  owner: "acme",
  quantity: quantity * T,
  ...more,
});
const pending = (direction: "in" | "out", declared: bigint, onPasses = 0n, passed = 0n): TwinPending => ({
  document: "D1",
  book: "B",
  line: 1,
  direction,
  declared: declared * T,
  onPasses: onPasses * T,
  passed: passed * T,
});
const coloured = (...question: [readonly TwinGoods[], readonly TwinPending[], bigint?]): string[] =>
  colourGoods({
    goods: question[0],
    pending: question[1],
    formal: [{ book: "B", line: 1, quantity: (question[2] ?? 100n) * T }],
    gone: [],
  }).map(({ location, state, quantity }) => `${location} ${state} ${quantity / T}`);

describe("the twin (2.6)", () => {
  test("lays what an inventory speaks for upon the goods nearest to the gate", () => {
    expect(coloured([goods("A1", 5n), goods("D1", 4n, { kind: "dock" })], [pending("out", 6n)])).toEqual([
      "D1 inventory_pending 4",
      "A1 inventory_pending 2",
      "A1 bonded 3",
    ]);
  });

  test("tells what stands on a pass from what does not", () => {
    expect(coloured([goods("A1", 10n)], [pending("out", 8n, 5n, 2n)])).toEqual([
      "A1 pass_pending 3",
      "A1 inventory_pending 3",
      "A1 bonded 4",
    ]);
  });

  test("shows what an open inventory has brought in as pending, and what lies beyond the book as written off", () => {
    expect(coloured([goods("A1", 10n)], [pending("in", 6n, 6n, 6n)], 4n)).toEqual(["A1 inventory_pending 6", "A1 bonded 4"]);
    expect(coloured([goods("A1", 10n)], [], 4n)).toEqual(["A1 bonded 4", "A1 written_off 6"].toReversed());
  });

  test("keeps non-bonded goods apart, and tallied ones undeclared", () => {
    expect(
      coloured(
        [goods("A1", 2n, { regime: "non_bonded", book: null, line: null }), goods("A2", 3n, { isUndeclared: true })],
        [pending("out", 9n)],
        0n,
      ),
    ).toEqual(["A1 non_bonded 2", "A2 inventory_pending 3"]);
  });

  test("never colours more than lies there", () => {
    const pieces = colourGoods({
      goods: [goods("A1", 3n), goods("A2", 4n)],
      pending: [pending("out", 50n, 20n, 0n), pending("in", 50n, 50n, 50n)],
      formal: [],
      gone: [],
    });
    expect(pieces.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(7n * T);
  });
});

test("every setting says from when it holds, where it is written and how sure that is", () => {
  const settings = listSettings();
  for (const row of settings) expect(settingRow.parse(row).source.length).toBeGreaterThan(1);
  const valueOf = (setting: string): string | undefined => settings.find((row) => row.setting === setting)?.value.en;
  // Rules 2.2 and 2.8.
  expect(valueOf("retail_single_limit")).toBe("5000 CNY");
  expect(valueOf("retail_yearly_limit")).toBe("26000 CNY");
  expect(valueOf("import_declaration")).toBe("within 14 days");
  expect(valueOf("late_declaration_fee")).toBe("0.05 %");
  expect(valueOf("bonded_warehouse_storage")).toBe("12 months, and up to 12 more");
});
