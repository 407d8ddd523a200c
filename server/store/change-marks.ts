import type pg from "pg";

/**
 * What this server holds in memory and another may change: the mark is asked for every few seconds, and what it stands
 * for is read again when it has moved. The first question always finds it moved: nobody knows what came since the start.
 */
type Mark = "devices" | "master_data";

const INTERVAL_MS = 2_000;

type MarkWatch = Readonly<{ stop(): Promise<void> }>;

type MarkOptions = Readonly<{
  pool: pg.Pool;
  mark: Mark;
  /** When it fails, it is called again at the next question. */
  onMoved: () => Promise<void>;
  onFault: (fault: unknown) => void;
}>;

export const watchMark = ({ pool, mark, onMoved, onFault }: MarkOptions): MarkWatch => {
  let seen: string | undefined;
  let running: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const { rows } = await pool.query<{ version: string }>("SELECT version FROM change_mark WHERE mark = $1", [mark]);
    const version = rows[0]?.version;
    if (version === seen) return;
    await onMoved();
    seen = version;
  };
  const timer = setInterval(() => {
    running ??= look()
      .catch(onFault)
      .finally(() => (running = undefined));
  }, INTERVAL_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};

/** Inside the transaction that changes it, so that whoever sees the new number sees the change. */
export const moveMark = async (client: pg.PoolClient, mark: Mark): Promise<void> => {
  await client.query("UPDATE change_mark SET version = version + 1 WHERE mark = $1", [mark]);
};
