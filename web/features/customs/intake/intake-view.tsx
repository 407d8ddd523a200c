import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { ComponentType } from "react";
import type { Role } from "#wire/words.ts";
import { useSession } from "../../../api/reference.ts";
import { EmptyState } from "../../../ui/states.tsx";
import { DeclarationForm } from "./declaration-form.tsx";
import { AdjustmentForm, ConversionForm, PledgeForm } from "./flow-forms.tsx";
import { InventoryForm } from "./inventory-form.tsx";
import { PassForm } from "./pass-form.tsx";
import { TradeForm } from "./trade-form.tsx";
import { UploadForm } from "./upload-form.tsx";
import "./intake.css";

/** One intake for everything that is filed: six channels in one form, the documents of the book, the rarer flows, and official XML. */
type Form = Readonly<{ key: string; title: string; form: ComponentType; roles: readonly Role[] }>;
const FILERS: readonly Role[] = ["operator", "administrator"];
const SlipForm = () => <InventoryForm initialKind="stock_document" />;

const FORMS: readonly Form[] = [
  { key: "trade", title: "customs.intake.trade", form: TradeForm, roles: FILERS },
  { key: "inventory", title: "words.documentKind.inventory", form: InventoryForm, roles: FILERS },
  { key: "pass", title: "words.documentKind.pass", form: PassForm, roles: FILERS },
  { key: "declaration", title: "words.documentKind.declaration", form: DeclarationForm, roles: FILERS },
  { key: "stock_document", title: "words.documentKind.stock_document", form: SlipForm, roles: FILERS },
  // A message may name any site: it is taken from who works for all of them.
  { key: "upload", title: "customs.intake.upload", form: UploadForm, roles: ["administrator"] },
  { key: "conversion", title: "words.documentKind.conversion", form: ConversionForm, roles: FILERS },
  { key: "adjustment", title: "words.documentKind.adjustment", form: AdjustmentForm, roles: FILERS },
  { key: "pledge", title: "words.documentKind.pledge", form: PledgeForm, roles: FILERS },
];

export const IntakeView = () => {
  const { t } = useTranslation();
  const { key } = useParams();
  const session = useSession();
  const role = session.data?.role;
  const forms = FORMS.filter(({ roles }) => role !== undefined && roles.includes(role));
  const chosen = forms.find((each) => each.key === key);
  if (chosen) {
    const Chosen = chosen.form;
    return <Chosen />;
  }
  if (forms.length === 0) return <EmptyState title={t("customs.intake.notYours")} hint={t("customs.intake.notYoursHint")} />;
  return (
    <>
      <p className="soft customs-lead">{t("customs.intake.lead")}</p>
      <ul className="intake-choices">
        {forms.map((form) => (
          <li key={form.key}>
            <Link className="panel intake-choice" to={`/customs/intake/${form.key}`}>
              <b>{t(form.title)}</b>
              <span className="soft small">{t(`customs.intake.means.${form.key}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
};
