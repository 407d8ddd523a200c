import type pg from "pg";
import type { Log, WorldClock } from "../usecases/ports.ts";
import { createAudit, createIdempotency, createKeys } from "./access.ts";
import { createCustomsViews } from "./customs-reads.ts";
import { createDevices } from "./devices.ts";
import { createInvariants } from "./invariants.ts";
import { createJournalReads } from "./journal-reads.ts";
import { createMasterDataReads } from "./master-data-reads.ts";
import { createMasterDataWrites } from "./master-data.ts";
import { createPeople } from "./people.ts";
import { createPrisma } from "./prisma.ts";
import { createStockReads } from "./stock-reads.ts";
import { createTraceReads } from "./trace-reads.ts";
import { createAlarmReads, createDifferenceReads, createReleaseReads } from "./worklist-reads.ts";

const SWEEP_INTERVAL_MS = 3_600_000;

export type ReadSideOptions = Readonly<{ pool: pg.Pool; clock: WorldClock; log: Log }>;

/** All that the HTTP door asks of the database, but what books and tracking own. */
export const createReadSide = ({ pool, clock, log }: ReadSideOptions) => {
  const prisma = createPrisma(pool);
  // Its first query compiles its engine for half a second: not while somebody waits.
  prisma.site.count().catch((error: unknown) => log.warn({ error: String(error) }, "the database did not answer its first question"));
  const idempotency = createIdempotency(pool);
  const invariants = createInvariants({ pool, log, now: () => new Date() });
  const sweeping = setInterval(() => {
    idempotency.sweep().catch((error: unknown) => log.warn({ error: String(error) }, "old answers could not be swept"));
  }, SWEEP_INTERVAL_MS);
  sweeping.unref();
  return {
    masterData: { ...createMasterDataReads(prisma), ...createMasterDataWrites(pool, clock) },
    devices: createDevices({ pool, prisma, now: () => new Date(clock.nowMs()) }),
    journal: createJournalReads(pool),
    stock: createStockReads(pool),
    trace: createTraceReads(pool),
    differenceReads: createDifferenceReads(pool),
    releaseReads: createReleaseReads(pool),
    alarmReads: createAlarmReads(pool),
    customs: createCustomsViews(pool, () => clock.nowMs()),
    keys: createKeys(pool),
    people: createPeople(pool, prisma),
    audit: createAudit(prisma),
    idempotency,
    invariants,
    stop: async (): Promise<void> => {
      clearInterval(sweeping);
      await invariants.stop();
      await prisma.$disconnect();
    },
  };
};
