import { z } from "zod";
import {
  bookLineAnswer,
  bookLinesQuery,
  bookSummary,
  booksQuery,
  bookTransferRow,
  bookTransfersQuery,
  twinAnswer,
  twinCellLine,
  twinCellQuery,
  twinQuery,
} from "#wire/customs-books.ts";
import { rows } from "#wire/http-api.ts";
import { name } from "#wire/text.ts";
import type { Subject } from "../../domain/access/can.ts";
import type { HttpPorts } from "../http-ports.ts";
import { define, type Route } from "../route.ts";
import { mutable, notFound, requireSight, V1 } from "./parts.ts";

const GROUP = "Customs books";
export const bookPath = z.object({ book: name });
const linePath = bookPath.extend({ line: z.coerce.number().int().min(1).max(99_999_999) });

const requireBook = async ({ customs }: HttpPorts, subject: Subject, book: string): Promise<void> => {
  const found = await customs.books.find(book);
  if (!found) throw notFound("book");
  requireSight(subject, "document.read", found.site, "book");
};

export const customsBookRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/customs/books`,
    summary: "Customs books with what they count by unit, and how many of their lines are not what lies there",
    group: GROUP,
    action: "document.read",
    query: booksQuery,
    answer: rows(bookSummary),
    run: async ({ query, reach }) => mutable(await ports.customs.books.list({ ...query, reach })),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/books/:book/lines`,
    summary: "Lines of a book: formal, pre-credited and pre-deducted quantities beside what lies there",
    group: GROUP,
    action: "document.read",
    params: bookPath,
    query: bookLinesQuery,
    answer: rows(bookLineAnswer),
    refusals: { 404: "there is no such book" },
    run: async ({ subject, params, query }) => {
      await requireBook(ports, subject, params.book);
      return mutable(await ports.customs.books.listLines(params.book, query));
    },
  }),
  define({
    method: "GET",
    path: `${V1}/customs/books/:book/lines/:line/transfers`,
    summary: "Every transfer behind the numbers of a line, newest first, with what they came to",
    group: GROUP,
    action: "document.read",
    params: linePath,
    query: bookTransfersQuery,
    answer: rows(bookTransferRow),
    refusals: { 404: "there is no such book" },
    run: async ({ subject, params, query }) => {
      await requireBook(ports, subject, params.book);
      return mutable(await ports.customs.books.listTransfers(params.book, params.line, query));
    },
  }),
  define({
    method: "GET",
    path: `${V1}/customs/twin`,
    summary: "Every cell of a warehouse with the states of its goods: 非保税, 保税, 核注申请中, 核放申请中, 已核销",
    group: GROUP,
    action: "document.read",
    query: twinQuery,
    answer: twinAnswer,
    run: async ({ query }) => ports.customs.twin.find(query),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/twin/cell`,
    summary: "The goods of one cell by state, with the documents that put them in it",
    group: GROUP,
    action: "document.read",
    query: twinCellQuery,
    answer: rows(twinCellLine),
    run: async ({ query }) => mutable(await ports.customs.twin.listCell(query)),
  }),
];
