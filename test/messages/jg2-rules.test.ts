/** Every field is checked, all at once, and each written rule bites. Sources stand beside each table. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatInventoryNumber, formatPassNumber, parseInventoryNumber, parsePassNumber } from "../../server/messages/jg2/numbers.ts";
import { fileExtensionOf, writeJg2 } from "../../server/messages/jg2/write-jg2.ts";
import {
  APPROVAL,
  client,
  clientInventory,
  clientNames,
  clientPass,
  defined,
  definedInventory,
  definedPass,
  INVENTORY_HEAD,
  INVENTORY_LINE,
  part,
  PASS_HEAD,
  PASS_LINE,
  read,
  type Fields,
} from "./jg2-samples.ts";

const errorsOf = (xml: string) => read(xml).rejected.flatMap(({ errors }) => errors);
const warningsOf = (xml: string) => read(xml).nodes.flatMap(({ warnings }) => warnings);
const without = (fields: Fields, ...names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
/** An element that the definitions want and that is not there is told once a part, besides. */
const ofValues = (
  issues: readonly Readonly<{
    message: string;
    element: string;
    reason: string;
    found: string;
    allowed: string;
    zh: string;
    severity: string;
  }>[],
) => issues.filter(({ message }) => !message.startsWith("elements that the definitions want"));

