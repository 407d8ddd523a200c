import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Form } from "antd";
import { useTranslation } from "react-i18next";
import { formatQuantity } from "../../../ui/format.ts";
import { Fields } from "./fields.tsx";
import type { TradeDraft } from "./trade-draft.ts";
import { TRADE_LINE } from "./trade-fields.ts";
import { amountToPay, goodsTotal, lineTotal } from "./trade-sums.ts";

/** The goods of an order, and what they come to. Payment, waybill and list take them from here. */
const LINES_MAX = 99;

export const TradeLines = () => {
  const { t } = useTranslation();
  return (
    <>
      <h4>{t("customs.documents.lines")}</h4>
      <Form.List name={["order", "lines"]}>
        {(items, { add, remove }) => (
          <>
            <ol className="goods-lines">
              {items.map(({ key, name }) => (
                <li key={key} className="goods-line">
                  <span className="goods-line-number num" aria-hidden="true">
                    {name + 1}
                  </span>
                  <div>
                    <Fields path={[name]} fields={TRADE_LINE} />
                    <Total at={name} />
                  </div>
                  {items.length > 1 ? (
                    <Button icon={<DeleteOutlined />} aria-label={t("customs.releases.removeLine")} onClick={() => remove(name)} />
                  ) : null}
                </li>
              ))}
            </ol>
            <Button icon={<PlusOutlined />} disabled={items.length >= LINES_MAX} onClick={() => add({})}>
              {t("customs.releases.addLine")}
            </Button>
          </>
        )}
      </Form.List>
      <Sums />
    </>
  );
};

const Total = ({ at }: { at: number }) => {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TradeDraft>();
  const line = Form.useWatch(["order", "lines", at], form);
  const total = line ? lineTotal(line) : undefined;
  if (total === undefined || !line) return null;
  const isOff = Boolean(line.total) && formatQuantity(line.total ?? "") !== formatQuantity(total);
  return <p className={`small num ${isOff ? "late" : "soft"}`}>{t("customs.intake.lineTotal", { total: formatQuantity(total) })}</p>;
};

/** The formula of the order, worked out; one click writes it into the fields. */
const Sums = () => {
  const { t } = useTranslation();
  const form = Form.useFormInstance<TradeDraft>();
  const order = Form.useWatch("order", form) ?? {};
  const goods = goodsTotal(order.lines);
  if (goods === undefined) return null;
  const paid = amountToPay({ ...order, goodsValue: goods });
  return (
    <p className="trade-sums">
      <span className="num">
        {t("customs.intake.sums", { goods: formatQuantity(goods), paid: paid === undefined ? "—" : formatQuantity(paid) })}
      </span>{" "}
      <Button
        size="small"
        onClick={() => {
          form.setFieldValue(["order", "goodsValue"], goods);
          if (paid !== undefined) form.setFieldValue(["order", "amountPaid"], paid);
        }}
      >
        {t("customs.intake.useSums")}
      </Button>
    </p>
  );
};
