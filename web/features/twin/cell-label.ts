import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { TwinCell } from "#wire/customs-books.ts";
import { formatQuantity } from "../../ui/format.ts";
import { useWord } from "../../ui/words.ts";

/** A cell in one line, for readers and for the pointer that rests on it. */
export const useCellLabel = (): ((cell: TwinCell) => string) => {
  const { t, i18n } = useTranslation();
  const word = useWord();
  return useCallback(
    (cell: TwinCell) =>
      [
        `${cell.location} (${word("locationKind", cell.kind)})`,
        ...(cell.states.length === 0 ? [t("twin.empty")] : []),
        ...cell.states.map(
          ({ state, quantities }) =>
            `${word("twinState", state)} ${quantities.map(({ quantity, uom }) => `${formatQuantity(quantity)} ${word("uom", uom)}`).join(", ")}`,
        ),
        ...(cell.held ? [t("twin.held")] : []),
      ].join(" · "),
    // The words change with the language alone.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [i18n.language],
  );
};
