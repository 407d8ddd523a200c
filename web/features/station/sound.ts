/** Tones one can tell apart in a hall without looking, made here: nothing is fetched. A phone also shakes. */
export type Signal = "saved" | "posted" | "refused" | "unsettled" | "place";

type Tone = readonly [hertz: number, startMs: number, lengthMs: number, shape: OscillatorType];
const TONES: Readonly<Record<Signal, readonly Tone[]>> = {
  saved: [[660, 0, 60, "sine"]],
  place: [
    [520, 0, 70, "sine"],
    [780, 80, 70, "sine"],
  ],
  posted: [
    [880, 0, 90, "sine"],
    [1320, 100, 140, "sine"],
  ],
  unsettled: [
    [590, 0, 160, "triangle"],
    [590, 220, 160, "triangle"],
  ],
  refused: [
    [190, 0, 260, "square"],
    [150, 300, 380, "square"],
  ],
};
const SHAKES: Readonly<Record<Signal, number | number[]>> = {
  saved: 15,
  place: 25,
  posted: 40,
  unsettled: [80, 60, 80],
  refused: [200, 80, 300],
};
const LOUDNESS = 0.18;

let context: AudioContext | undefined;

export const sound = (signal: Signal, quiet: boolean): void => {
  if (typeof navigator.vibrate === "function") navigator.vibrate(SHAKES[signal]);
  if (quiet) return;
  try {
    context ??= new AudioContext();
    void context.resume();
    for (const [hertz, startMs, lengthMs, shape] of TONES[signal]) tone(context, { hertz, startMs, lengthMs, shape });
  } catch {
    // No sound device: colour, sign and words say it too.
  }
};

const tone = (
  audio: AudioContext,
  { hertz, startMs, lengthMs, shape }: { hertz: number; startMs: number; lengthMs: number; shape: OscillatorType },
): void => {
  const start = audio.currentTime + startMs / 1000;
  const end = start + lengthMs / 1000;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.type = shape;
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(LOUDNESS, start + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.0001, end);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(end + 0.02);
};
