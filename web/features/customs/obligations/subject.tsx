import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useNames } from "../../../api/reference.ts";
import { useLook } from "../../../ui/look.tsx";

/** What something is owed for: a document, a line of a book, a lot, or a period of a site; where it can be opened, with the way there. */
type Read = Readonly<{ text: string; to: string | undefined }>;

const after = (subject: string, kind: string): string => subject.slice(kind.length + 1);

const readSubject = (subject: string, siteName: (site: string) => string): Read => {
  const [kind = "", first = "", second] = subject.split("/");
  switch (kind) {
    case "document":
      return { text: after(subject, kind), to: `/customs/documents/${encodeURIComponent(after(subject, kind))}` };
    case "book":
      return { text: after(subject, kind), to: `/customs/books/${encodeURIComponent(first)}${second ? `?line=${second}` : ""}` };
    case "site":
      return { text: [siteName(first), second].filter(Boolean).join(" · "), to: `/customs/reports?site=${encodeURIComponent(first)}` };
    default:
      return { text: subject, to: undefined };
  }
};

export const Subject = ({ subject, links = false }: { subject: string; links?: boolean }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const { text, to } = readSubject(subject, names.site);
  if (!links || !to) return <>{text}</>;
  if (subject.startsWith("site/"))
    return (
      <>
        {text} <Link to={to}>{t("customs.obligations.toReports")}</Link>
      </>
    );
  return <Link to={to}>{text}</Link>;
};