describe("a field", () => {
  // jg2-fields.json: lengths, digits; codelists.json: codes; the notes: which lists are whole.
  test.each([
    ["too long", "definitions", { putrecNo: "T".repeat(65) }, "BondInvtBsc/putrecNo", "备案编号", "too_long", "at most 64 characters"],
    [
      "not of the one length",
      "definitions",
      { bizopEtpsno: "330299" },
      "BondInvtBsc/bizopEtpsno",
      "经营企业编号",
      "too_short",
      "exactly 10 characters",
    ],
    [
      "outside a list that the note states whole",
      "definitions",
      { bondInvtTypecd: "2" },
      "BondInvtBsc/bondInvtTypecd",
      "清单类型",
      "wrong_value",
      "0, 1, 3, 4, 5, 6, 7, 8, 9",
    ],
    ["neither in nor out", "client", { impexpMarkcd: "X" }, "InvtHeadType/ImpexpMarkcd", "进出口标记代码", "wrong_value", "I, E"],
    [
      "no number",
      "definitions",
      { chgTmsCnt: "one" },
      "BondInvtBsc/chgTmsCnt",
      "变更次数",
      "not_a_number",
      "a whole number of at most 19 digits",
    ],
    [
      "no such day",
      "definitions",
      { invtDclTime: "2026-02-30 00:00:00" },
      "BondInvtBsc/invtDclTime",
      "清单申报日期",
      "wrong_date",
      "yyyy-MM-dd HH:mm:ss",
    ],
    ["there and empty", "definitions", { putrecNo: "" }, "BondInvtBsc/putrecNo", "备案编号", "missing", "one"],
  ] as const)(
    "%s (%s) is an error that names element, Chinese name, found and allowed",
    (_name, dialect, change, element, zh, reason, allowed) => {
      const head = { ...INVENTORY_HEAD, ...change };
      const errors = errorsOf(dialect === "client" ? clientInventory(head) : definedInventory(head));
      const found = Object.values(change)[0]?.slice(0, 60) ?? "";
      expect(errors).toMatchObject([{ element, zh, reason, allowed, severity: "error" }]);
      expect(errors[0]?.found).toContain(found);
    },
  );

  test.each([
    ["a code that a partial list does not have", { supvModecd: "4400" }, "BondInvtBsc/supvModecd", "unlisted_code"],
    ["a country that the list does not have", { stshipTrsarvNatcd: "429" }, "BondInvtBsc/stshipTrsarvNatcd", "unlisted_code"],
    ["a credit code with a wrong check digit", { dclEtpsSccd: "91350100M000100Y42" }, "BondInvtBsc/dclEtpsSccd", "check_digit"],
    ["a number of another form", { bondInvtNo: "QD311126E00009884" }, "BondInvtBsc/bondInvtNo", "wrong_form"],
  ])("%s is a warning", (_name, change, element, reason) => {
    expect(errorsOf(definedInventory({ ...INVENTORY_HEAD, ...change }))).toEqual([]);
    expect(ofValues(warningsOf(definedInventory({ ...INVENTORY_HEAD, ...change })))).toMatchObject([
      { element, reason, severity: "warning" },
    ]);
  });

  test("bounded by the client's interface alone is a warning, by the definitions an error", () => {
    expect(ofValues(warningsOf(definedPass({ ...PASS_HEAD, vehicleNo: "湘".repeat(129) })))).toMatchObject([
      { element: "SasPassportBsc/vehicleNo", reason: "too_long" },
    ]);
    expect(errorsOf(definedPass(PASS_HEAD, [{ ...PASS_LINE, gdecd: "95051000901" }]))).toMatchObject([
      { element: "SasPassportDt[1]/gdecd", reason: "too_long" },
    ]);
  });

  test("that names a person shows only its ends", () => {
    const [warning] = ofValues(warningsOf(definedPass({ ...PASS_HEAD, dclErConc: `张三${"1".repeat(600)}` })));
    expect(warning).toMatchObject({ element: "SasPassportBsc/dclErConc", reason: "too_long" });
    expect(warning?.found).not.toContain("1111");
  });

  test("is read with an exponent where the definitions have xs:double, and not where they have a decimal", () => {
    const { nodes } = read(definedPass({ ...PASS_HEAD, vehicleWt: "1.3E4" }));
    expect(nodes[0]?.record).toMatchObject({ head: { vehicleWt: "13000" } });
    expect(errorsOf(definedInventory(INVENTORY_HEAD, [{ ...INVENTORY_LINE, lawfQty: "1E3" }]))).toMatchObject([{ reason: "not_a_number" }]);
  });

  test("is told together with all that is wrong elsewhere", () => {
    const lines = [
      { ...INVENTORY_LINE, gdecd: "15159" },
      { ...INVENTORY_LINE, gdsSeqno: "2" },
      { ...without(INVENTORY_LINE, "gdsNm"), gdsSeqno: "3", dclQty: "x" },
    ];
    expect(
      errorsOf(definedInventory({ ...without(INVENTORY_HEAD, "putrecNo"), trspModecd: "1234567" }, lines))
        .map(({ element }) => element)
        .toSorted(),
    ).toEqual(["BondInvtBsc/putrecNo", "BondInvtBsc/trspModecd", "BondInvtDt[1]/gdecd", "BondInvtDt[3]/dclQty", "BondInvtDt[3]/gdsNm"]);
  });

  test("that the client asks for besides is a warning in its dialect", () => {
    const wanted = ofValues(warningsOf(clientInventory())).filter(({ reason }) => reason === "missing");
    expect(wanted.map(({ element }) => element)).toContain("InvtHeadType/GenDecFlag");
    expect(ofValues(warningsOf(definedInventory()))).toEqual([]);
  });

  test("that nobody knows is passed over with a warning", () => {
    expect(ofValues(warningsOf(definedInventory({ ...INVENTORY_HEAD, somethingNew: "1" })))).toMatchObject([
      { element: "BondInvtBsc/somethingNew", reason: "unknown_element" },
    ]);
  });

  test("that stands twice is an error", () => {
    expect(errorsOf(definedPass().replace("<vehicleNo>", "<vehicleno>湘B1</vehicleno><vehicleNo>"))).toMatchObject([
      { reason: "repeated", element: "SasPassportBsc/vehicleNo" },
    ]);
  });

  test("that the definitions want and that is not there at all is told once a part", () => {
    const [warning] = warningsOf(definedPass()).filter(({ element }) => element === "SasPassportBsc");
    expect(warning).toMatchObject({ reason: "missing", severity: "warning" });
    expect(warning?.found).toContain("passCollectWt");
    expect(warning?.found).not.toContain("vehicleNo,");
  });
});

