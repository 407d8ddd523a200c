import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Select } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import type { reportKind } from "#wire/customs-words.ts";
import { listBooks, makeReport } from "../../../api/customs.ts";
import { useNames } from "../../../api/reference.ts";
import { uuidv7 } from "../../../api/uuid.ts";
import { useWorldNow } from "../../../live/use-live.ts";
import { useLook } from "../../../ui/look.tsx";
import { useRefusalText } from "../refusal.ts";
import { useWord } from "../../../ui/words.ts";
import { addDays, addMonths, dayOf, monthOf } from "../calendar-days.ts";

/** Three reports, each with the period that is usually wanted already filled in: one click makes it. */
type Kind = z.infer<typeof reportKind>;
type Wanted = Readonly<{ kind: Kind; period: string; book?: string }>;

export const ReportMaker = ({ site }: { site: string }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const today = dayOf(useWorldNow(60_000));
  const [day, setDay] = useState<string>();
  const [month, setMonth] = useState<string>();
  const { make, busy } = useMake(site);
  const yesterday = addDays(today, -1);
  const lastMonth = addMonths(monthOf(today), -1);
  return (
    <section className="makers" aria-label={t("customs.reports.make", { site: names.site(site) })}>
      <Maker kind="snapshot" busy={busy} onMake={() => make({ kind: "snapshot", period: day ?? yesterday })}>
        <Input
          type="date"
          aria-label={t("customs.reports.day")}
          max={today}
          value={day ?? yesterday}
          onChange={(event) => setDay(event.target.value)}
        />
      </Maker>
      <Maker kind="monthly" busy={busy} onMake={() => make({ kind: "monthly", period: month ?? lastMonth })}>
        <Input
          type="month"
          aria-label={t("customs.reports.month")}
          max={monthOf(today)}
          value={month ?? lastMonth}
          onChange={(event) => setMonth(event.target.value)}
        />
      </Maker>
      <WriteOff site={site} today={today} busy={busy} onMake={make} />
    </section>
  );
};

const useMake = (site: string) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (wanted: Wanted) => makeReport({ ...wanted, site }, uuidv7()),
    onSuccess: async () => {
      void message.success(t("customs.reports.done"));
      await client.invalidateQueries({ queryKey: ["reports"] });
    },
    onError: (error) => void message.error(refusalText(error)),
  });
  return { make: mutate, busy: isPending ? variables.kind : undefined };
};

type MakerProps = Readonly<{ kind: Kind; busy: Kind | undefined; isReady?: boolean; onMake(): void; children: ReactNode }>;

const Maker = ({ kind, busy, isReady = true, onMake, children }: MakerProps) => {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="panel maker">
      <h2>{word("reportKind", kind)}</h2>
      <p className="small soft">{t(`customs.reports.means.${kind}`)}</p>
      <div className="maker-fields">{children}</div>
      <Button type="primary" loading={busy === kind} disabled={!isReady || (busy !== undefined && busy !== kind)} onClick={onMake}>
        {t("customs.reports.makeOne")}
      </Button>
    </div>
  );
};

type WriteOffProps = Readonly<{ site: string; today: string; busy: Kind | undefined; onMake(wanted: Wanted): void }>;

/** 报核 is of one book over a period: the last year up to yesterday, until another is said. */
const WriteOff = ({ site, today, busy, onMake }: WriteOffProps) => {
  const { t } = useTranslation();
  const books = useQuery({ queryKey: ["customs-books", "of", site], queryFn: (o) => listBooks({ site, limit: 500 }, o) });
  const [book, setBook] = useState<string>();
  const [from, setFrom] = useState<string>();
  const [to, setTo] = useState<string>();
  const last = to ?? addDays(today, -1);
  const first = from ?? `${addMonths(monthOf(last), -12)}-01`;
  const chosen = book ?? books.data?.rows[0]?.book;
  return (
    <Maker
      kind="write_off"
      busy={busy}
      isReady={chosen !== undefined && first <= last}
      onMake={() => chosen && onMake({ kind: "write_off", book: chosen, period: `${first}/${last}` })}
    >
      <Select
        aria-label={t("field.book")}
        placeholder={t("field.book")}
        value={chosen ?? null}
        loading={books.isPending}
        options={(books.data?.rows ?? []).map((each) => ({ value: each.book, label: each.book }))}
        onChange={setBook}
      />
      <Input
        type="date"
        aria-label={t("customs.reports.from")}
        max={last}
        value={first}
        onChange={(event) => setFrom(event.target.value)}
      />
      <Input type="date" aria-label={t("customs.reports.to")} max={today} value={last} onChange={(event) => setTo(event.target.value)} />
    </Maker>
  );
};
