import { AudioMutedOutlined, CameraOutlined, SoundOutlined, SwapOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceRow } from "#wire/http-api.ts";
import type { Step } from "#wire/words.ts";
import { useNames } from "../../api/reference.ts";
import { useLook } from "../../ui/look.tsx";
import { LoadingState } from "../../ui/states.tsx";
import { useWord } from "../../ui/words.ts";
import { ContextFields } from "./context-fields.tsx";
import { Feedback } from "./feedback.tsx";
import { ScanFeed } from "./scan-feed.tsx";
import { TallyList } from "./tally-list.tsx";
import { useScanning } from "./use-scanning.ts";
import { useWedge } from "./use-wedge.ts";

const CameraReader = lazy(async () => ({ default: (await import("./camera-reader.tsx")).CameraReader }));
const MUTED_UNDER = "entrepot.station.muted";

type Props = Readonly<{ device: DeviceRow; step: Step; onDevice(): void; onStep(): void }>;

/** The scanning screen itself: where, what with, the last result as large as it gets, then everything before it. */
export const Workbench = ({ device, step, onDevice, onStep }: Props) => {
  const { t } = useTranslation();
  const [muted, setMuted] = useState(() => localStorage.getItem(MUTED_UNDER) === "1");
  const [camera, setCamera] = useState(false);
  const [modal, setModal] = useState(false);
  const scanning = useScanning(device, step, muted);
  useWedge(scanning.scan, modal || !scanning.ready);
  const mute = (): void => {
    localStorage.setItem(MUTED_UNDER, muted ? "0" : "1");
    setMuted(!muted);
  };
  if (!scanning.ready) return <LoadingState rows={6} />;
  return (
    <div className="bench">
      <BenchHead device={device} step={step} onDevice={onDevice} onStep={onStep}>
        <Button
          size="large"
          icon={muted ? <AudioMutedOutlined /> : <SoundOutlined />}
          aria-pressed={!muted}
          aria-label={t("station.sound")}
          title={t("station.sound")}
          onClick={mute}
        />
        <Button
          size="large"
          icon={<CameraOutlined />}
          aria-pressed={camera}
          aria-label={t("station.camera")}
          onClick={() => setCamera(!camera)}
        >
          <span className="bench-word">{t("station.camera")}</span>
        </Button>
      </BenchHead>
      {camera ? (
        <Suspense fallback={<LoadingState rows={3} />}>
          <CameraReader onCode={scanning.scan} onClose={() => setCamera(false)} />
        </Suspense>
      ) : null}
      <Feedback
        notice={scanning.notice}
        record={scanning.station.records[0]}
        lacks={scanning.lacks}
        step={step}
        sender={scanning.station.sender}
      />
      <ContextFields site={device.site} needs={scanning.needs} context={scanning.context} onContext={scanning.setContext} />
      <TypedCode onCode={scanning.scan} onBare={scanning.needs.bare && !scanning.needs.tally ? scanning.sendBare : undefined} />
      {scanning.needs.tally ? <TallyList tally={scanning.tally} onTally={scanning.setTally} onSend={scanning.sendTally} /> : null}
      <ScanFeed station={scanning.station} step={step} onModal={setModal} />
    </div>
  );
};

type HeadProps = Props & Readonly<{ children: React.ReactNode }>;
const BenchHead = ({ device, step, onDevice, onStep, children }: HeadProps) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  return (
    <header className="bench-head">
      <div className="bench-title">
        <h1>{word("step", step)}</h1>
        <span className="soft">
          {names.site(device.site)} · {device.device}
        </span>
      </div>
      <div className="bench-acts">
        <Button size="large" icon={<SwapOutlined />} onClick={onStep}>
          {t("station.changeStep")}
        </Button>
        <Button size="large" onClick={onDevice}>
          {t("station.changeDevice")}
        </Button>
        {children}
      </div>
    </header>
  );
};

const TypedCode = ({ onCode, onBare }: { onCode: (code: string) => void; onBare: (() => void) | undefined }) => {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const send = (): void => {
    const code = text.trim();
    if (code === "") return;
    setText("");
    onCode(code);
  };
  return (
    <form
      className="typed"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Input
        size="large"
        value={text}
        placeholder={t("station.typeCode")}
        aria-label={t("station.typeCode")}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="send"
        onChange={(event) => setText(event.target.value)}
      />
      <Button size="large" type="primary" htmlType="submit" disabled={text.trim() === ""}>
        {t("station.enter")}
      </Button>
      {onBare ? (
        <Button size="large" onClick={onBare}>
          {t("station.sendBare")}
        </Button>
      ) : null}
    </form>
  );
};
