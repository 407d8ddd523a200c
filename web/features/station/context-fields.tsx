import { Input, Select, Segmented } from "antd";
import { useMemo, type Dispatch, type SetStateAction } from "react";
import { useTranslation } from "react-i18next";
import { hold, regime, type Hold, type Regime } from "#wire/words.ts";
import { useLocations } from "../../api/reference.ts";
import { useLive } from "../../live/use-live.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { useWord } from "../../ui/words.ts";
import type { Context } from "./scan-message.ts";
import type { PlaceField, StepNeeds } from "./steps.ts";

/** Where and with what: filled by scanning places, or by hand. The field that the next place's barcode fills is marked. */
type Props = Readonly<{ site: string; needs: StepNeeds; context: Context; onContext: Dispatch<SetStateAction<Context>> }>;

export const ContextFields = (props: Props) => {
  const { t } = useTranslation();
  const { needs, context, onContext } = props;
  const set = (part: Partial<Context>): void => onContext((before) => ({ ...before, ...part }));
  return (
    <div className="context">
      {needs.places.map((field) => (
        <PlaceChoice key={field} {...props} field={field} />
      ))}
      {needs.parent ? (
        <label className="field context-field" data-empty={!context.parent && needs.parent === "needed"}>
          <span className="label">{t("station.field.parent")}</span>
          <Input
            size="large"
            allowClear
            inputMode="numeric"
            value={context.parent ?? ""}
            placeholder={t("station.scanParent")}
            onChange={(event) => set({ parent: event.target.value.replaceAll(/\D/g, "") || undefined })}
          />
        </label>
      ) : null}
      {needs.hold ? null : (
        <label className="field context-field context-quantity">
          <span className="label">{t("station.field.quantity")}</span>
          <Input
            size="large"
            className="num"
            inputMode="decimal"
            value={context.quantity}
            onFocus={(event) => event.target.select()}
            onChange={(event) => set({ quantity: event.target.value.trim() })}
          />
        </label>
      )}
      {needs.regime ? <RegimeChoice context={context} set={set} /> : null}
      {needs.document ? (
        <label className="field context-field">
          <span className="label">{t("station.field.document")}</span>
          <Input
            size="large"
            maxLength={64}
            value={context.document}
            placeholder={t("common.optional")}
            onChange={(event) => set({ document: event.target.value })}
          />
        </label>
      ) : null}
      {needs.hold ? <HoldChoice context={context} set={set} /> : null}
    </div>
  );
};

const PlaceChoice = ({ site, context, onContext, field, needs }: Props & { field: PlaceField }) => {
  const { t } = useTranslation();
  const word = useWord();
  const { language } = useLook();
  const locations = useLocations(site);
  const units = useLive((state) => state.world.units);
  const vehicles = needs.step === "departing" || needs.step === "arriving" || needs.step === "loading" || needs.step === "unloading";
  const options = useMemo(() => {
    const places = (locations.data ?? [])
      .filter((each) => each.kind !== "vehicle")
      .map((each) => ({ value: each.location, label: `${each.location} · ${word("locationKind", each.kind)}` }));
    const moving = vehicles
      ? [...units.values()].map((unit) => ({ value: unit.unit, label: `${unit.plate ?? unit.unit} · ${inLanguage(unit.name, language)}` }))
      : [];
    return needs.step === "departing" || needs.step === "arriving" ? moving : [...places, ...moving];
  }, [locations.data, units, vehicles, word, language, needs.step]);
  return (
    <label
      className="field context-field"
      data-target={context.target === field}
      data-empty={!context.places[field] && !needs.optionalPlaces?.includes(field)}
    >
      <span className="label">
        {t(`station.field.${field}`)}
        {needs.optionalPlaces?.includes(field) ? ` (${t("common.optional")})` : ""}
        {context.target === field ? ` · ${t("station.scanFills")}` : ""}
      </span>
      <Select
        size="large"
        showSearch
        allowClear
        loading={locations.isPending}
        value={context.places[field] ?? null}
        placeholder={t("station.scanPlace")}
        options={options}
        optionFilterProp="label"
        onFocus={() => onContext((before) => ({ ...before, target: field }))}
        onChange={(value: string | null) =>
          onContext((before) => ({ ...before, places: { ...before.places, [field]: value ?? undefined } }))
        }
      />
    </label>
  );
};

type PartProps = Readonly<{ context: Context; set(part: Partial<Context>): void }>;

const RegimeChoice = ({ context, set }: PartProps) => {
  const { t } = useTranslation();
  const word = useWord();
  const options = regime.options.map((value) => ({ value, label: word("regime", value) }));
  return (
    <label className="field context-field">
      <span className="label">{t("station.field.regime")}</span>
      <Select<Regime>
        size="large"
        allowClear
        value={context.regime ?? null}
        placeholder={t("station.regimeByRule")}
        options={options}
        onChange={(value: Regime | null) => set({ regime: value ?? undefined })}
      />
    </label>
  );
};

const HoldChoice = ({ context, set }: PartProps) => {
  const { t } = useTranslation();
  const word = useWord();
  const holds = hold.options.filter((each) => each !== "none").map((value) => ({ value, label: word("hold", value) }));
  return (
    <>
      <div className="field context-field">
        <span className="label">{t("station.field.act")}</span>
        <Segmented
          size="large"
          value={context.lift ? "lift" : "put"}
          onChange={(value) => set({ lift: value === "lift" })}
          options={[
            { value: "put", label: t("station.hold.put") },
            { value: "lift", label: t("station.hold.lift") },
          ]}
        />
      </div>
      <label className="field context-field">
        <span className="label">{t("station.field.hold")}</span>
        <Select<Hold> size="large" value={context.hold} options={holds} onChange={(value) => set({ hold: value })} />
      </label>
      <label className="field context-field" data-empty={context.reason.trim() === ""}>
        <span className="label">{t("station.field.reason")}</span>
        <Input size="large" maxLength={500} value={context.reason} onChange={(event) => set({ reason: event.target.value })} />
      </label>
    </>
  );
};
