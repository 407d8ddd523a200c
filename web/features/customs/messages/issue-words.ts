import { useTranslation } from "react-i18next";

/**
 * What a reader of messages says is wrong, in the language of the screen. It says it in sentences of a closed list, with
 * figures in them; a sentence that is not on the list is shown as it is said.
 */
type Sentence = readonly [pattern: RegExp, key: string];

const WRONG: readonly Sentence[] = [
  [/^must be there$/, "missing"],
  [/^is there and empty$/, "empty"],
  [/^has (?<n>\d+) characters$/, "length"],
  [/^has (?<n>\d+) digits$/, "digits"],
  [/^has (?<n>\d+) decimals$/, "decimals"],
  [/^is no such number$/, "notNumber"],
  [/^is too large$/, "tooLarge"],
  [/^is not what it is limited to$/, "limited"],
  [/^is none of the values of the official note$/, "unusual"],
  [/^is not of this form$/, "form"],
  [/^is not in the code list at hand/, "unlisted"],
  [/^is no such date$/, "date"],
  [/^has small letters$/, "small"],
  [/^is no citizen number/, "citizen"],
  [/^is no credit code/, "credit"],
  [/^stands more than once$/, "repeated"],
  [/^is one too many$/, "tooMany"],
  [/^stands (?:behind )?(?<n>.+)$/, "order"],
  [/^is no element of this message/, "unknown"],
  [/^is no part of this message/, "unknown"],
  [/^has text between its elements$/, "between"],
  [/^holds elements$/, "holds"],
  [/^has an attribute$/, "attribute"],
  [/^and (?<n>\d+) more/, "more"],
  [/^is above grossWeight$/, "aboveGross"],
  [/^is 2 and nobody has signed$/, "unsigned"],
  [/^must be filled in where tradeMode is (?<n>.+?) \(/, "inMode"],
  [/^may not be China/, "china"],
  [/^has no element in this dialect/, "dialect"],
  [/^the single-window client asks for it$/, "client"],
  [/^an inventory list has goods$/, "noGoods"],
  [/^an earlier line has this number$/, "lineTwice"],
  [/^is before startTime$/, "beforeStart"],
  [/^is not (?<n>.+)$/, "isNot"],
];

const MAY_BE: readonly Sentence[] = [
  [/^one$/, "one"],
  [/^a value$/, "value"],
  [/^text$/, "text"],
  [/^exactly (?<n>\d+) characters$/, "exactly"],
  [/^at most (?<n>\d+) characters$/, "atMost"],
  [/^at least (?<n>\d+) characters$/, "atLeast"],
  [/^(?<n>\d+) to (?<m>\d+) characters$/, "between"],
  [/^a (?:whole )?number of at most (?<n>\d+) digits, (?<m>\d+) decimals$/, "numberOf"],
  [/^a (?:whole )?number of at most (?<n>\d+) digits$/, "digitsOf"],
  [/^a (?:whole )?number$/, "number"],
  [/^the official order$/, "order"],
  [/^capital letters$/, "capitals"],
  [/^a code of the list (?<n>.+)$/, "codeOf"],
  [/^both or none$/, "both"],
  [/^another country$/, "otherCountry"],
  [/^at most (?<n>[\d.]+)$/, "atMostNumber"],
];

const findSentence = (
  said: string,
  sentences: readonly Sentence[],
): Readonly<{ key: string; figures: Record<string, string> }> | undefined => {
  for (const [pattern, key] of sentences) {
    const match = pattern.exec(said);
    if (match) return { key, figures: { ...match.groups } };
  }
  return undefined;
};

export const useIssueWords = (): Readonly<{ wrong(said: string): string; mayBe(said: string): string }> => {
  const { t } = useTranslation();
  const say = (group: string, sentences: readonly Sentence[]) => (said: string) => {
    const found = findSentence(said, sentences);
    return found ? t(`customs.issue.${group}.${found.key}`, found.figures) : said;
  };
  return { wrong: say("wrong", WRONG), mayBe: say("mayBe", MAY_BE) };
};
