import { describe, expect, test } from "vitest";
import { readCode, type CodeRead } from "#gs1/read-code.ts";

const GS = "\u001d";
const YEAR = 2026;
const read = (raw: string): object => {
  const { raw: echoed, ...rest } = readCode(raw, YEAR);
  expect(echoed).toBe(raw);
  return rest;
};
type Expected = Omit<CodeRead, "ok" | "raw">;

const GTIN = "09521234543213";
const SSCC = "376104250021234569";

describe("element strings (GS1 General Specifications 7.8)", () => {
  test.each<[string, string, Expected]>([
    ["a GTIN alone", `01${GTIN}`, { gtin: GTIN }],
    ["GS1-128", `]C101${GTIN}`, { gtin: GTIN }],
    ["GS1 DataBar", `]e001${GTIN}`, { gtin: GTIN }],
    ["GS1 DataMatrix", `]d201${GTIN}`, { gtin: GTIN }],
    ["GS1 QR Code", `]Q301${GTIN}`, { gtin: GTIN }],
    ["FNC1 in front, as some scanners leave it", `${GS}01${GTIN}`, { gtin: GTIN }],
    ["FNC1 after a prefix", `]d2${GS}01${GTIN}`, { gtin: GTIN }],
    ["FNC1 after a value that needs none", `01${GTIN}${GS}17270200`, { gtin: GTIN, expiry: "2027-02-28" }],
    ["FNC1 at the end", `01${GTIN}10AB${GS}`, { gtin: GTIN, batch: "AB" }],
    ["batch ended by FNC1, then a serial", `01${GTIN}10A-1${GS}21S/2`, { gtin: GTIN, batch: "A-1", serial: "S/2" }],
    ["a serial that looks like other AIs", `01${GTIN}211727123110X`, { gtin: GTIN, serial: "1727123110X" }],
    ["the key behind its attributes", `]C11727123101${GTIN}`, { gtin: GTIN, expiry: "2027-12-31" }],
    ["expiry with a time", `01${GTIN}70032712312359`, { gtin: GTIN, expiry: "2027-12-31" }],
    ["the day of expiry before its time", `01${GTIN}1727113070032712312359`, { gtin: GTIN, expiry: "2027-11-30" }],
    ["a variable count", `01${GTIN}3000012`, { gtin: GTIN, count: "12" }],
    ["net weight in kilograms, three decimals", `01${GTIN}3103012195`, { gtin: GTIN, measure: { quantity: "12.195", uom: "KGM" } }],
    ["net weight below one", `01${GTIN}3105000195`, { gtin: GTIN, measure: { quantity: "0.00195", uom: "KGM" } }],
    ["net weight without decimals", `01${GTIN}3100000195`, { gtin: GTIN, measure: { quantity: "195", uom: "KGM" } }],
    ["net volume", `01${GTIN}3152000250`, { gtin: GTIN, measure: { quantity: "2.50", uom: "LTR" } }],
    ["a logistic weight is no quantity of goods", `01${GTIN}3300000195`, { gtin: GTIN }],
    ["country of origin", `01${GTIN}422156`, { gtin: GTIN, origin: "CN" }],
    ["an SSCC", `]C100${SSCC}`, { sscc: SSCC }],
    ["an SSCC with its contents", `]C100${SSCC}02${GTIN}3740`, { sscc: SSCC, gtin: GTIN, count: "40" }],
    ["a place with its extension", "]C14140614141123452254DOCK1", { place: "0614141123452.DOCK1" }],
    ["a returnable box", "]C1800300614141234561S1", { asset: "00614141234561S1" }],
    ["the same AI twice with the same value", `01${GTIN}10A${GS}10A`, { gtin: GTIN, batch: "A" }],
  ])("%s", (_name, raw, expected) => {
    expect(read(raw)).toEqual({ ok: true, ...expected });
  });

  test.each<[string, string, string]>([
    ["wrong check digit of a GTIN", `01${GTIN.slice(0, -1)}4`, "check_digit"],
    ["wrong check digit of an SSCC", `]C100${SSCC.slice(0, -1)}8`, "check_digit"],
    ["wrong check digit of the contents", `]C100${SSCC}02${GTIN.slice(0, -1)}43740`, "check_digit"],
    ["a value cut short", `]C10109521234`, "bad_length"],
    ["a batch of 21 characters", `01${GTIN}10${"A".repeat(21)}`, "bad_length"],
    ["an empty batch", `01${GTIN}10${GS}21X`, "bad_length"],
    ["letters in a date", `01${GTIN}1727AB01`, "bad_value"],
    ["the 30th of February", `01${GTIN}17270230`, "bad_value"],
    ["a character that is not in set 82", `01${GTIN}10A#B`, "bad_value"],
    ["Chinese in a batch", `01${GTIN}10批次`, "bad_value"],
    ["a country that does not exist", `01${GTIN}422999`, "bad_value"],
    ["an AI that does not exist", `01${GTIN}0512`, "unknown_ai"],
    ["an AI outside its range", `01${GTIN}3106000195`, "unknown_ai"],
    ["two batches", `01${GTIN}10A${GS}10B`, "conflicting_ai"],
    ["an item and contents in one", `01${GTIN}02${GTIN}371`, "conflicting_ai"],
    ["a batch of nothing", `]C110ABC`, "no_key"],
    ["only a prefix", `]C1`, "empty"],
    ["nothing", ``, "empty"],
    ["blanks", `  `, "empty"],
  ])("%s is refused", (_name, raw, reason) => {
    expect(read(raw)).toMatchObject({ ok: false, reason });
  });
});

