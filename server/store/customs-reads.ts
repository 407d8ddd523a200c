import type pg from "pg";
import type { CustomsViews } from "../usecases/customs/read-models.ts";
import { createBookReads } from "./customs-reads-books.ts";
import { createDifferenceLineReads } from "./customs-reads-differences.ts";
import { createObligationReads, createReportReads, createTariffReads } from "./customs-reads-desk.ts";
import { findDocument, findPhoto, locateDocument } from "./customs-reads-document.ts";
import { listDocuments, listReceipts } from "./customs-reads-documents.ts";
import { createGateReads } from "./customs-reads-gate.ts";
import { createMessageReads } from "./customs-reads-messages.ts";
import { createTwinReads } from "./customs-reads-twin.ts";

/** All that the screens and clients of the customs half are shown. `now`: the world's time. */
export const createCustomsViews = (pool: pg.Pool, now: () => number): CustomsViews => ({
  documents: {
    list: (filter) => listDocuments(pool, filter),
    find: (number, kind, reach) => findDocument(pool, number, kind, reach),
    locate: (number, kind) => locateDocument(pool, number, kind),
    listReceipts: (filter) => listReceipts(pool, filter),
    findPhoto: (number, photo, reach) => findPhoto(pool, number, photo, reach),
  },
  messages: createMessageReads(pool),
  books: createBookReads(pool),
  differences: createDifferenceLineReads(pool),
  twin: createTwinReads(pool, now),
  obligations: createObligationReads(pool),
  gate: createGateReads(pool),
  reports: createReportReads(pool),
  tariff: createTariffReads(pool),
});
