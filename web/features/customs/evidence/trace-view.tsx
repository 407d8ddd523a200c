import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { z } from "zod";
import type { JournalRow, traceAnswer } from "#wire/http-api.ts";
import { ApiError } from "../../../api/api-error.ts";
import { getTrace } from "../../../api/endpoints.ts";
import { useNames } from "../../../api/reference.ts";
import { formatInstant, formatQuantity } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { EmptyState, Loadable } from "../../../ui/states.tsx";
import { HoldTag, RegimeTag, ResultTag } from "../../../ui/tags.tsx";
import { TransferList } from "../../../ui/transfers.tsx";
import { useWord } from "../../../ui/words.ts";

/** Where a serial, a batch or an SSCC came from and went: where it is now, and every step, oldest first. */
type Trace = z.infer<typeof traceAnswer>;

export const TraceView = () => {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const code = params.get("code") ?? "";
  const [text, setText] = useState(code);
  const query = useQuery({ queryKey: ["trace", code], queryFn: (o) => getTrace(code, o), enabled: code !== "" });
  const missing = query.error instanceof ApiError && query.error.kind === "missing";
  return (
    <>
      <p className="soft customs-lead">{t("customs.trace.lead")}</p>
      <Input.Search
        className="trace-search"
        size="large"
        allowClear
        enterButton={t("customs.trace.search")}
        value={text}
        placeholder={t("customs.trace.placeholder")}
        aria-label={t("customs.trace.placeholder")}
        onChange={(event) => setText(event.target.value)}
        onSearch={(value) => setParams(value.trim() ? { code: value.trim() } : {})}
      />
      {code === "" ? (
        <EmptyState title={t("customs.trace.none")} hint={t("customs.trace.noneHint")} />
      ) : missing ? (
        <EmptyState title={t("customs.trace.unknown")} hint={t("customs.trace.unknownHint")} />
      ) : (
        <Loadable query={query}>{(trace) => <Story trace={trace} />}</Loadable>
      )}
    </>
  );
};

const Story = ({ trace }: { trace: Trace }) => {
  const { t } = useTranslation();
  const word = useWord();
  const { language } = useLook();
  const names = useNames(language);
  return (
    <div className="trace">
      <header className="trace-head">
        <h2>{trace.gtin ? names.product(trace.gtin) : t(`customs.trace.kind.${trace.kind}`)}</h2>
        {trace.gtin ? <span className="tag">{t(`customs.trace.kind.${trace.kind}`)}</span> : null}{" "}
        <span className="mono soft">{trace.code.replaceAll("\u001d", "[FNC1]")}</span>
      </header>
      <section>
        <h3>{t("customs.trace.now")}</h3>
        {trace.now.length === 0 ? <p className="soft">{t("customs.trace.nowhere")}</p> : null}
        <ul className="trace-now">
          {trace.now.map((row, index) => (
            <li key={index} className="panel">
              <b className="num">
                {formatQuantity(row.quantity)} {word("uom", row.uom)}
              </b>{" "}
              {names.product(row.gtin)}
              <span className="soft">
                {" "}
                {names.site(row.site)} · {row.location}
                {row.parent ? ` · ▣ ${row.parent}` : ""}
              </span>
              <span className="account-tags">
                <RegimeTag regime={row.regime} />
                <HoldTag hold={row.hold} />
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{t("customs.trace.steps")}</h3>
        <ol className="timeline">
          {trace.steps
            .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.entry - b.entry)
            .map((step) => (
              <Step key={step.entry} step={step} />
            ))}
        </ol>
      </section>
    </div>
  );
};

const Step = ({ step }: { step: JournalRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  return (
    <li>
      <div className="timeline-head">
        <b>
          {step.step
            ? word("step", step.step)
            : step.observationKind
              ? word("observationKind", step.observationKind)
              : word("entryKind", step.kind)}
        </b>
        {step.result && step.result !== "posted" ? <ResultTag result={step.result} /> : null}
        <span className="num small soft">{formatInstant(step.at, language)}</span>
      </div>
      <p className="small soft">
        {[step.site ? names.site(step.site) : "", step.device, step.operator, t("journal.entryNumber", { entry: step.entry })]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {step.transfers.length > 0 ? <TransferList transfers={step.transfers} names={names} /> : null}
    </li>
  );
};
