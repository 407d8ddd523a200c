import { Button, Checkbox, Form } from "antd";
import { useTranslation } from "react-i18next";
import type { FormInstance } from "antd";
import { tradeBody } from "#wire/customs-flows.ts";
import type { Channel } from "#wire/customs-words.ts";
import { toLocalInput } from "../../../ui/format.ts";
import { useWord } from "../../../ui/words.ts";
import { dayOf } from "../calendar-days.ts";
import { CHANNELS } from "../channels.ts";
import { LoadingState } from "../../../ui/states.tsx";
import { BookField } from "./book-field.tsx";
import { suggestedNumber } from "./codes.ts";
import { Fields } from "./fields.tsx";
import { FormFrame, Part } from "./form-frame.tsx";
import { tradeBodyOf, type TradeDraft } from "./trade-draft.ts";
import { GROUPS_OF, ORDER_TYPE, PARTS, TRADE_HEAD, ZONE_FIRM, type Direction, type TradePart } from "./trade-fields.ts";
import { TradeLines } from "./trade-lines.tsx";
import { amountToPay } from "./trade-sums.ts";
import { useFiling } from "./use-filing.ts";
import { useFormStart } from "./use-form-start.ts";

/** One trade through one of the six channels: whatever of its four documents is there. What two of them share is typed once. */
const BONDED: Channel = "1210";
const EXPORTS: ReadonlySet<string> = new Set(["9710", "9810"]);

export const TradeForm = () => {
  const { t } = useTranslation();
  const start = useFormStart();
  const filing = useFiling<TradeDraft>({ filing: "trades", kind: "order", schema: tradeBody, toBody: tradeBodyOf });
  const { form } = filing;
  const direction = Form.useWatch("direction", form) ?? "import";
  const parts = Form.useWatch("parts", form) ?? [];
  if (!start) return <LoadingState rows={8} />;
  const initial: TradeDraft = {
    channel: "1210",
    direction: "import",
    site: start.site,
    currency: "142",
    parts: [...PARTS],
    order: { lines: [{}] },
    payment: { paidAt: toLocalInput(start.nowMs) },
    list: { copNo: suggestedNumber("C", start.nowMs), declaredDate: dayOf(start.nowMs), transportMode: "4" },
  };
  return (
    <FormFrame<TradeDraft>
      {...filing}
      title={t("customs.intake.trade")}
      lead={t("customs.intake.means.trade")}
      initial={initial}
      onSubmit={filing.submit}
    >
      <Part title={t("customs.intake.head")}>
        <Form.Item name="channel" label={t("customs.form.channel")}>
          <ChannelChoice onExport={() => form.setFieldValue("direction", "export")} />
        </Form.Item>
        <Fields fields={direction === "export" ? [...TRADE_HEAD, ORDER_TYPE] : TRADE_HEAD} />
        <h4>{t("customs.form.platform")}</h4>
        <Fields path={["platform"]} fields={ZONE_FIRM} />
        <Form.Item name="parts" label={t("customs.intake.parts")}>
          <Checkbox.Group options={PARTS.map((part) => ({ value: part, label: t(`words.documentKind.${part}`) }))} />
        </Form.Item>
      </Part>
      {PARTS.filter((part) => parts.includes(part)).map((part) => (
        <Document key={part} part={part} direction={direction} />
      ))}
    </FormFrame>
  );
};

type ChannelProps = Readonly<{ value?: Channel; onChange?: (channel: Channel) => void; onExport(): void }>;

const ChannelChoice = ({ value, onChange, onExport }: ChannelProps) => {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="chips" role="radiogroup" aria-label={t("customs.form.channel")}>
      {CHANNELS.map((each) => (
        <button
          key={each}
          type="button"
          role="radio"
          className="chip"
          aria-checked={value === each}
          aria-pressed={value === each}
          onClick={() => {
            onChange?.(each);
            if (EXPORTS.has(each)) onExport();
          }}
        >
          {word("channel", each)}
        </button>
      ))}
    </div>
  );
};

const Document = ({ part, direction }: { part: TradePart; direction: Direction }) => {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TradeDraft>();
  const channel = Form.useWatch("channel", form) as Channel | undefined;
  const takesOver = part !== "order";
  return (
    <Part
      title={t(`words.documentKind.${part}`)}
      action={
        takesOver ? (
          <Button size="small" onClick={() => takeOver(part, form)}>
            {t("customs.intake.takeOver")}
          </Button>
        ) : undefined
      }
    >
      {GROUPS_OF[part].map((group, index) =>
        group.only && group.only !== direction ? null : (
          <div key={index}>
            {group.title ? <h4>{t(`customs.form.${group.title}`)}</h4> : null}
            <Fields path={[part, ...group.path]} fields={group.fields} />
          </div>
        ),
      )}
      {part === "order" ? <TradeLines /> : null}
      {part === "list" && channel === BONDED ? (
        <>
          <h4>{t("customs.form.bonded")}</h4>
          <BookField path={["list", "book"]} required />
          <Fields path={["list", "zoneFirm"]} fields={ZONE_FIRM} />
        </>
      ) : null}
    </Part>
  );
};

/** What the order says already is not typed again: 一次录入，多方复用. */
const takeOver = (part: TradePart, form: FormInstance<TradeDraft>): void => {
  const { order = {}, waybill = {} } = form.getFieldsValue(true) as TradeDraft;
  const amount = order.amountPaid ?? amountToPay(order);
  const given: Readonly<Record<string, TradeDraft>> = {
    payment: { payment: { payer: order.buyer, amount, transactionNo: order.payTransactionNo } },
    waybill: { waybill: { consignee: order.consignee, freight: order.freight } },
    list: {
      list: {
        freight: order.freight,
        grossWeightKg: waybill.grossWeightKg,
        packages: waybill.packages,
        billNo: waybill.billNo,
        insuredFee: waybill.insuredFee,
      },
    },
  };
  form.setFieldsValue(given[part] ?? {});
};
