import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceRow } from "#wire/http-api.ts";
import type { Step } from "#wire/words.ts";
import { listDevices } from "../../api/endpoints.ts";
import { useNames, useSession } from "../../api/reference.ts";
import { useLook } from "../../ui/look.tsx";
import { EmptyState, Loadable } from "../../ui/states.tsx";
import { useWord } from "../../ui/words.ts";
import { STATION_STEPS } from "./steps.ts";
import { Workbench } from "./workbench.tsx";
import "./station.css";

/** For hands in gloves: choose once where one stands and what one does, then only scan. */
const KEPT_UNDER = "entrepot.station";
type Post = Readonly<{ device: string; step: Step | undefined }>;

const keptPost = (): Post | undefined => {
  const kept: unknown = JSON.parse(localStorage.getItem(KEPT_UNDER) ?? "null");
  if (typeof kept !== "object" || kept === null || !("device" in kept) || typeof kept.device !== "string") return undefined;
  const step = "step" in kept ? STATION_STEPS.find((each) => each.step === kept.step)?.step : undefined;
  return { device: kept.device, step };
};

const NO_SITES: readonly string[] = [];
const PAGES_MAX = 40;

/** The stations where this person may work: of their sites, or of all for whoever reaches everywhere. */
const listStations = async (sites: readonly string[], signal: AbortSignal): Promise<readonly DeviceRow[]> => {
  const found: DeviceRow[] = [];
  for (const site of sites.length > 0 ? sites : [undefined]) {
    let after: string | undefined;
    for (let pages = 0; pages < PAGES_MAX; pages++) {
      const page = await listDevices({ site, after }, { signal });
      found.push(...page.rows.filter((device) => device.kind === "station" && device.revokedAt === null));
      if (page.next === null) break;
      after = page.next;
    }
  }
  return found;
};

export const StationPage = () => {
  const session = useSession();
  const sites = session.data?.role === "administrator" ? NO_SITES : (session.data?.sites ?? NO_SITES);
  const query = useQuery({
    queryKey: ["devices", "stations", sites],
    queryFn: ({ signal }) => listStations(sites, signal),
    staleTime: 60_000,
    enabled: session.data !== undefined,
  });
  return (
    <div className="page station">
      <Loadable query={query}>{(devices) => <Chosen devices={devices} />}</Loadable>
    </div>
  );
};

const Chosen = ({ devices }: { devices: readonly DeviceRow[] }) => {
  const { t } = useTranslation();
  const [post, setPost] = useState(keptPost);
  const choose = (next: Post | undefined): void => {
    setPost(next);
    if (next) localStorage.setItem(KEPT_UNDER, JSON.stringify(next));
    else localStorage.removeItem(KEPT_UNDER);
  };
  const device = devices.find((each) => each.device === post?.device);
  if (devices.length === 0) return <EmptyState title={t("station.noStations")} hint={t("station.noStationsHint")} />;
  if (!device)
    return <ChooseDevice devices={devices} onChoose={(chosen) => choose({ device: chosen.device, step: chosen.step ?? undefined })} />;
  if (!post?.step)
    return <ChooseStep device={device} onChoose={(step) => choose({ device: device.device, step })} onBack={() => choose(undefined)} />;
  return (
    <Workbench
      key={`${device.device}/${post.step}`}
      device={device}
      step={post.step}
      onDevice={() => choose(undefined)}
      onStep={() => choose({ device: device.device, step: undefined })}
    />
  );
};

const ChooseDevice = ({ devices, onChoose }: { devices: readonly DeviceRow[]; onChoose: (device: DeviceRow) => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const bySite = useMemo(
    () =>
      [...new Set(devices.map((device) => device.site))].map((site) => [site, devices.filter((device) => device.site === site)] as const),
    [devices],
  );
  return (
    <section>
      <div className="page-head">
        <h1>{t("station.chooseDevice")}</h1>
      </div>
      {bySite.map(([site, own]) => (
        <div key={site} className="choice-group">
          <h2>{names.site(site)}</h2>
          <div className="choices">
            {own.map((device) => (
              <button key={device.device} type="button" className="choice" onClick={() => onChoose(device)}>
                <b>{device.device}</b>
                <span className="soft">
                  {[device.location, device.step ? word("step", device.step) : ""].filter(Boolean).join(" · ") || t("station.anyStep")}
                </span>
              </button>
            ))}
          </div>
        </div>
      ))}
    </section>
  );
};

const ChooseStep = ({ device, onChoose, onBack }: { device: DeviceRow; onChoose: (step: Step) => void; onBack: () => void }) => {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <section>
      <div className="page-head">
        <h1>{t("station.chooseStep")}</h1>
        <button type="button" className="text-button" onClick={onBack}>
          {t("station.otherDevice", { device: device.device })}
        </button>
      </div>
      <div className="choices">
        {STATION_STEPS.map(({ step }) => (
          <button key={step} type="button" className="choice choice-step" onClick={() => onChoose(step)}>
            <b>{word("step", step)}</b>
            <span className="soft small">{t(`station.does.${step}`)}</span>
          </button>
        ))}
      </div>
    </section>
  );
};
