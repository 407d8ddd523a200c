/**
 * Prisma on the pool that everything else uses: one set of connections, one role, one limit. It is for ordinary
 * reads and writes of a few rows; what is set-based or locks rows in order is SQL on the same pool.
 */
import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { PrismaClient } from "./generated/client.ts";

export function createPrisma(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
