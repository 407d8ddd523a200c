/** Supervision modes (监管方式), by their customs code. Section 2.1 of the rules. */
export type SupervisionMode =
  /** 保税电商: bonded e-commerce. */
  | "1210"
  /** 保税电商A: bonded e-commerce in cities outside the 1210 list. */
  | "1239"
  /** 电子商务: direct purchase import (直购进口), general retail export (一般出口). */
  | "9610"
  /** 跨境电商B2B直接出口. */
  | "9710"
  /** 跨境电商出口海外仓. */
  | "9810"
  /** 一般贸易. */
  | "0110"
  /** 市场采购. */
  | "1039";

/** 六体合一: one intake for six channels, mail (国际邮件) and express (国际快件) beside four modes. */
export type Channel = "mail" | "express" | "9610" | "1210" | "9710" | "9810";

/** 网购保税: the goods stand in a bonded book before they are sold. */
export const isBonded = (mode: SupervisionMode): boolean => mode === "1210" || mode === "1239";
