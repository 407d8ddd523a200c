/** Codes of the customs tables (参数代码) that filings need most; where the form lets another be typed, it may be. */
export const MODES = ["1210", "1239", "9610", "9710", "9810", "0110", "1039", "5000", "5034", "5072", "1233", "1234", "4561"] as const;
export const UNITS = [
  "011",
  "007",
  "035",
  "006",
  "001",
  "008",
  "025",
  "095",
  "120",
  "122",
  "125",
  "136",
  "140",
  "142",
  "036",
  "070",
] as const;
export const CURRENCIES = ["142", "502", "300", "303", "116", "110"] as const;
export const COUNTRIES = [
  "142",
  "116",
  "133",
  "136",
  "141",
  "303",
  "304",
  "305",
  "307",
  "309",
  "312",
  "501",
  "502",
  "601",
  "609",
  "110",
  "121",
  "132",
] as const;
export const MODES_OF_TRANSPORT = ["2", "3", "4", "5", "6", "7", "9", "Y"] as const;

const two = (value: number): string => String(value).padStart(2, "0");
/** A number of the firm's own that is not likely to be there yet; it may be written over. */
export const suggestedNumber = (prefix: string, nowMs: number): string => {
  const now = new Date(nowMs);
  const parts = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()];
  return `${prefix}${now.getFullYear()}${parts.map(two).join("")}`;
};
