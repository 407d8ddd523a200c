import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withCheckDigit } from "#gs1/check-digit.ts";
import { toDigitalLink } from "#gs1/digital-link.ts";
import { toBracketed, toElementString, type Element } from "#gs1/element-string.ts";
import { sgtinToHex, ssccToHex } from "#gs1/epc.ts";
import { readCode } from "#gs1/read-code.ts";

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const set82 = fc.stringMatching(/^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/);
const label = fc.record({ body: digits(13), batch: set82, serial: set82 }).map(({ body, batch, serial }) => ({
  gtin: withCheckDigit(body),
  batch,
  serial,
}));
const elementsOf = ({ gtin, batch, serial }: { gtin: string; batch: string; serial: string }): Element[] => [
  { ai: "01", value: gtin },
  { ai: "10", value: batch },
  { ai: "21", value: serial },
];

describe("what is written is read back", () => {
  test("as an element string", () => {
    fc.assert(
      fc.property(label, (each) => {
        expect(readCode(`]d2${toElementString(elementsOf(each))}`)).toMatchObject({ ok: true, ...each });
      }),
    );
  });
  test("in brackets, whatever brackets a value holds", () => {
    fc.assert(
      fc.property(label, (each) => {
        expect(readCode(toBracketed(elementsOf(each)))).toMatchObject({ ok: true, ...each });
      }),
    );
  });
  test("as a Digital Link", () => {
    fc.assert(
      fc.property(label, (each) => {
        expect(readCode(toDigitalLink("https://example.cn", elementsOf(each)))).toMatchObject({ ok: true, ...each });
      }),
    );
  });
  test("as a tag of a pallet", () => {
    fc.assert(
      fc.property(digits(17), fc.integer({ min: 6, max: 12 }), (body, prefixDigits) => {
        expect(readCode(ssccToHex(withCheckDigit(body), prefixDigits))).toMatchObject({ ok: true, sscc: withCheckDigit(body) });
      }),
    );
  });
  test("as a tag of an item, short or long", () => {
    const serials = fc.oneof(fc.integer({ min: 0, max: 2 ** 38 - 1 }).map(String), fc.stringMatching(/^[A-Z][A-Z0-9]{0,19}$/));
    fc.assert(
      fc.property(digits(13), serials, fc.integer({ min: 6, max: 12 }), (body, serial, prefixDigits) => {
        expect(readCode(sgtinToHex(withCheckDigit(body), serial, prefixDigits))).toMatchObject({
          ok: true,
          gtin: withCheckDigit(body),
          serial,
        });
      }),
    );
  });
});

test("FNC1 stands only where a value has no predefined length and another follows", () => {
  const written = toElementString([
    { ai: "01", value: "09521234543213" },
    { ai: "10", value: "AB" },
    { ai: "17", value: "271231" },
    { ai: "21", value: "S" },
  ]);
  expect(written).toBe("010952123454321310AB\u001d1727123121S");
});

test("a label with a wrong value cannot be written", () => {
  expect(() => toElementString([{ ai: "01", value: "09521234543214" }])).toThrow(RangeError);
  expect(() => toBracketed([{ ai: "10", value: "" }])).toThrow(RangeError);
});

test("whatever is read, reading ends in an answer and never in an exception", () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary", maxLength: 80 }),
    fc.stringMatching(/^(\]C1|\]d2|urn:epc:id:|https:\/\/a\/)?[0-9A-F().\u001d/:%-]{0,60}$/),
  );
  fc.assert(
    fc.property(nasty, (raw) => {
      expect(typeof readCode(raw).ok).toBe("boolean");
    }),
    { numRuns: 2000 },
  );
});
