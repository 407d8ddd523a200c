import { useTranslation } from "react-i18next";
import type { z } from "zod";
import type { quarantineRow } from "#wire/http-api.ts";
import { listQuarantine, quarantineBytesAddress } from "../../../api/endpoints.ts";
import { formatInstant } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { useWord } from "../../../ui/words.ts";
import { Paged } from "../paged.tsx";

type QuarantineRow = z.infer<typeof quarantineRow>;
const PAGE_ROWS = 50;
const REFRESH_MS = 15_000;

/** Messages that could not be read: acknowledged, kept with their bytes, shown as text only. */
export const QuarantineView = () => {
  const { t } = useTranslation();
  return (
    <>
      <p className="soft customs-lead">{t("customs.quarantine.lead")}</p>
      <Paged<QuarantineRow>
        queryKey={["quarantine"]}
        refetchMs={REFRESH_MS}
        read={({ after, signal }) => listQuarantine({ limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.quarantine.empty"), hint: t("customs.quarantine.emptyHint") }}
      >
        {(rows) => (
          <ul className="rows">
            {rows.map((row) => (
              <Message key={row.quarantine} row={row} />
            ))}
          </ul>
        )}
      </Paged>
    </>
  );
};

const Message = ({ row }: { row: QuarantineRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  return (
    <li className="difference">
      <div className="difference-head">
        <b>{word("quarantineReason", row.reason)}</b>
        <span className="small soft num">{formatInstant(row.receivedAt, language)}</span>
      </div>
      <p className="soft">{row.detail}</p>
      <p className="small soft mono">{[row.device, row.topic].filter(Boolean).join(" · ")}</p>
      <pre className="raw mono" tabIndex={0}>
        {row.preview}
      </pre>
      <a href={quarantineBytesAddress(row.quarantine)} download>
        {t("customs.quarantine.bytes", { count: row.bytes })}
      </a>
    </li>
  );
};
