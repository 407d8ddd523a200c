import { CheckCircleFilled, CloseCircleFilled, MinusCircleFilled } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { InvariantRow } from "#wire/http-api.ts";
import { listInvariants } from "../../api/endpoints.ts";
import { formatInstant } from "../../ui/format.ts";
import { useLook } from "../../ui/look.tsx";
import { EmptyState, Loadable, useErrorText } from "../../ui/states.tsx";

/** The running proof: what must always hold, when it was last checked, over what, and whether it held. */
const REFRESH_MS = 10_000;

export const ProofView = () => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const query = useQuery({ queryKey: ["invariants"], queryFn: (o) => listInvariants({}, o), refetchInterval: REFRESH_MS });
  const check = useMutation({
    mutationFn: () => listInvariants({ check: true }),
    onSuccess: (page) => client.setQueryData(["invariants"], page),
    onError: (error) => void message.error(errorText(error)),
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

const Invariant = ({ row }: { row: InvariantRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const state = row.checkedAt === null ? "unchecked" : row.ok ? "ok" : "broken";
  const icon = { ok: <CheckCircleFilled />, broken: <CloseCircleFilled />, unchecked: <MinusCircleFilled /> }[state];
  return (
    <li className={`panel proof proof-${state}`}>
      <span className="proof-icon" aria-hidden="true">
        {icon}
      </span>
      <div>
        <h3>{t(`customs.proof.name.${row.invariant}`)}</h3>
        <p className="soft">{t(`customs.proof.means.${row.invariant}`)}</p>
        <p className="small num">
          <b>{t(`customs.proof.${state}`)}</b>{" "}
          <span className="soft">
            · {row.over}
            {row.detail ? ` · ${row.detail}` : ""}
            {row.checkedAt ? ` · ${t("customs.proof.checkedAt", { when: formatInstant(row.checkedAt, language) })}` : ""}
          </span>
        </p>
      </div>
    </li>
  );
};
