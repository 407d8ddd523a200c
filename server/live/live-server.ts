import type { Server as HttpServer, IncomingMessage } from "node:http";
import { Server, type Socket } from "socket.io";
import type { z } from "zod";
import { hello, LIVE_PATH, look, view } from "#wire/live-protocol.ts";
import { canAnywhere, type Subject } from "../domain/access/can.ts";
import { isOwnOrigin } from "../domain/access/own-origin.ts";
import type { LiveFeed } from "../usecases/live-feed.ts";
import type { Log, WorldClock } from "../usecases/ports.ts";
import type { Sessions } from "../usecases/sessions.ts";
import type { LiveFix } from "../usecases/tracking-ports.ts";
import { Broadcaster, type LiveChange } from "./broadcaster.ts";
import { TICK_MS } from "./frame-gate.ts";
import { changeFor, LiveClient } from "./live-client.ts";
import { MovingWorld } from "./moving-world.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";

/**
 * The door for browsers that watch: socket.io at /live, over WebSocket alone, so that several servers need no sticky
 * sessions. A foreign origin is turned away before the upgrade, and who has no session before the first word. Rooms are
 * derived here from the session; a client names no more than a viewport or a unit. Every word of a client is parsed and
 * its number limited.
 */
/** What a client says fits into a few hundred bytes. */
const MESSAGE_BYTES_MAX = 64 * 1024;
/** A socket that has not said who it is by then is closed. */
const CONNECT_TIMEOUT_MS = 5_000;
/** A right that is withdrawn ends here at the latest. */
const RECHECK_MS = 60_000;
/** Fixes that other servers took in are read with an overlap; a repeat changes nothing. */
const OTHER_FIXES_MS = 1_000;
const OTHER_FIXES_OVERLAP_MS = 5_000;

const LIMITS = {
  // A map that is dragged says its view a few times a second.
  view: { burst: 20, perSecond: 8 },
  look: { burst: 10, perSecond: 4 },
  // A snapshot is the dearest answer there is.
  hello: { burst: 5, perSecond: 0.5 },
} as const satisfies Record<string, RateLimit>;

export type LiveOptions = Readonly<{
  httpServer: HttpServer;
  findSession: Sessions["findSession"];
  feed: LiveFeed;
  clock: WorldClock;
  log: Log;
  /** Origins beside the server's own host, such as PUBLIC_URL. */
  ownOrigins?: readonly string[];
  /** Whether other servers take in fixes too: theirs are then read from the database. */
  hasOtherServers?: boolean;
  recheckMs?: number;
}>;

export type Live = Readonly<{
  /** A commit was made in this process. */
  nudge(): void;
  publishFixes(fixes: readonly LiveFix[]): void;
  /** Units that master data has made or changed. */
  unitsChanged(units: readonly string[]): void;
  /** The user has signed out or is disabled. */
  sessionEnded(user: string): void;
  stats(): Readonly<{ clients: number; frames: number; fixes: number; changes: number }>;
  stop(): Promise<void>;
}>;

export const createLive = async (options: LiveOptions): Promise<Live> => {
  const server = new LiveServer(options);
  await server.start();
  return {
    nudge: () => server.broadcaster.nudge(),
    publishFixes: (fixes) => server.publishFixes(fixes),
    unitsChanged: (units) => server.broadcaster.unitsChanged(units),
    sessionEnded: (user) => server.endSessions(user),
    stats: () => ({ clients: server.clients.size, ...server.counts }),
    stop: () => server.stop(),
  };
};

