import { z } from "zod";

/** The closed words of the customs half. Chinese terms stand where customs has one. */

export const documentKind = z.enum([
  /** 核注清单 */
  "inventory",
  /** 出入库单 */
  "stock_document",
  /** 核放单 */
  "pass",
  /** 业务申报表 */
  "declaration",
  /** 电子订单 */
  "order",
  /** 电子支付单, 收款单 */
  "payment",
  /** 电子运单 */
  "waybill",
  /** 申报清单 */
  "list",
  "conversion",
  /** 查验 */
  "inspection",
  /** 损毁, 灭失, 销毁, 过期 */
  "adjustment",
  /** 仓单质押 */
  "pledge",
  /** 两段准入 */
  "admission",
]);
export type DocumentKind = z.infer<typeof documentKind>;

/** 六体合一: mail, express and four supervision modes. */
export const channel = z.enum(["mail", "express", "9610", "1210", "9710", "9810"]);
export type Channel = z.infer<typeof channel>;

export const direction = z.enum(["in", "out"]);

/**
 * Of an inventory: filed, approved, done (核扣), written_off, refused, cancelled. Of a pass: filed, approved, first_gate, passed,
 * refused, void. Of a declaration also finished. Of a list: incomplete, differs, blocked, ready before customs has it, then
 * declared, accepted, reviewed, inspecting, released, closed, rejected, …
 */
export const documentState = z.string();

/** 核扣标志: 0 none, 1 pre-deducted or pre-credited, 2 deducted, 3 written off (核销). */
export const deduction = z.enum(["none", "pre", "done", "written_off"]);

/** What a document still waits for. */
export const lack = z.enum([
  "approval",
  /** Of the customs declaration (报关单放行). */
  "declaration_release",
  /** Goods of it stand on no gate pass yet (未生成核放单). */
  "gate_pass",
  "gate_passage",
  /** A slip that no collective inventory has gathered (未集报). */
  "collective_inventory",
  "order",
  "payment",
  "waybill",
  "list",
  /** Order, payment, waybill and list do not agree (三单不符). */
  "match",
  /** The buyer's identity is not verified. */
  "identity",
  /** The list breaks a rule of acceptance: over the limits, stock short, not on the positive list, … */
  "acceptance",
  /** The list is not released. */
  "release",
  /** A released list of bonded goods that no inventory (核注清单 8) gathers. */
  "inventory",
  "guarantee",
  "complete_declaration",
  /** An inspection that is not over: its own result, or that of one ordered about this document. */
  "inspection_result",
  /** An inspection found what differs, and nobody has settled it. */
  "disposition",
  /** 两段准入: not in the market yet. */
  "admission",
]);
export type Lack = z.infer<typeof lack>;

/** 核注清单类型: 0 ordinary, 1 collective, 3 in first, 4 simple processing, 5 exhibition, 6 within zones, 7 port and zone, 8 retail, 9 domestic sale. */
export const inventoryType = z.enum(["0", "1", "3", "4", "5", "6", "7", "8", "9"]);

/** 核放单类型: 1 in first, 2 first line, 3 second line, 4 no declaration, 5 registered at the gate, 6 empty vehicle, 7 two-step. */
export const passKind = z.enum(["1", "2", "3", "4", "5", "6", "7"]);

/** 业务类型: A gathered deliveries, B outside processing, C exhibition, D testing, E repair, F moulds, G simple processing, H other, Y domestic firm. */
export const businessType = z.enum(["A", "B", "C", "D", "E", "F", "G", "H", "Y"]);

/** 非保税, 保税, 核注申请中, 核放申请中, 已核销: the colours of the twin. */
export const twinState = z.enum(["non_bonded", "bonded", "inventory_pending", "pass_pending", "written_off"]);
export type TwinState = z.infer<typeof twinState>;

export const messageDirection = z.enum(["in", "out"]);
/** In: read, unreadable. Out: waiting, taken by the declarant's client, sent to customs, failed. */
export const messageState = z.enum(["read", "unreadable", "waiting", "taken", "sent", "failed"]);

export const obligationState = z.enum(["open", "due_soon", "overdue", "met", "waived"]);
export type ObligationState = z.infer<typeof obligationState>;

export const matchState = z.enum(["equal", "different", "missing"]);
export const matchSeverity = z.enum(["none", "warns", "blocks"]);
export const matchVerdict = z.enum(["matched", "differs", "incomplete"]);

/** How sure a number is that customs set. */
export const sureness = z.enum(["sure", "likely", "unsure"]);

/** 每日库存快照, 收付存月报表, 账册报核. */
export const reportKind = z.enum(["snapshot", "monthly", "write_off"]);

export const HS_CODE = /^\d{4,13}$/;
/** Digits of a customs code table. */
export const hsCode = z.string().regex(HS_CODE, "must be 4 to 13 digits");
/** YYYY-MM-DD in Asia/Shanghai. */
export const day = z.iso.date();
