import { useCallback } from "react";
import { readCode } from "#gs1/read-code.ts";

/** A code in words: the product with its serial or batch, else the code itself, its separators made visible. */
export const useSaid = (product: (gtin: string) => string): ((said: string) => string) =>
  useCallback(
    (said) => {
      const read = readCode(said);
      if (read.ok && read.gtin)
        return [product(read.gtin), read.serial ?? read.batch, read.count ? `×${read.count}` : ""].filter(Boolean).join(" · ");
      if (read.ok && read.sscc) return `SSCC ${read.sscc}`;
      return said.replaceAll("\u001d", "[FNC1]");
    },
    [product],
  );
