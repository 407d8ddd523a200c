import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import "./states.css";

/** What stands where nothing can be shown: why, and what to do about it. */
export const EmptyState = ({ title, hint, action }: { title: string; hint?: string | undefined; action?: ReactNode }) => (
  <div className="state">
    <svg className="state-drawing" viewBox="0 0 96 56" aria-hidden="true">
      <path d="M6 50h84M16 50V22l32-14 32 14v28M28 50V32h40v18M28 38h40M28 44h40" />
    </svg>
    <p className="state-title">{title}</p>
    {hint ? <p className="state-hint">{hint}</p> : null}
    {action}
  </div>
);

export const LoadingState = ({ rows = 4 }: { rows?: number }) => {
  const { t } = useTranslation();
  return (
    <div className="state-loading" role="status" aria-label={t("common.loading")}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
};

/** Errors of the API have a `kind`; anything else is a fault of this page. */
export const kindOfError = (error: unknown): string =>
  typeof error === "object" && error !== null && "kind" in error && typeof error.kind === "string" ? error.kind : "page";

const detailOf = (error: unknown): string | undefined => (error instanceof Error && error.message !== "" ? error.message : undefined);

export const ErrorState = ({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) => {
  const { t } = useTranslation();
  const kind = kindOfError(error);
  return (
    <div className="state state-error" role="alert">
      <p className="state-title">{t(`error.${kind}.title`)}</p>
      <p className="state-hint">{t(`error.${kind}.todo`)}</p>
      <p className="state-detail">{detailOf(error)}</p>
      {onRetry ? <Button onClick={onRetry}>{t("common.retry")}</Button> : null}
    </div>
  );
};

/** One line for messages and forms: what went wrong, then what to do. */
export const useErrorText = (): ((error: unknown) => string) => {
  const { t } = useTranslation();
  return (error) => {
    const kind = kindOfError(error);
    const said = kind === "invalid" || kind === "conflict" ? detailOf(error) : undefined;
    return `${said ?? t(`error.${kind}.title`)} ${t(`error.${kind}.todo`)}`;
  };
};

type Loaded<Data> = Readonly<{ data: Data | undefined; error: unknown; isPending: boolean; refetch: () => unknown }>;

/** A query's three faces in one place: what is there is shown, even while it is read again. */
export const Loadable = <Data,>({ query, rows, children }: { query: Loaded<Data>; rows?: number; children: (data: Data) => ReactNode }) => {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <LoadingState rows={rows ?? 4} />;
};
