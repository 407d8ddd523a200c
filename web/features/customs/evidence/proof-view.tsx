import { CheckCircleFilled, CloseCircleFilled, MinusCircleFilled } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { InvariantRow } from "#wire/http-api.ts";
import { listInvariants } from "../../../api/endpoints.ts";
import { formatInstant } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { EmptyState, Loadable } from "../../../ui/states.tsx";
import { useRefusalText } from "../refusal.ts";

/** The running proof: what must always hold, when it was last checked, over what, and whether it held. */
const REFRESH_MS = 10_000;

export const ProofView = () => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const refusalText = useRefusalText();
  const query = useQuery({ queryKey: ["invariants"], queryFn: (o) => listInvariants({}, o), refetchInterval: REFRESH_MS });
  const check = useMutation({
    mutationFn: () => listInvariants({ check: true }),
    onSuccess: (page) => client.setQueryData(["invariants"], page),
    onError: (error) => void message.error(refusalText(error)),
  });
  return (
    <>
      <div className="proof-head">
        <p className="soft customs-lead">{t("customs.proof.lead")}</p>
        <Button loading={check.isPending} onClick={() => check.mutate()}>
          {t("customs.proof.checkNow")}
        </Button>
      </div>
      <Loadable query={query}>
        {(page) =>
          page.rows.length === 0 ? (
            <EmptyState title={t("customs.proof.empty")} hint={t("customs.proof.emptyHint")} />
          ) : (
            <ul className="proofs">
              {page.rows.map((row) => (
                <Invariant key={row.invariant} row={row} />
              ))}
            </ul>
          )
        }
      </Loadable>
    </>
  );
};

/** What a check went over, in the language of the screen; what is said in another way is shown as it is. */
const useOver = (): ((over: string) => string) => {
  const { t } = useTranslation();
  return (over) => {
    const balances = /(\d+) balances/.exec(over)?.[1];
    const [, from, to] = /entries (\d+) to (\d+)/.exec(over) ?? [];
    const parts = [
      balances === undefined ? "" : t("customs.proof.over.balances", { count: Number(balances) }),
      from === undefined || to === undefined ? "" : t("customs.proof.over.entries", { from, to }),
      over.includes("since the last check") ? t("customs.proof.over.sinceLast") : "",
      over === "all releases" ? t("customs.proof.over.releases") : "",
    ].filter(Boolean);
    return parts.length > 0 ? parts.join(" · ") : over;
  };
};

const Invariant = ({ row }: { row: InvariantRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const over = useOver();
  const state = row.checkedAt === null ? "unchecked" : row.ok ? "ok" : "broken";
  const icon = { ok: <CheckCircleFilled />, broken: <CloseCircleFilled />, unchecked: <MinusCircleFilled /> }[state];
  return (
    <li className={`panel proof proof-${state}`}>
      <span className="proof-icon" aria-hidden="true">
        {icon}
      </span>
      <div>
        <h2>{t(`customs.proof.name.${row.invariant}`)}</h2>
        <p className="soft">{t(`customs.proof.means.${row.invariant}`)}</p>
        <p className="small proof-state">
          <b>{t(`customs.proof.${state}`)}</b> <span className="soft">{over(row.over)}</span>
        </p>
        {state === "broken" ? <p className="small proof-state">{row.detail}</p> : null}
        {row.checkedAt ? (
          <p className="small faint">{t("customs.proof.checkedAt", { when: formatInstant(row.checkedAt, language) })}</p>
        ) : null}
      </div>
    </li>
  );
};