describe("a gate pass", () => {
  // Notes 2.5: vehicleWt + vehicleFrameWt + containerWt + totalGrossWt = totalWt.
  test.each([
    [{ totalWt: "14292.8" }, true],
    [{ totalWt: "14292.80" }, true],
    [{ totalWt: "14292.9" }, false],
    [{ containerWt: "2200" }, false],
    [{ containerWt: "2200", totalWt: "16492.8" }, true],
    [{ vehicleFrameWt: "", totalWt: "13292.8" }, true],
  ])("weighs what its parts weigh: %o is right: %s", (change, isRight) => {
    const warnings = ofValues(warningsOf(definedPass({ ...PASS_HEAD, ...change })));
    expect(warnings).toMatchObject(isRight ? [] : [{ element: "SasPassportBsc/totalWt", reason: "arithmetic", severity: "warning" }]);
  });

  // Notes 2.7: 0 is "not weighed".
  test.each([
    ["0", undefined],
    ["0.0", undefined],
    ["0E0", undefined],
    ["", undefined],
    ["14300.5", "14300.5"],
  ])("whose collected weight is %o is weighed: %s", (passCollectWt, weighedKg) => {
    const { nodes } = read(defined("SAS223", part("HdeApprResult", APPROVAL) + part("SasPassportBsc", { ...PASS_HEAD, passCollectWt })));
    expect(nodes[0]?.kind === "SAS223" ? nodes[0].record.head?.weighedKg : "another kind").toBe(weighedKg);
  });

  // Notes 2.7, GACC 2023 no. 200: kind 5 needs neither 料号 nor 商品编码, the others need no 料号.
  test.each([
    ["5", ["gdecd", "gdsMtno"], []],
    ["3", ["gdsMtno"], []],
    ["3", ["gdecd", "gdsMtno"], ["SasPassportDt[1]/gdecd"]],
    ["2", ["gdecd"], ["SasPassportDt[1]/gdecd"]],
  ])("of kind %s without %o lacks %o", (passportTypecd, lacking, expected) => {
    const line = without({ ...PASS_LINE, gdsMtno: "SKU1" }, ...lacking);
    expect(errorsOf(definedPass({ ...PASS_HEAD, passportTypecd }, [line])).map(({ element }) => element)).toEqual(expected);
  });

  test("bound to one document names one", () => {
    expect(ofValues(warningsOf(definedPass({ ...PASS_HEAD, bindTypecd: "2" })))).toMatchObject([
      { element: "SasPassportBsc/rltNo", reason: "too_many", found: "2" },
    ]);
    expect(ofValues(warningsOf(definedPass({ ...PASS_HEAD, bindTypecd: "2", rltNo: "QD311126E000067647" })))).toEqual([]);
  });

  test("for inventory lists names inventory lists", () => {
    expect(ofValues(warningsOf(definedPass({ ...PASS_HEAD, rltNo: "QD311126E000067647\\S1" })))).toMatchObject([
      { element: "SasPassportBsc/rltNo", found: "S1", reason: "wrong_form" },
    ]);
  });

  test("of customs may come with several passes: what is wrong with one leaves the other", () => {
    const second = { ...PASS_HEAD, passportNo: "Z3111E261121000000000004", sasPassportPreentNo: "202600000069440320" };
    const lineOf = (passportNo: string, change: Fields = {}): string => part("SasPassportDt", { passportNo, ...PASS_LINE, ...change });
    const content = [
      part("HdeApprResult", APPROVAL),
      part("SasPassportBsc", PASS_HEAD),
      part("SasPassportBsc", second),
      lineOf(second.passportNo, { dclQty: "many" }),
      lineOf(PASS_HEAD["passportNo"] ?? "", { gdsNm: "first" }),
    ].join("");
    const { nodes, rejected } = read(defined("SAS221", content));
    expect(nodes).toMatchObject([{ key: PASS_HEAD["passportNo"], record: { lines: [{ gdsNm: "first" }] } }]);
    expect(rejected).toMatchObject([{ key: second.passportNo, errors: [{ element: "SasPassportDt[1]/dclQty" }] }]);
    // A line of neither is told once, with the first.
    const stray = read(defined("SAS221", content.replace("many", "1") + lineOf("Z3111E261121000000000009")));
    expect(stray.nodes.map(({ key }) => key)).toEqual([second.passportNo]);
    expect(stray.rejected).toMatchObject([{ key: PASS_HEAD["passportNo"], errors: [{ element: "SasPassportDt[3]/passportNo" }] }]);
  });
});

