import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { useLive, useWorldNow } from "../live/use-live.ts";
import { formatDay, formatTime } from "../ui/format.ts";
import { useLook } from "../ui/look.tsx";

/** World time: what stamps facts. In a demo it runs faster than the clock on the wall, and says so. */
export const WorldClock = () => {
  const { t } = useTranslation();
  const { language } = useLook();
  const rate = useLive((state) => state.rate);
  const now = useWorldNow(rate > 1 ? 250 : 1000);
  return (
    <Tooltip title={rate === 1 ? t("shell.clock.real") : t("shell.clock.fast", { rate })}>
      <span className="world-clock num" tabIndex={0} role="timer" aria-label={t("shell.clock.label")}>
        <span className="world-clock-day">{formatDay(now, language)}</span>
        <b>{formatTime(now, language).slice(0, rate > 1 ? 5 : 8)}</b>
        {rate === 1 ? null : <span className="world-clock-rate">×{rate}</span>}
      </span>
    </Tooltip>
  );
};
