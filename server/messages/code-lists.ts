/** 海关参数代码 as far as they are known here. The lists are partial: a code that is missing is warned of, never refused. */
import codeLists from "./code-lists.json" with { type: "json" };

export type CodeListName = keyof typeof codeLists.lists;

const LISTS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(codeLists.lists).map(([name, { codes }]) => [name, new Map(Object.entries<string>(codes))]),
);

/** The Chinese name of a code: `unit` `007` is `个`. */
export const findCodeName = (list: CodeListName, code: string): string | undefined => LISTS.get(list)?.get(code);