describe("an inventory list", () => {
  test("tells its lines apart by their number", () => {
    expect(errorsOf(definedInventory(INVENTORY_HEAD, [INVENTORY_LINE, INVENTORY_LINE]))).toMatchObject([
      { element: "BondInvtDt[2]/gdsSeqno", reason: "repeated" },
    ]);
  });

  test("has no line of another list", () => {
    expect(errorsOf(definedInventory(INVENTORY_HEAD, [{ ...INVENTORY_LINE, bondInvtNo: "QD311126E000000001" }]))).toMatchObject([
      { element: "BondInvtDt[1]/bondInvtNo", reason: "wrong_value", found: "QD311126E000000001", allowed: "QD311126E000098849" },
    ]);
  });

  test("has goods, unless it is to be deleted", () => {
    expect(ofValues(warningsOf(clientInventory({ ...INVENTORY_HEAD, dclTypecd: "1" }, [])))).toContainEqual(
      expect.objectContaining({ reason: "too_few" }),
    );
    expect(ofValues(warningsOf(clientInventory({ ...INVENTORY_HEAD, dclTypecd: "3" }, [])))).not.toContainEqual(
      expect.objectContaining({ reason: "too_few" }),
    );
  });

  // Notes 3: DclUprcAmt at most four decimals, DclTotalAmt at most two, in the client's dialect; the definitions have five.
  test.each([
    [{ dclUprcAmt: "128.12345" }, "InvtListType[1]/DclUprcAmt"],
    [{ dclTotalAmt: "257.123" }, "InvtListType[1]/DclTotalAmt"],
  ])("of the client has %o: a warning, and none in the definitions' dialect", (change, element) => {
    const line = { ...INVENTORY_LINE, ...change };
    expect(ofValues(warningsOf(clientInventory(INVENTORY_HEAD, [line])))).toContainEqual(
      expect.objectContaining({ element, reason: "too_many_decimals" }),
    );
    expect(ofValues(warningsOf(definedInventory(INVENTORY_HEAD, [line])))).toEqual([]);
    expect(errorsOf(definedInventory(INVENTORY_HEAD, [{ ...line, dclUprcAmt: "1.123456" }]))).toMatchObject([
      { reason: "too_many_decimals" },
    ]);
  });

  test("with a second legal unit has a second legal quantity", () => {
    expect(ofValues(warningsOf(definedInventory(INVENTORY_HEAD, [{ ...INVENTORY_LINE, secdLawfUnitcd: "007" }])))).toMatchObject([
      { element: "BondInvtDt[1]/secdLawfQty" },
    ]);
  });
});

