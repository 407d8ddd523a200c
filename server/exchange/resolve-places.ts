/** What filings have in common: whose they are and where, which line of which book, and what a deletion may do. */
import type { KnownDocument, MasterBookLine, MessageIssue } from "../usecases/customs/messages-ports.ts";
import type { FilingAction } from "./drafts.ts";
import type { Known } from "./lookups.ts";
import type { Findings } from "./resolved.ts";

type Filed = Readonly<{ book: string | null; office: string | null; owner: readonly string[] }>;

/** The site by the book, else by the office; the owner by the book, else by the firm's codes; else by a document it stands on. */
export const placeOf = (draft: Filed, known: Known, found: Findings, standsOn?: KnownDocument): { site: string; owner: string } => {
  const book = draft.book === null ? undefined : known.findBook(draft.book);
  if (draft.book !== null && !book) {
    found.error("putrecNo 备案编号", "book_unknown: the book is not in the master data", draft.book, "a book of the master data");
    return { site: "", owner: "" };
  }
  const owner = book?.owner ?? standsOn?.owner ?? known.findParty(draft.owner);
  if (owner == null)
    found.error("bizopEtpsno 经营企业编号", "owner_unknown: no party has this code", draft.owner.join(", "), "a party's customsCode");
  const site = book?.site ?? standsOn?.site ?? siteOf(draft.office, known, found);
  return { site: site ?? "", owner: owner ?? "" };
};

const siteOf = (office: string | null, known: Known, found: Findings): string | undefined => {
  const sites = office === null ? [] : known.listSites(office);
  if (sites.length === 1) return sites[0];
  const why =
    sites.length === 0 ? "site_unknown: no site has this customs office" : "site_ambiguous: several sites have this customs office";
  found.error("masterCuscd 主管关区", why, office, sites.length === 0 ? "a site's customs.office" : sites.join(", "));
  return undefined;
};

export const commandOf = <Filing>(action: FilingAction, filing: Filing): Readonly<{ type: "file" | "amend"; filing: Filing }> => ({
  type: action === "amend" ? "amend" : "file",
  filing,
});

/**
 * 作废: what customs has not approved is withdrawn at once. What it has approved stands, with what it holds of the books, until
 * customs says that it is deleted.
 */
export const isForCustomsToEnd = (stored: KnownDocument | undefined): boolean =>
  stored !== undefined && stored.state !== "filed" && stored.state !== "refused" && stored.state !== "cancelled" && stored.state !== "void";

export const WAITS_FOR_CUSTOMS: MessageIssue = {
  element: "dclTypecd 申报类型",
  message: "asked of customs: it stands until customs answers",
  found: "3",
  allowed: "",
};

/** By which the firm filed it first. */
export const innerNoOf = (stored: KnownDocument | undefined, keys: readonly string[]): string =>
  stored && "innerNo" in stored.content ? stored.content.innerNo : (keys[0] ?? "");

type LineName = Readonly<{ bookLine: number | null; itemRecordNo?: string }>;

export const bookLineOf = (
  { bookLine, itemRecordNo }: LineName,
  { book, at }: Readonly<{ book: string; at: string }>,
  known: Known,
  found: Findings,
): MasterBookLine | undefined => {
  const byNumber = bookLine === null ? [] : known.listBookLines(book, bookLine, itemRecordNo);
  const candidates = byNumber.length > 0 ? byNumber : known.listBookLines(book, null, itemRecordNo);
  if (candidates.length === 1) return candidates[0];
  const named = bookLine === null ? (itemRecordNo ?? null) : `${bookLine}`;
  if (candidates.length > 1)
    found.error(
      `putrecSeqno${at} 备案序号`,
      "line_ambiguous: the 料号 stands on several lines of the book",
      named,
      "the number of one line",
    );
  // An unknown book is told once.
  else if (known.findBook(book))
    found.error(`gdsMtno${at} 商品料号`, `line_unknown: ${book} has no such line`, named, "a line of the book");
  return undefined;
};
