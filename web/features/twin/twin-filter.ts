import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { twinState, type TwinState } from "#wire/customs-words.ts";
import { useHomeSite } from "../../api/reference.ts";

/** What is looked at, in the address: the site, a book and a line of it, what is searched, the state that stands out, the open cell. */
export type TwinFilter = Readonly<{
  site: string | undefined;
  book: string | undefined;
  line: string | undefined;
  q: string | undefined;
  state: TwinState | undefined;
  cell: string | undefined;
}>;

export const useTwinFilter = (): readonly [TwinFilter, (part: Partial<TwinFilter>) => void] => {
  const home = useHomeSite();
  const [params, setParams] = useSearchParams();
  const filter = useMemo((): TwinFilter => {
    const read = (key: string): string | undefined => params.get(key) ?? undefined;
    return {
      site: read("site") ?? home,
      book: read("book"),
      line: read("line"),
      q: read("q"),
      state: twinState.safeParse(read("state")).data,
      cell: read("cell"),
    };
  }, [params, home]);
  const change = (part: Partial<TwinFilter>): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(part)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      },
      { replace: true },
    );
  return [filter, change];
};
