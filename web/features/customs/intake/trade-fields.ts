import type { Field } from "./field.ts";
import { COUNTRIES, CURRENCIES, MODES_OF_TRANSPORT, UNITS } from "./codes.ts";

/** The four documents of a trade as data: their groups of fields, and in which direction a group is asked for. */
export type Direction = "import" | "export";
export type Group = Readonly<{ title?: string; path: readonly string[]; fields: readonly Field[]; only?: Direction }>;
export const PARTS = ["order", "payment", "waybill", "list"] as const;
export type TradePart = (typeof PARTS)[number];

const firm: readonly Field[] = [
  { name: "code", kind: "text", required: true, maxLength: 18 },
  { name: "name", kind: "text", required: true, maxLength: 100 },
];
const person: readonly Field[] = [
  { name: "name", kind: "text", required: true, maxLength: 60 },
  { name: "idNumber", kind: "text", required: true, maxLength: 60 },
  { name: "telephone", kind: "text", maxLength: 30 },
];
const consignee: readonly Field[] = [
  { name: "name", kind: "text", required: true, maxLength: 100 },
  { name: "telephone", kind: "text", required: true, maxLength: 50 },
  { name: "address", kind: "text", required: true, wide: true, maxLength: 200 },
];

export const GROUPS_OF: Readonly<Record<TradePart, readonly Group[]>> = {
  order: [
    { title: "merchant", path: ["merchant"], fields: firm },
    { title: "buyer", path: ["buyer"], fields: person, only: "import" },
    { path: [], fields: [{ name: "buyerAccount", kind: "text", maxLength: 60 }], only: "import" },
    { title: "consignee", path: ["consignee"], fields: consignee, only: "import" },
    {
      title: "amounts",
      path: [],
      fields: [
        { name: "goodsValue", kind: "decimal", required: true },
        { name: "freight", kind: "decimal" },
      ],
    },
    {
      path: [],
      only: "import",
      fields: [
        { name: "discount", kind: "decimal" },
        { name: "taxCollected", kind: "decimal" },
        { name: "amountPaid", kind: "decimal" },
        { name: "payCode", kind: "text", maxLength: 18 },
        { name: "payTransactionNo", kind: "text", maxLength: 60 },
      ],
    },
  ],
  payment: [
    { title: "provider", path: ["provider"], fields: firm },
    { title: "payer", path: ["payer"], fields: person, only: "import" },
    {
      path: [],
      fields: [
        { name: "transactionNo", kind: "text", maxLength: 60 },
        { name: "amount", kind: "decimal", required: true },
        { name: "paidAt", kind: "moment", required: true },
      ],
    },
  ],
  waybill: [
    { title: "carrier", path: ["carrier"], fields: firm },
    {
      path: [],
      fields: [
        { name: "waybillNo", kind: "text", required: true, maxLength: 60 },
        { name: "billNo", kind: "text", maxLength: 37 },
        { name: "grossWeightKg", kind: "decimal", required: true },
        { name: "packages", kind: "whole" },
        { name: "freight", kind: "decimal" },
        { name: "insuredFee", kind: "decimal" },
      ],
    },
    { title: "consignee", path: ["consignee"], fields: consignee, only: "import" },
  ],
  list: [
    {
      path: [],
      fields: [
        { name: "copNo", kind: "text", required: true, maxLength: 20 },
        { name: "declaredDate", kind: "day", required: true },
        { name: "customsCode", kind: "text", required: true, maxLength: 4 },
        { name: "portCode", kind: "text", required: true, maxLength: 4 },
        { name: "country", kind: "code", required: true, words: "country", options: COUNTRIES },
        { name: "transportMode", kind: "code", required: true, words: "transportMode", options: MODES_OF_TRANSPORT },
        { name: "vehicle", kind: "text", maxLength: 100 },
        { name: "voyageNo", kind: "text", maxLength: 32 },
        { name: "billNo", kind: "text", maxLength: 37 },
        { name: "packages", kind: "whole" },
        { name: "grossWeightKg", kind: "decimal", required: true },
        { name: "netWeightKg", kind: "decimal", required: true },
        { name: "freight", kind: "decimal" },
        { name: "insuredFee", kind: "decimal" },
      ],
    },
    { title: "agent", path: ["agent"], fields: firm },
    { path: [], fields: [{ name: "guarantor", kind: "text", maxLength: 30 }], only: "import" },
    { title: "producer", path: ["producer"], fields: firm.map((field) => ({ ...field, required: false })), only: "export" },
    {
      path: [],
      only: "export",
      fields: [
        { name: "destinationPort", kind: "text", maxLength: 6 },
        { name: "isSimplified", kind: "yes" },
      ],
    },
  ],
};

/** 账册编号 and 区内企业, asked for in bonded modes alone. */
export const ZONE_FIRM: readonly Field[] = firm;

export const TRADE_HEAD: readonly Field[] = [
  { name: "direction", kind: "choice", required: true, words: "tradeDirection", options: ["import", "export"] },
  { name: "site", kind: "site", required: true },
  { name: "owner", kind: "text", required: true, maxLength: 64 },
  { name: "orderNo", kind: "text", required: true, maxLength: 60 },
  { name: "currency", kind: "code", required: true, words: "currency", options: CURRENCIES },
];
export const ORDER_TYPE: Field = {
  name: "orderType",
  kind: "choice",
  words: "orderType",
  options: ["retail", "b2b", "overseas_warehouse"],
};

export const TRADE_LINE: readonly Field[] = [
  { name: "name", kind: "text", required: true, wide: true, maxLength: 250 },
  { name: "itemRecordNo", kind: "text", maxLength: 64 },
  { name: "hsCode", kind: "text", maxLength: 13 },
  { name: "quantity", kind: "decimal", required: true },
  { name: "unit", kind: "code", required: true, words: "customsUnit", options: UNITS },
  { name: "price", kind: "decimal", required: true },
  { name: "total", kind: "decimal" },
  { name: "country", kind: "code", words: "country", options: COUNTRIES },
  { name: "barCode", kind: "text", maxLength: 50 },
  { name: "model", kind: "text", required: true, maxLength: 510 },
];