describe("as printed below the bars", () => {
  test.each<[string, Expected]>([
    [`(01)${GTIN}(17)270200(10)AB(21)9`, { gtin: GTIN, expiry: "2027-02-28", batch: "AB", serial: "9" }],
    [`(01) ${GTIN} (10) AB`, { gtin: GTIN, batch: "AB" }],
    [`(00)${SSCC}`, { sscc: SSCC }],
    [`(01)${GTIN}(10)A(B)C`, { gtin: GTIN, batch: "A(B)C" }],
    [`(01)${GTIN}(10)A\\(21\\)C`, { gtin: GTIN, batch: "A(21)C" }],
  ])("%s", (raw, expected) => {
    expect(read(raw)).toEqual({ ok: true, ...expected });
  });
  test("checked like any other", () => {
    expect(read(`(01)${GTIN.slice(0, -1)}4`)).toMatchObject({ ok: false, reason: "check_digit" });
    expect(read(`(01)${GTIN}(99`)).toMatchObject({ ok: false, reason: "bad_length" });
    expect(read(`(05)${GTIN}`)).toMatchObject({ ok: false, reason: "unknown_ai" });
  });
});

describe("bare numbers", () => {
  test.each<[string, string, Expected]>([
    ["EAN-8", "95012346", { gtin: "00000095012346" }],
    ["UPC-A", "614141000036", { gtin: "00614141000036" }],
    ["EAN-13", "9521234543213", { gtin: GTIN }],
    ["EAN-13 with its AIM prefix", "]E09521234543213", { gtin: GTIN }],
    ["ITF-14", "]I110614141543219", { gtin: "10614141543219" }],
    ["GTIN-14", "10614141543219", { gtin: "10614141543219" }],
    ["SSCC", SSCC, { sscc: SSCC }],
    ["SSCC with its AI", `00${SSCC}`, { sscc: SSCC }],
    ["a bin that has a number for a name", "10203", { place: "10203" }],
  ])("%s", (_name, raw, expected) => {
    expect(read(raw)).toEqual({ ok: true, ...expected });
  });
  test.each(["95012345", "614141000037", "9521234543214", "10614141543210", "376104250021234560"])("%s has a wrong check digit", (raw) => {
    expect(read(raw)).toMatchObject({ ok: false, reason: "check_digit" });
  });
});

