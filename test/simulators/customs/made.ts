/** What a firm of the simulated world files, for tests. */
import type { ExportFiling } from "../../../simulators/customs/declarations/export-messages.ts";
import { buyerOf } from "../../../simulators/customs/declarations/buyers.ts";
import type { RetailOrder, Wave } from "../../../simulators/customs/declarations/retail-messages.ts";
import type { Inventory, Pass } from "../../../simulators/customs/declarations/zone-messages.ts";
import { goodsOf } from "../../../simulators/world/catalog.ts";
import { createRandom } from "../../../simulators/world/random.ts";

export const DECLARED_MS = Date.parse("2026-11-20T09:30:00+08:00");
const imports = goodsOf("import-xiangtan");
const exports = goodsOf("export-xiangtan");

export const goods = imports.map(({ gtin }, index) => ({ gtin, quantity: index + 1 }));

export const order = (number: number): RetailOrder => ({
  site: "xiangtan",
  orderNo: `XTO007${String(number).padStart(6, "0")}`,
  paymentNo: `XFP007${String(number).padStart(6, "0")}`,
  waybillNo: `XYW007${String(number).padStart(6, "0")}`,
  copNo: `XTL007${String(number).padStart(6, "0")}`,
  buyer: buyerOf(number, createRandom(1, `buyer/${number}`)),
  goods: goods.slice(number % 9, (number % 9) + 2),
});

export const wave = (count: number): Wave => ({
  name: "test/wave/1",
  owner: "lianxiang",
  declaredMs: DECLARED_MS,
  orders: Array.from({ length: count }, (_, index) => order(index + 1)),
});

export const inventory: Inventory = {
  site: "xiangtan",
  owner: "lianxiang",
  book: "T4316W000001",
  innerNo: "XTI007000042",
  direction: "in",
  type: "0",
  mode: "1210",
  transport: "Y",
  country: "502",
  needsDeclaration: true,
  declaredMs: DECLARED_MS,
  goods,
};

export const pass: Pass = {
  site: "xiangtan",
  owner: "lianxiang",
  book: "T4316W000001",
  innerNo: "XTP007000043",
  passKind: "2",
  direction: "in",
  inventory: "QD431626I007000042",
  plate: "湘CA2000",
  tareKg: 7_800,
  declaredMs: DECLARED_MS,
  goods,
};

export const exportFiling: ExportFiling = {
  office: "4316",
  site: "xiangtan-hitech",
  owner: "xiangshang",
  mode: "9810",
  orderNo: "HTO007000050",
  waybillNo: "HTW007000051",
  copNo: "HTL007000052",
  declaredMs: DECLARED_MS,
  country: "304",
  port: "1234",
  transport: "3",
  packages: 8,
  goods: exports.slice(0, 4).map(({ gtin, perPallet }) => ({ gtin, quantity: 2 * perPallet })),
};
