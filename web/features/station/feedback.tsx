import { useTranslation } from "react-i18next";
import type { Step } from "#wire/words.ts";
import { useNames } from "../../api/reference.ts";
import { useLook } from "../../ui/look.tsx";
import { useWord } from "../../ui/words.ts";
import type { OutboxRecord } from "./outbox.ts";
import type { Lack } from "./scan-message.ts";
import type { SenderState } from "./sender.ts";
import { useSaid } from "./use-said.ts";
import type { Notice } from "./use-scanning.ts";

/** The last result, readable at arm's length: colour, sign and words together; sound says it a fourth time. */
type Props = Readonly<{
  notice: Notice | undefined;
  record: OutboxRecord | undefined;
  lacks: readonly Lack[];
  step: Step;
  sender: SenderState;
}>;
type Face = Readonly<{ look: string; sign: string; title: string; text: string; todo?: string }>;

export const Feedback = (props: Props) => {
  const face = useFace(props);
  return (
    <section className={`feedback feedback-${face.look}`} role="status" aria-live="assertive">
      <span className="feedback-sign" aria-hidden="true">
        {face.sign}
      </span>
      <span className="feedback-words">
        <b>{face.title}</b>
        <span>{face.text}</span>
        {face.todo ? <span className="feedback-todo">{face.todo}</span> : null}
      </span>
    </section>
  );
};

const useFace = ({ notice, record, lacks, step, sender }: Props): Face => {
  const { t } = useTranslation();
  const word = useWord();
  const { language } = useLook();
  const names = useNames(language);
  const inWords = useSaid(names.product);
  const said = (code: string): string => (record?.message.undo ? `${t("station.undoOf")} · ${inWords(code)}` : inWords(code));
  const list = (of: readonly Lack[]): string => of.map((lack) => t(`station.field.${lack}`)).join(", ");
  if (notice?.kind === "place") return { look: "place", sign: "⌖", title: notice.location, text: t(`station.field.${notice.field}`) };
  if (notice?.kind === "parent") return { look: "place", sign: "▣", title: notice.sscc, text: t("station.field.parent") };
  if (notice?.kind === "tallied") return { look: "place", sign: "+", title: said(notice.said), text: t("station.tally.added") };
  if (notice?.kind === "lacks") {
    return {
      look: "refused",
      sign: "✕",
      title: t("station.notSent"),
      text: said(notice.said),
      todo: t("station.fillFirst", { fields: list(notice.lacks) }),
    };
  }
  if (!record) {
    return lacks.length > 0
      ? { look: "ready", sign: "⌖", title: t("station.first", { fields: list(lacks) }), text: t("station.firstHint") }
      : { look: "ready", sign: "▥", title: t("station.ready"), text: t(`station.does.${step}`) };
  }
  if (record.state === "waiting") {
    // Behind one that cannot be sent, the next has not been tried at all: it waits like it.
    const stuck = record.attempts > 0 || (sender !== "sending" && sender !== "idle");
    return {
      look: "waiting",
      sign: "…",
      title: t(stuck ? "station.kept" : "station.saved"),
      text: said(record.said),
      ...(stuck ? { todo: t("station.savedHint") } : {}),
    };
  }
  if (record.state === "set_aside")
    return { look: "refused", sign: "!", title: t("station.setAside"), text: said(record.said), todo: record.problem ?? "" };
  const result = record.answer?.result ?? "posted";
  const reason = record.answer?.reason;
  const signs: Readonly<Record<string, string>> = { posted: "✓", refused: "✕", unsettled: "?", quarantined: "!" };
  return {
    look: result,
    sign: signs[result] ?? "!",
    title: word("result", result),
    text: said(record.said),
    ...(result === "posted"
      ? {}
      : {
          todo: [reason ? word("reason", reason) : "", reason ? t(`todo.${reason}`, { defaultValue: "" }) : ""].filter(Boolean).join(" — "),
        }),
  };
};
