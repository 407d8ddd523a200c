import { useTranslation } from "react-i18next";

/** Everything that is wrong with what was sent, all at once, each with the place where it stands. */
export type Fault = Readonly<{ pointer: string; detail: string }>;
const SHOWN_MAX = 100;

export const Faults = ({ faults }: { faults: readonly Fault[] }) => {
  const { t } = useTranslation();
  if (faults.length === 0) return null;
  return (
    <div className="faults" role="alert">
      <b>{t("customs.faults", { count: faults.length })}</b>
      <ul>
        {faults.slice(0, SHOWN_MAX).map(({ pointer, detail }, index) => (
          <li key={index}>
            {pointer ? <span className="mono">{pointer}</span> : null} {detail}
          </li>
        ))}
      </ul>
    </div>
  );
};
