/** Of which document something is said, and what. */

/** What is declared: a list of the retail kinds, an application about one, another paper, or a document of 金关二期. */
export type Family = "list" | "application" | "paper" | "inventory" | "pass" | "filing";

/** What becomes of a document, in one word for all systems. */
export type Outcome = "accepted" | "manual" | "inspecting" | "released" | "refused" | "granted" | "approved" | "voided";

/** `key`: the firm's own number. */
export type About = Readonly<{ family: Family; key: string; outcome: Outcome }>;

export const subjectOf = ({ family, key }: Pick<About, "family" | "key">): string => `${family}/${key}`;
export const markOf = (about: About): string => `${subjectOf(about)}/${about.outcome}`;