describe("Digital Links (GS1 Digital Link URI Syntax)", () => {
  test.each<[string, Expected]>([
    ["https://id.gs1.org/01/09506000134352", { gtin: "09506000134352" }],
    [
      "https://id.gs1.org/01/09506000134352/10/ABC/21/123456?17=270200",
      { gtin: "09506000134352", batch: "ABC", serial: "123456", expiry: "2027-02-28" },
    ],
    ["https://example.com/some/path/01/9506000134352/21/12345", { gtin: "09506000134352", serial: "12345" }],
    [
      "HTTP://EXAMPLE.COM/01/09506000134352?3103=000195&linkType=gs1:pip",
      { gtin: "09506000134352", measure: { quantity: "0.195", uom: "KGM" } },
    ],
    [`https://example.cn/00/${SSCC}?02=${GTIN}&37=40`, { sscc: SSCC, gtin: GTIN, count: "40" }],
    ["https://example.cn/01/09506000134352/10/L%2F1#top", { gtin: "09506000134352", batch: "L/1" }],
    ["https://example.cn/01/09506000134352/", { gtin: "09506000134352" }],
    ["https://id.gs1.org/414/0614141123452/254/D1", { place: "0614141123452.D1" }],
    ["https://example.cn/about", { place: "https://example.cn/about" }],
  ])("%s", (raw, expected) => {
    expect(read(raw)).toEqual({ ok: true, ...expected });
  });
  test.each<[string, string]>([
    ["https://id.gs1.org/01/09506000134353", "check_digit"],
    ["https://id.gs1.org/01/09506000134352/9999/x", "unknown_ai"],
    ["https://id.gs1.org/01/09506000134352/10/%E0%A4%A", "bad_value"],
    ["https://id.gs1.org/01/123", "bad_length"],
    ["https://id.gs1.org/01/09506000134352?17=271301", "bad_value"],
  ])("%s is refused", (raw, reason) => {
    expect(read(raw)).toMatchObject({ ok: false, reason });
  });
});

describe("EPCs (GS1 EPC Tag Data Standard 1.13, sections 6, 7 and 14)", () => {
  test.each<[string, Expected]>([
    ["urn:epc:id:sgtin:0614141.812345.6789", { gtin: "80614141123458", serial: "6789" }],
    ["urn:epc:id:sgtin:0614141.712345.32a%2Fb", { gtin: "70614141123451", serial: "32a/b" }],
    ["urn:epc:idpat:sgtin:4012345.098765.*", { gtin: "04012345987652" }],
    ["urn:epc:class:lgtin:4012345.012345.998877", { gtin: "04012345123456", batch: "998877" }],
    ["urn:epc:id:sscc:4012345.1112223334", { sscc: "140123451122233341" }],
    ["urn:epc:id:sgln:0614141.12345.400", { place: "0614141123452.400" }],
    ["urn:epc:id:sgln:0614141.12345.0", { place: "0614141123452" }],
    ["urn:epc:id:grai:0614141.12345.400", { asset: "00614141123452400" }],
    ["urn:epc:id:giai:4000001.111", { asset: "4000001111" }],
    ["urn:epc:tag:sgtin-96:3.0614141.812345.6789", { gtin: "80614141123458", serial: "6789" }],
    ["3074257BF7194E4000001A85", { gtin: "80614141123458", serial: "6789" }],
    ["3074257bf7194e4000001a85", { gtin: "80614141123458", serial: "6789" }],
    ["3174257BF4499602D2000000", { sscc: "106141412345678908" }],
    ["3674257BF6B7A659B2C2BF1000000000000000000000000000", { gtin: "70614141123451", serial: "32a/b" }],
    ["3674257BF6B7A659B2C2BF100000000000000000000000000000", { gtin: "70614141123451", serial: "32a/b" }],
  ])("%s", (raw, expected) => {
    expect(read(raw)).toEqual({ ok: true, ...expected });
  });
  test.each<[string, string]>([
    ["urn:epc:id:sgtin:06141.812345.6789", "bad_length"],
    ["urn:epc:id:sgtin:0614141.812345", "bad_length"],
    ["urn:epc:id:sscc:0614141.123", "bad_length"],
    ["urn:epc:id:usdod:CAGEY.5678", "unknown_epc"],
    ["urn:epc:other:x", "unknown_epc"],
    ["E2801160600002054CC2096F", "unknown_epc"],
    ["307C257BF7194E4000001A85", "bad_value"],
    ["3674257BF6B7A659B2C2BF10", "bad_length"],
  ])("%s is refused", (raw, reason) => {
    expect(read(raw)).toMatchObject({ ok: false, reason });
  });
});

describe("anything else names a place", () => {
  test.each(["LOC-D1", "A-01-01", "湘A12345", "(north) gate", "urn:uuid:6f9b1b1e-0000-4000-8000-000000000000"])("%s", (raw) => {
    expect(read(raw)).toEqual({ ok: true, place: raw });
  });
  test("with its symbology's prefix taken off", () => {
    expect(read("]C0LOC-D1")).toEqual({ ok: true, place: "LOC-D1" });
  });
});
