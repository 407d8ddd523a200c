import type { Books } from "../books.ts";
import { notPosted, posted, type Decision } from "../decision.ts";
import type { ScanFact } from "../fact.ts";

export const serialIdentity = (gtin: string, serial: string): string => `${gtin}/${serial}`;

/** `commissioning`: serials and SSCCs exist from now on; nothing moves. */
export const commission = (books: Books, fact: ScanFact): Decision => {
  const serials = fact.goods.flatMap((line) => (line.serial === undefined ? [] : [serialIdentity(line.gtin, line.serial)]));
  const parents = fact.parent === undefined ? fact.parents : [fact.parent, ...fact.parents];
  if (serials.length === 0 && parents.length === 0) return notPosted("goods_missing", "commissioning needs serials or an SSCC");
  const existing = [...serials, ...parents].find((code) => books.identities.has(code));
  if (existing !== undefined) return notPosted("identity_exists", `${existing} was commissioned before`);
  return posted([], {
    identities: [
      ...serials.map((code) => ({ code, kind: "serial" as const })),
      ...parents.map((code) => ({ code, kind: "sscc" as const })),
    ],
  });
};
