import { useTranslation } from "react-i18next";
import type { Lack } from "#wire/customs-words.ts";
import { useWord } from "../../../ui/words.ts";

/** What a document still waits for, or that it waits for nothing. */
const TROUBLE: ReadonlySet<Lack> = new Set<Lack>(["match", "identity", "guarantee"]);

export const Lacks = ({ lacks, isOver }: { lacks: readonly Lack[]; isOver: boolean }) => {
  const { t } = useTranslation();
  const word = useWord();
  if (lacks.length === 0)
    return isOver ? <span className="faint">—</span> : <span className="lacks-none">✓ {t("customs.documents.complete")}</span>;
  return (
    <span className="lacks">
      {lacks.map((lack) => (
        <span key={lack} className={`lack ${TROUBLE.has(lack) ? "lack-trouble" : ""}`}>
          {word("lack", lack)}
        </span>
      ))}
    </span>
  );
};
