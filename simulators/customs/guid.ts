import { hashOf } from "../world/random.ts";

/** 系统唯一序号: 36 characters in capitals, the same for the same words. */
export const guidOf = (...words: readonly (string | number)[]): string => {
  const text = words.join("/");
  const hex = ["a", "b", "c", "d"].map((salt) => hashOf(`${salt}/${text}/${salt}`).toString(16).padStart(8, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join("-").toUpperCase();
};
