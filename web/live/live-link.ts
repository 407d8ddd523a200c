import { io, type Socket } from "socket.io-client";
import { LIVE_PATH, type View } from "#wire/live-protocol.ts";
import type { LiveStore } from "./live-store.ts";

/**
 * The socket: `hello` when it opens, `view` when the map has moved, each frame acknowledged once it is taken, `hello`
 * again after a gap. Silence is a fault too: a line that says nothing for a while is called stale.
 */
export type LiveLink = Readonly<{ view(view: View): void; look(unit: string | null): void; stop(): void }>;

/** The server speaks at least every few seconds (frames, or changes); twice its slowest rhythm is silence. */
const SILENT_AFTER_MS = 12_000;
const WATCH_EVERY_MS = 1_000;
const VIEW_EVERY_MS = 250;
const AGAIN_AFTER_REFUSAL_MS = 3_000;

export const openLiveLink = (store: LiveStore, onRefused: () => void): LiveLink => {
  const socket = io({ path: LIVE_PATH, transports: ["websocket"], reconnectionDelay: 500, reconnectionDelayMax: 5_000 });
  const said = remember(socket);
  const hello = (): void => void socket.emit("hello", {});
  socket.on("connect", () => {
    store.event("opened");
    hello();
    said.again();
  });
  let again: ReturnType<typeof setTimeout> | undefined;
  socket.on("connect_error", () => {
    store.event("closed");
    // An unreachable server is tried again by the socket itself; one that says no is not, and may only be busy starting.
    if (socket.active) return;
    onRefused();
    clearTimeout(again);
    again = setTimeout(() => socket.connect(), AGAIN_AFTER_REFUSAL_MS);
  });
  socket.on("disconnect", (reason) => {
    store.event("closed");
    if (reason === "io server disconnect") socket.connect();
  });
  socket.on("snapshot", (message: unknown) => void store.takeSnapshot(message));
  socket.on("change", (message: unknown) => {
    if (store.takeChange(message) === "gap") hello();
  });
  socket.on("frame", (message: unknown, done?: () => void) => {
    store.takeFrame(message);
    done?.();
  });
  const stopWatch = watchSilence(store);
  return {
    ...said,
    stop: () => {
      clearTimeout(again);
      stopWatch();
      said.stop();
      socket.close();
    },
  };
};

const watchSilence = (store: LiveStore): (() => void) => {
  const timer = setInterval(() => {
    const { heardAtMs, status } = store.state();
    if (status === "live" && heardAtMs !== undefined && performance.now() - heardAtMs > SILENT_AFTER_MS) store.event("silent");
  }, WATCH_EVERY_MS);
  return () => clearInterval(timer);
};

/** The last view and the last look are said again after a reconnect; a moving map says its view a few times a second at most. */
const remember = (socket: Socket): Readonly<{ view(view: View): void; look(unit: string | null): void; again(): void; stop(): void }> => {
  let view: View | undefined;
  let unit: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sayView = (): void => {
    timer = undefined;
    if (view && socket.connected) socket.emit("view", view);
  };
  return {
    view: (next) => {
      view = next;
      timer ??= setTimeout(sayView, VIEW_EVERY_MS);
    },
    look: (next) => {
      unit = next;
      if (socket.connected) socket.emit("look", { unit });
    },
    again: () => {
      sayView();
      if (unit !== null) socket.emit("look", { unit });
    },
    stop: () => clearTimeout(timer),
  };
};
