/**
 * What a verifier of identities (公民身份信息核查) answered for a buyer, as it is kept with the order. Who asks and how is a
 * port of the use cases; here stands only what was recorded. Section 2.3; GACC 2018 no. 194.
 */
export type IdentityCheck = Readonly<{
  /** Of the buyer's identity number. */
  idHash: string;
  /** `unknown`: the verifier could not say, or could not be reached. */
  result: "pass" | "fail" | "unknown";
  atMs: number;
  /** The verifier's own number for its answer. */
  reference: string;
  /** Which verifier. */
  by: string;
}>;
