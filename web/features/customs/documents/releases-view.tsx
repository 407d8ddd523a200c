import { PlusOutlined } from "@ant-design/icons";
import { Button, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReleaseRow } from "#wire/http-api.ts";
import { listReleases } from "../../../api/endpoints.ts";
import { useNames, useSession } from "../../../api/reference.ts";
import { useLiveStore } from "../../../live/use-live.ts";
import { formatMoment, formatQuantity, toScaled } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { Paged } from "../paged.tsx";
import { ReleaseForm } from "./release-form.tsx";
import { SiteChoice } from "../site-choice.tsx";

/** Goods that may leave bond, and how much of each release is used up. */
const PAGE_ROWS = 50;

export const ReleasesView = () => {
  const { t } = useTranslation();
  const session = useSession();
  const [site, setSite] = useState<string>();
  const [making, setMaking] = useState(false);
  return (
    <>
      <p className="soft customs-lead">{t("customs.releases.lead")}</p>
      <div className="toolbar customs-toolbar">
        <SiteChoice site={site} onChange={setSite} />
        {session.data?.role === "administrator" || session.data?.role === "officer" ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t("customs.releases.create")}
          </Button>
        ) : null}
      </div>
      <Paged<ReleaseRow>
        queryKey={["releases", site]}
        read={({ after, signal }) => listReleases({ site, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.releases.empty"), hint: t("customs.releases.emptyHint") }}
      >
        {(rows) => (
          <ul className="rows">
            {rows.map((row) => (
              <Release key={row.release} row={row} />
            ))}
          </ul>
        )}
      </Paged>
      {making ? <ReleaseForm onClose={() => setMaking(false)} /> : null}
    </>
  );
};

const Release = ({ row }: { row: ReleaseRow }) => {
  const { t } = useTranslation();
  const { language, palette } = useLook();
  const names = useNames(language);
  const store = useLiveStore();
  const over = Date.parse(row.validUntil) < store.worldNowMs();
  return (
    <li className="difference">
      <div className="difference-head">
        <b className="mono">{row.release}</b>
        <span className={`small num ${over ? "late" : "soft"}`}>
          {t(over ? "customs.releases.expired" : "customs.releases.validUntil", { when: formatMoment(row.validUntil, language) })}
        </span>
      </div>
      <p className="soft">
        {names.site(row.site)} · {row.owner}
      </p>
      <ul className="release-lines">
        {row.lines.map((line, index) => {
          const share = Number((toScaled(line.used) * 1000n) / (toScaled(line.quantity) || 1n)) / 10;
          return (
            <li key={index}>
              <span className="clip">
                {names.product(line.gtin)}{" "}
                <span className="small faint mono">
                  {[line.batch, line.book ? `${line.book}/${line.line}` : ""].filter(Boolean).join(" · ")}
                </span>
              </span>
              <Progress
                percent={share}
                showInfo={false}
                size="small"
                strokeColor={share >= 100 ? palette.inkFaint : palette.brand}
                railColor={palette.sunk}
                aria-label={t("customs.releases.used")}
              />
              <span className="num small">
                {formatQuantity(line.used)} / {formatQuantity(line.quantity)}
              </span>
            </li>
          );
        })}
      </ul>
    </li>
  );
};
