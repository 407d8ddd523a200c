import { z } from "zod";
import { documentAnswer, documentQuery, documentRow, documentsQuery, receiptRow, receiptsQuery } from "#wire/customs-documents.ts";
import { rows } from "#wire/http-api.ts";
import { text } from "#wire/text.ts";
import type { HttpPorts } from "../http-ports.ts";
import { Answer, define, type Route } from "../route.ts";
import { entryNumber, mutable, notFound, V1 } from "./parts.ts";

const GROUP = "Customs documents";
export const documentPath = z.object({ number: text(128) });

export const customsDocumentRoutes = ({ customs }: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/customs/documents`,
    summary:
      "Documents of all kinds and channels, the last changed first, each with what it still lacks; `q`: the beginning of a number or a plate",
    group: GROUP,
    action: "document.read",
    query: documentsQuery,
    answer: rows(documentRow),
    run: async ({ query, reach }) => mutable(await customs.documents.list({ ...query, reach })),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/documents/:number`,
    summary:
      "A document by any number it has: lines, timeline, receipts, messages, what it is linked to, matching, what is owed. People are masked",
    group: GROUP,
    action: "document.read",
    params: documentPath,
    query: documentQuery,
    answer: documentAnswer,
    refusals: { 404: "there is no such document" },
    run: async ({ params, query, reach }) => {
      const found = await customs.documents.find(params.number, query.kind, reach);
      if (!found) throw notFound("document");
      return found;
    },
  }),
  define({
    method: "GET",
    path: `${V1}/customs/receipts`,
    summary: "What customs answered, in the order of arrival",
    group: GROUP,
    action: "document.read",
    query: receiptsQuery,
    answer: rows(receiptRow),
    run: async ({ query, reach }) => mutable(await customs.documents.listReceipts({ ...query, reach })),
  }),
  define({
    method: "GET",
    path: `${V1}/customs/inspections/:number/photos/:photo`,
    summary: "A photograph of an inspection",
    group: GROUP,
    action: "document.read",
    params: documentPath.extend({ photo: entryNumber }),
    refusals: { 404: "there is no such photograph" },
    run: async ({ params, reach }) => {
      const photo = await customs.documents.findPhoto(params.number, params.photo, reach);
      if (!photo) throw notFound("photograph");
      return new Answer(200, photo.bytes, { type: photo.mediaType, headers: { "x-content-type-options": "nosniff" } });
    },
  }),
];