describe("a message that is not whole", () => {
  test.each([
    ["no head", defined("INV101", part("BondInvtDt", INVENTORY_LINE)), "INV101[1]", "BondInvtBsc"],
    ["nothing at all", defined("SAS121", ""), "SAS121[1]", "SasPassportBsc"],
    ["two heads", defined("SAS121", part("SasPassportBsc", PASS_HEAD).repeat(2)), "Z3111E261121000000000003", "SasPassportBsc"],
    [
      "a receipt without its result's verdict",
      defined("SAS223", part("HdeApprResult", without(APPROVAL, "manageResult")) + part("SasPassportBsc", PASS_HEAD)),
      "Z3111E261121000000000003",
      "HdeApprResult/manageResult",
    ],
    [
      "a head with elements in its fields",
      definedPass({ ...PASS_HEAD, vehicleNo: "<a>1</a>" }),
      "Z3111E261121000000000003",
      "SasPassportBsc/vehicleNo",
    ],
    [
      "text between its elements",
      definedPass().replace("<SasPassportBsc>", "<SasPassportBsc>text"),
      "Z3111E261121000000000003",
      "SasPassportBsc",
    ],
    ["a pass without any number", definedPass(without(PASS_HEAD, "passportNo", "sasPassportPreentNo")), "SAS121[1]", "SasPassportBsc"],
  ])("%s is rejected by name", (_name, xml, key, element) => {
    const { nodes, rejected } = read(xml);
    expect(nodes).toEqual([]);
    expect(rejected[0]?.key).toBe(key);
    expect(rejected[0]?.errors.map((error) => error.element)).toEqual([element]);
  });

  test("a receipt that only refuses is known by what it refuses", () => {
    const { nodes } = read(
      defined("SAS221", part("HdeApprResult", { ...APPROVAL, manageResult: "3", businessId: "" }) + part("CheckInfo", { note: "超量" })),
    );
    expect(nodes).toMatchObject([
      { key: "202600000069440319", record: { result: { manageResult: "3" }, checks: [{ note: "超量" }], lines: [] } },
    ]);
  });

  test("two documents in one message do not sink each other, and one of another kind is not lost unsaid", () => {
    const inventory = (number: string, change: Fields = {}): string =>
      `<INV101>${part("BondInvtBsc", { ...INVENTORY_HEAD, bondInvtNo: number, ...change })}${part("BondInvtDt", INVENTORY_LINE)}</INV101>`;
    const xml = defined("INV101", "").replace(
      "<INV101></INV101>",
      `${inventory("QD311126E000000001", { dclcusFlag: "9" })}${inventory("QD311126E000000002")}<SAS121>${part("SasPassportBsc", PASS_HEAD)}</SAS121>`,
    );
    const { nodes, rejected } = read(xml);
    expect(nodes.map(({ key }) => key)).toEqual(["QD311126E000000002"]);
    expect(rejected.map(({ key }) => key)).toEqual(["QD311126E000000001", "SAS121"]);
  });

  test("an envelope that says another kind, or too little, is told and no more", () => {
    const { messageWarnings, rejected } = read(
      definedPass().replace("<message_type>SAS121<", "<message_type>SAS111<").replace("<sender_id>CUS0000<", "<sender_id>C<"),
    );
    expect(rejected).toEqual([]);
    expect(messageWarnings).toMatchObject([
      { element: "EnvelopInfo/message_type", found: "SAS111", allowed: "SAS121" },
      { element: "EnvelopInfo/sender_id", found: "C" },
    ]);
  });

  test.each([
    ["lines", defined("INV101", part("BondInvtBsc", INVENTORY_HEAD) + "<BondInvtDt/>".repeat(50_001)), "BondInvtDt", "at most 50000"],
    [
      "receipts in one",
      defined("SAS221", part("SasPassportBsc", PASS_HEAD) + "<SasPassportBsc/>".repeat(100)),
      "SasPassportBsc",
      "at most 100",
    ],
    ["documents", defined("INV101", "").replace("<INV101></INV101>", "<INV101/>".repeat(101)), "INV101", "at most 100"],
  ])(
    "too many %s are refused by name, and no more of them looked at",
    (_name, xml, element, allowed) => {
      const errors = errorsOf(xml);
      expect(errors).toContainEqual(expect.objectContaining({ element, allowed, reason: "too_many" }));
      expect(errors.length).toBeLessThan(50_001 * 15);
    },
    // Of fifty thousand lines everything is missing: some seconds, more on a machine that has other work.
    60_000,
  );

  test("no mutilation makes it throw", () => {
    const whole = [definedInventory(), clientInventory(), definedPass(), clientPass()];
    const tags = [...new Set(whole.flatMap((xml) => [...xml.matchAll(/<(\w+)>/g)].map((match) => match[1] ?? "")))];
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.constantFrom(...tags),
        fc.constantFrom("", "0", "<x/>", "9".repeat(99), "<x>1</x>text", "-1", "1E99", "2026-13-45"),
        (xml, tag, content) => {
          const { nodes, rejected } = read(xml.replaceAll(new RegExp(`<${tag}>[^<]*</${tag}>`, "g"), `<${tag}>${content}</${tag}>`));
          expect(nodes.length + rejected.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("a declaration of the client", () => {
  const APPLICATION = {
    sasDclNo: "",
    dclTypecd: "1",
    masterCuscd: "4900",
    businessTypecd: "C",
    directionTypecd: "EI",
    areainEtpsno: "3302999A01",
    areainEtpsNm: "示例",
    validTime: "20271231",
    etpsPreentNo: "OWN-3",
  };
  const GOODS = {
    sasDclSeqno: "1",
    gdecd: "1515909090",
    gdsNm: "茶油",
    dclQty: "2",
    dclUnitcd: "007",
    dclUprcAmt: "1",
    dclTotalAmt: "2",
    dclCurrcd: "142",
    licenceValidTime: "20271231",
  };
  test("SAS101 is AppMessage, and keeps the interface's MaserCuscd and LicenceVaildTime", () => {
    const head = clientNames(APPLICATION, { masterCuscd: "MaserCuscd" });
    const goods = clientNames(GOODS, { licenceValidTime: "LicenceVaildTime" });
    const xml = client("SAS101", "AppMessage", part("AppHead", head) + part("AppGoods", goods));
    const record = read(xml).nodes[0]?.record;
    expect(record).toMatchObject({ head: { masterCuscd: "4900", validTime: "2027-12-31" }, lines: [{ licenceValidTime: "2027-12-31" }] });
    // Spelt right it is read as well.
    expect(read(xml.replaceAll("MaserCuscd", "MasterCuscd").replaceAll("LicenceVaildTime", "LicenceValidTime")).nodes[0]?.record).toEqual(
      record,
    );
    if (record?.kind !== "SAS101") throw new Error("another kind");
    const written = writeJg2({ dialect: "client", document: record, envelope: {}, control: {} }).xml;
    expect(written).toContain("<MaserCuscd>4900</MaserCuscd>");
    expect(written).toContain("<LicenceVaildTime>20271231</LicenceVaildTime>");
  });

  test("SAS111 is StockMessage, with AreainEtpsNo and DclEtpsNo", () => {
    const head = { sasDclNo: "S1", dclTypecd: "1", masterCuscd: "4900", stockTypecd: "E", businessTypecd: "A", etpsPreentNo: "OWN-4" };
    const xml = client(
      "SAS111",
      "StockMessage",
      part("StockHead", { ...clientNames(head), AreainEtpsNo: "3302999A01", DclEtpsNo: "3302999A01" }),
    );
    expect(read(xml).nodes[0]).toMatchObject({
      kind: "SAS111",
      key: "OWN-4",
      record: { head: { areainEtpsno: "3302999A01", dclEtpsno: "3302999A01" } },
    });
  });
});

describe("numbers", () => {
  // codelists.json, numberFormats; the two real receipts and the two-step pass of the notes.
  test.each([
    ["QD311124E000098849", { office: "3111", year: 2024, direction: "E", serial: 98849 }],
    ["QD490026I000000001", { office: "4900", year: 2026, direction: "I", serial: 1 }],
  ] as const)("%s is an inventory list's", (text, parts) => {
    expect(parseInventoryNumber(text)).toEqual(parts);
    expect(formatInventoryNumber(parts)).toBe(text);
  });
  test.each([
    ["Z3111I240728000000000003", { office: "3111", direction: "I", day: "2024-07-28", serial: "000000000003" }],
    ["Z3105I241030T00000000075", { office: "3105", direction: "I", day: "2024-10-30", serial: "T00000000075" }],
  ] as const)("%s is a gate pass's", (text, parts) => {
    expect(parsePassNumber(text)).toEqual(parts);
    expect(formatPassNumber(parts)).toBe(text);
  });
  test.each(["", "QD311124E00009884", "QD311124X000098849", "QD311124E0000988490", "XD311124E000098849", "QD3111２4E000098849"])(
    "%o is no inventory list's",
    (text) => {
      expect(parseInventoryNumber(text)).toBeUndefined();
    },
  );
  test.each(["", "Z3111I24072800000000003", "Z3111I241328000000000003", "Z3111I240700000000000003", "Z3111X240728000000000003"])(
    "%o is no gate pass's",
    (text) => {
      expect(parsePassNumber(text)).toBeUndefined();
    },
  );
});

test("a file is named by what is in it", () => {
  expect(["INV101", "INV202", "SAS223", "ICP101", "BWS201", "EMS121"].map(fileExtensionOf)).toEqual([
    "INV",
    "INVT",
    "SAS",
    "SAS",
    "BWS",
    "EMS",
  ]);
});
