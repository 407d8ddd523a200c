import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_KEY, signInAs, startTestServer, type TestServer } from "./support.ts";

/** The tariff as tables, taken whole or not at all. */
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const send = async (
  bytes: string | Uint8Array,
  type = "text/csv",
  headers: Record<string, string> = { authorization: `Bearer ${ADMIN_KEY}` },
) => {
  const response = await fetch(`${server.url}/api/v1/customs/tariff`, {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body: typeof bytes === "string" ? bytes : Buffer.from(bytes),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
};
const rates = async (query = ""): Promise<unknown[]> => (await server.call("GET", `/api/v1/customs/tariff?${query}`)).body.rows;

/** A ZIP without compression: what an Excel file is. */
const zip = (files: Readonly<Record<string, string>>): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)];
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(path.length, 22);
    const head = Buffer.concat([Buffer.from("PK\u0003\u0004"), shared, path, data]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000"), shared, entry, path]));
    parts.push(head);
    offset += head.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
};

const excel = (rows: readonly (readonly (string | number)[])[]): Buffer => {
  const cell = (value: string | number, at: string): string =>
    typeof value === "number" ? `<c r="${at}"><v>${value}</v></c>` : `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const sheet = rows
    .map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(value, `${String.fromCharCode(65 + c)}${r + 1}`)).join("")}</row>`)
    .join("");
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  return zip({
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${rel}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  });
};

describe("a table of rates", () => {
  test("in CSV is taken whole, and told as of a day; the same again changes nothing", async () => {
    const csv =
      "\ufeffhsCode,name,validFrom,vat,consumption,legalUnits,positiveList,source\r\n0902209000,茶,2020-01-01,16%,0,035,yes,税则2020\r\n0902209000,茶,2024-01-01,0.13,,035 011,1,税则2024\r\n\r\n";
    expect(await send(csv)).toEqual({ status: 200, body: { rows: 2, changed: 2 } });
    expect(await send(csv)).toEqual({ status: 200, body: { rows: 2, changed: 0 } });
    expect(await rates("date=2023-06-01")).toMatchObject([{ vat: "0.16", source: "税则2020" }]);
    expect(await rates("date=2024-06-01")).toMatchObject([
      { vat: "0.13", consumption: "0", legalUnits: ["035", "011"], positiveList: true },
    ]);
  });

  test("in GBK with Chinese headings and semicolons", async () => {
    // 商品编码;商品名称;生效日期;增值税率 / 2204210000;葡萄酒;2024-01-01;13%
    const bytes = Buffer.from(
      "c9ccc6b7b1e0c2eb3bc9ccc6b7c3fbb3c63bc9fad0a7c8d5c6da3bd4f6d6b5cbb0c2ca0a323230343231303030303bc6cfccd1bec63b323032342d30312d30313b3133250a",
      "hex",
    );
    expect(await send(bytes, "application/vnd.ms-excel")).toEqual({ status: 200, body: { rows: 1, changed: 1 } });
    expect(await rates("q=2204")).toMatchObject([{ name: "葡萄酒", vat: "0.13" }]);
  });

  test("in Excel, with numbers as the file holds them", async () => {
    const table = excel([
      ["hsCode", "name", "validFrom", "vat", "tariff", "consumptionPerUnit", "consumptionUnit"],
      ["2203000000", "啤酒", "2024-01-01", 0.13, 0, 0.22, "095"],
    ]);
    expect(await send(table, "application/octet-stream")).toEqual({ status: 200, body: { rows: 1, changed: 1 } });
    expect(await rates("q=2203")).toMatchObject([{ vat: "0.13", tariff: "0" }]);
  });

  test("that cannot be taken names every cell, and changes nothing", async () => {
    const csv = [
      "hsCode,name,validFrom,validTo,vat,legalUnits,positiveList",
      "12,茶,2024-02-30,2023-01-01,1.3,35,perhaps",
      "1515909090,,2024-01-01,,,035,",
      "1515909090,茶油,2024-01-01,,9%,035,",
    ].join("\n");
    const { status, body } = await send(csv);
    expect(status).toBe(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer).toSorted()).toEqual([
      "/1/hsCode",
      "/1/legalUnits",
      "/1/positiveList",
      "/1/validFrom",
      "/1/validTo",
      "/1/vat",
      "/2/name",
      "/2/vat",
      "/3",
    ]);
    expect(await rates("q=1515")).toEqual([]);
  });

  test.each([
    ["without its columns", "a,b\n1,2", 422],
    ["without rows", "hsCode,name,validFrom,vat\n", 422],
    ["that is no Excel file", "PK\u0003\u0004 not a zip", 400],
    ["with a quote that never ends", 'hsCode,name\n"x,y', 400],
  ])("%s is refused", async (_, text, status) => expect((await send(text)).status).toBe(status));

  test("is imported by an administrator alone", async () => {
    const cookie = await signInAs(server, "officer");
    expect((await send("a", "text/csv", { cookie })).status).toBe(403);
    expect((await send("{}", "application/json")).status).toBe(415);
  });
});