class LiveServer {
  readonly broadcaster: Broadcaster;
  readonly clients = new Set<LiveClient>();
  readonly counts = { frames: 0, fixes: 0, changes: 0 };
  readonly #options: LiveOptions;
  readonly #io: Server;
  readonly #world = new MovingWorld();
  readonly #admitted = new WeakMap<Socket, Subject>();
  readonly #timers: NodeJS.Timeout[] = [];
  #stopping = false;
  #tick = 0;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.broadcaster = new Broadcaster({
      feed: options.feed,
      log: options.log,
      hasListeners: () => [...this.clients].some((client) => client.listens),
      onChange: (change) => this.#tell(change),
      onJump: () => this.clients.forEach((client) => client.listens && this.#hello(client)),
    });
    this.#io = new Server(options.httpServer, {
      path: LIVE_PATH,
      transports: ["websocket"],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: MESSAGE_BYTES_MAX,
      connectTimeout: CONNECT_TIMEOUT_MS,
      allowRequest: (request, answer) => answer(null, this.#isOwn(request)),
    });
    this.#io.use((socket, next) => {
      this.#admit(socket).then(next, (error: unknown) => {
        options.log.warn({ error: String(error) }, "a session could not be looked up");
        next(new Error("unavailable"));
      });
    });
    this.#io.on("connection", (socket) => this.#welcome(socket));
  }

  async start(): Promise<void> {
    this.publishFixes(await this.#options.feed.listFixes());
    await this.broadcaster.start();
    this.#timers.push(setInterval(() => this.#sendFrames(), TICK_MS));
    this.#every(this.#options.recheckMs ?? RECHECK_MS, () => this.#recheckSessions());
    if (this.#options.hasOtherServers) this.#every(OTHER_FIXES_MS, () => this.#readOtherFixes());
  }

  publishFixes(fixes: readonly LiveFix[]): void {
    const strangers = this.#world.publish(fixes);
    if (this.clients.size > 0) this.broadcaster.unitsChanged(strangers);
  }

  endSessions(user: string): void {
    for (const { subject, socket } of this.clients) if (subject.kind === "user" && subject.user === user) socket.disconnect(true);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#timers.forEach((timer) => clearInterval(timer));
    await this.broadcaster.stop();
    this.#io.disconnectSockets(true);
    // The HTTP server is not ours to close, as `io.close()` would.
    this.#io.engine.close();
  }

  #isOwn({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    const secFetchSite = headers["sec-fetch-site"];
    const signs = { origin, host, secFetchSite: typeof secFetchSite === "string" ? secFetchSite : undefined };
    return !this.#stopping && isOwnOrigin(signs, this.#options.ownOrigins);
  }

  async #admit(socket: Socket): Promise<Error | undefined> {
    const subject = await this.#options.findSession(socket.request.headers);
    if (!subject || !canAnywhere(subject, "live.listen")) return new Error("unauthorized");
    this.#admitted.set(socket, subject);
    return undefined;
  }

  #welcome(socket: Socket): void {
    const { broadcaster, clients } = this;
    const subject = this.#admitted.get(socket);
    if (!subject) throw new Error("a socket came in without having been admitted");
    const client = new LiveClient({ socket, subject, broadcaster, world: this.#world, clock: () => this.#options.clock.state() });
    clients.add(client);
    socket.on("disconnect", () => clients.delete(client));
    hear(socket, "hello", { schema: hello, limit: LIMITS.hello, take: () => this.#hello(client) });
    hear(socket, "view", { schema: view, limit: LIMITS.view, take: (said) => client.setView(said) });
    hear(socket, "look", { schema: look, limit: LIMITS.look, take: (said) => client.setLooked(said.unit ?? undefined) });
  }

  #hello(client: LiveClient): void {
    client.hello().catch((error: unknown) => {
      this.#options.log.warn({ error: String(error) }, "a snapshot could not be read");
      client.socket.disconnect(true);
    });
  }

  #tell(change: LiveChange): void {
    const scopes = new Map<string, LiveClient["scope"]>();
    for (const client of this.clients) {
      client.stepAsideIfSlow();
      scopes.set(client.scope.room, client.scope);
    }
    for (const [room, scope] of scopes) this.#io.to(room).emit("change", changeFor(scope, change));
    this.counts.changes += 1;
  }

  #sendFrames(): void {
    this.#tick += 1;
    const now = { wallMs: performance.now(), worldMs: this.#options.clock.nowMs() };
    for (const client of this.clients) {
      const sent = client.tick(this.#tick, now);
      if (sent > 0) this.counts.frames += 1;
      this.counts.fixes += sent;
    }
  }

  async #recheckSessions(): Promise<void> {
    for (const client of this.clients) {
      const subject = await this.#options.findSession(client.socket.request.headers);
      if (subject && canAnywhere(subject, "live.listen")) await client.reconsider(subject);
      else client.socket.disconnect(true);
    }
  }

  async #readOtherFixes(): Promise<void> {
    if (this.clients.size === 0) return;
    const { clock, feed } = this.#options;
    this.publishFixes(await feed.listFixes(clock.nowMs() - OTHER_FIXES_OVERLAP_MS * clock.rate));
  }

  #every(delayMs: number, work: () => Promise<void>): void {
    let busy = false;
    const run = (): void => {
      if (busy) return;
      busy = true;
      work()
        .catch((error: unknown) => this.#options.log.warn({ error: String(error) }, "the live line could not look after itself"))
        .finally(() => (busy = false));
    };
    this.#timers.push(setInterval(run, delayMs));
  }
}

type Hearing<Schema extends z.ZodType> = Readonly<{ schema: Schema; limit: RateLimit; take: (said: z.infer<Schema>) => void }>;

/** What does not parse, or comes too fast, is dropped: a client that means well says it again. */
const hear = <Schema extends z.ZodType>(socket: Socket, event: string, { schema, limit, take }: Hearing<Schema>): void => {
  const mayPass = createRateLimit(limit);
  socket.on(event, (said: unknown) => {
    if (!mayPass(performance.now())) return;
    const parsed = schema.safeParse(said);
    if (parsed.success) take(parsed.data);
  });
};
