import { Tooltip } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive, useLiveStore } from "../live/use-live.ts";
import { formatSpan } from "../ui/format.ts";
import { useLook } from "../ui/look.tsx";

export const LinkStatus = () => {
  const { t } = useTranslation();
  const status = useLive((state) => state.status);
  return (
    <Tooltip title={t(`link.${status}.hint`)}>
      <span className={`link-status link-${status}`} role="status" tabIndex={0}>
        <i aria-hidden="true" />
        <span className="link-word">{t(`link.${status}.name`)}</span>
      </span>
    </Tooltip>
  );
};

/** A screen that has stopped must say so, and how old it is. A blink of the line is not worth a banner. */
const BANNER_AFTER_MS = 1_500;
export const StaleBanner = () => {
  const { t } = useTranslation();
  const { language } = useLook();
  const store = useLiveStore();
  const status = useLive((state) => state.status);
  const [silentMs, setSilentMs] = useState(0);
  const wrong = status !== "live";
  useEffect(() => {
    if (!wrong) return;
    const since = performance.now();
    const tick = (): void => setSilentMs(performance.now() - (store.state().heardAtMs ?? since));
    const timer = setInterval(tick, 500);
    return () => {
      clearInterval(timer);
      setSilentMs(0);
    };
  }, [wrong, store]);
  if (!wrong || silentMs < BANNER_AFTER_MS) return null;
  return (
    <div className="stale-banner" role="alert">
      <b>{t("link.banner.title", { span: formatSpan(silentMs, language) })}</b> {t("link.banner.todo")}
    </div>
  );
};
