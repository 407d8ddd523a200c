import { DeleteOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useNames } from "../../api/reference.ts";
import { useLook } from "../../ui/look.tsx";
import { useWord } from "../../ui/words.ts";
import type { Tally } from "./tally.ts";

type Props = Readonly<{ tally: Tally; onTally(tally: Tally): void; onSend(): void }>;

export const TallyList = ({ tally, onTally, onSend }: Props) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const change = (key: string, quantity: string): void =>
    onTally(tally.map((line) => (line.key === key ? { ...line, item: { ...line.item, quantity } } : line)));
  return (
    <section className="panel tally">
      <h2>{t("station.tally.title")}</h2>
      <p className="soft">{t(tally.length === 0 ? "station.tally.empty" : "station.tally.hint")}</p>
      <ul>
        {tally.map(({ key, item }) => (
          <li key={key}>
            <span className="fleet-name">
              <b>{names.product(item.gtin)}</b>
              <span className="small soft mono">{[item.gtin, item.batch, item.serial].filter(Boolean).join(" · ")}</span>
            </span>
            <Input
              size="large"
              className="tally-quantity num"
              inputMode="decimal"
              value={item.quantity}
              disabled={item.serial !== undefined}
              aria-label={t("station.quantityOf", { name: names.product(item.gtin) })}
              onChange={(event) => change(key, event.target.value)}
            />
            <span className="soft">{word("uom", item.uom)}</span>
            <Button
              size="large"
              icon={<DeleteOutlined />}
              aria-label={t("station.tally.remove", { name: names.product(item.gtin) })}
              onClick={() => onTally(tally.filter((line) => line.key !== key))}
            />
          </li>
        ))}
      </ul>
      <Button size="large" type="primary" block onClick={onSend}>
        {t("station.tally.send", { count: tally.length })}
      </Button>
    </section>
  );
};
