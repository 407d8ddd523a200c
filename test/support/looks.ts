/** What no person may meet on a screen: something that is pushed sideways by a finger, and the key of a text that is missing. */
import type { Page } from "playwright-core";
import en from "../../web/app/i18n/en.json" with { type: "json" };

export const untranslatedIn = (text: string): readonly string[] =>
  (text.match(/\b[a-z][A-Za-z]*(?:\.[A-Za-z_]+)+\b/g) ?? []).filter((word) => (word.split(".")[0] ?? "") in en);

/** Whatever can be pushed sideways by a finger, but a strip that is made for it. */
export const sidewaysOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("html, body, body *")]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .filter((element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX))
      .filter((element) => !element.matches(".chips, [role=tablist], [role=tablist] *"))
      .map((element) => `${element.tagName}.${element.className} ${element.scrollWidth} > ${element.clientWidth}`),
  );
