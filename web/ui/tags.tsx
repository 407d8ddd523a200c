import { useTranslation } from "react-i18next";
import { useWord } from "./words.ts";
import "./tags.css";

/** The words of the books as small marks. Colour never says anything alone: the word stands beside it. */
const REGIME_CLASS: Readonly<Record<string, string>> = {
  bonded: "bonded",
  non_bonded: "non-bonded",
  export_cleared: "export-cleared",
  duty_paid: "duty-paid",
  in_transit_bonded: "in-transit",
  overseas: "overseas",
};
export const RegimeTag = ({ regime }: { regime: string }) => {
  const word = useWord();
  return <span className={`tag tag-${REGIME_CLASS[regime] ?? "plain"}`}>{word("regime", regime)}</span>;
};

export const HoldTag = ({ hold }: { hold: string }) => {
  const word = useWord();
  return hold === "none" ? null : <span className="tag tag-hold">{word("hold", hold)}</span>;
};

const RESULT_MARK: Readonly<Record<string, string>> = { posted: "✓", refused: "✕", unsettled: "?", quarantined: "!" };
export const ResultTag = ({ result }: { result: string }) => {
  const word = useWord();
  return (
    <span className={`tag tag-${result}`}>
      <span aria-hidden="true">{RESULT_MARK[result]}</span> {word("result", result)}
    </span>
  );
};

export const SeverityMark = ({ severity }: { severity: string }) => {
  const word = useWord();
  return <span className={`severity severity-${severity}`}>{word("severity", severity)}</span>;
};

export const AlarmStateTag = ({ state }: { state: string }) => {
  const { t } = useTranslation();
  return <span className={`tag tag-alarm-${state}`}>{t(`alarm.state.${state}`)}</span>;
};
