import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import wasmAddress from "zxing-wasm/reader/zxing_reader.wasm?url";

/** Reads codes by the camera. The decoder is served by our own server, and only fetched when this opens. */
const EVERY_MS = 150;
/** The same code held before the lens is one scan, until it has been out of sight this long. */
const AGAIN_AFTER_MS = 2_000;
const FORMATS = ["code_128", "data_matrix", "qr_code", "ean_13", "ean_8", "upc_a", "itf", "databar", "databar_expanded"] as const;

prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasmAddress : prefix + path) } });

type Props = Readonly<{ onCode(code: string): void; onClose(): void }>;

export const CameraReader = ({ onCode, onClose }: Props) => {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [fault, setFault] = useState<string>();
  const latest = useRef(onCode);
  useEffect(() => {
    latest.current = onCode;
  });
  useEffect(() => {
    const stopped = new AbortController();
    watch(video, (code) => latest.current(code), stopped.signal).catch((error: unknown) => setFault(faultOf(error)));
    return () => stopped.abort();
  }, []);
  return (
    <section className="camera panel" aria-label={t("station.camera")}>
      {fault ? <p role="alert">{t(`station.cameraFault.${fault}`)}</p> : <video ref={video} muted playsInline />}
      <Button size="large" onClick={onClose}>
        {t("common.close")}
      </Button>
    </section>
  );
};

const faultOf = (error: unknown): string => {
  if (!navigator.mediaDevices) return "insecure";
  const name = error instanceof Error ? error.name : "";
  return name === "NotAllowedError" ? "denied" : name === "NotFoundError" ? "none" : "other";
};

const watch = async (
  video: React.RefObject<HTMLVideoElement | null>,
  onCode: (code: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  signal.addEventListener("abort", () => {
    for (const track of stream.getTracks()) track.stop();
  });
  if (!video.current || signal.aborted) {
    for (const track of stream.getTracks()) track.stop();
    return;
  }
  video.current.srcObject = stream;
  await video.current.play();
  const detector = new BarcodeDetector({ formats: [...FORMATS] });
  const seen = new Map<string, number>();
  while (!signal.aborted && video.current) {
    for (const { rawValue } of await detector.detect(video.current).catch(() => [])) {
      const before = seen.get(rawValue) ?? Number.NEGATIVE_INFINITY;
      seen.set(rawValue, performance.now());
      if (rawValue !== "" && performance.now() - before > AGAIN_AFTER_MS) onCode(rawValue);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
};
