/** 0.13 is 13 %: the point is moved in the text, no float comes near it. */
export const percentOf = (rate: string | null): string => {
  if (rate === null) return "—";
  const [whole = "0", fraction = ""] = rate.split(".");
  const digits = `${whole}${fraction.padEnd(2, "0")}`;
  const at = whole.length + 2;
  const rest = digits.slice(at).replace(/0+$/, "");
  return `${digits.slice(0, at).replace(/^0+(?=\d)/, "")}${rest ? `.${rest}` : ""} %`;
};
