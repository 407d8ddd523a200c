import type { z } from "zod";
import { bookLineAnswer, bookSummary, bookTransferRow, twinAnswer, twinCellLine } from "#wire/customs-books.ts";
import {
  differenceLine,
  gateAnswer,
  obligationRow,
  reportAnswer,
  reportBody,
  reportRow,
  settingRow,
  tariffImported,
  tariffRow,
  type writeOffBody,
} from "#wire/customs-desk.ts";
import {
  documentAnswer,
  documentRow,
  messageAnswer,
  messageRow,
  outboxRow,
  type MessageAnswer,
  type outboxBody,
} from "#wire/customs-documents.ts";
import { filingAnswer, type FilingAnswer } from "#wire/customs-filings.ts";
import {
  photoAnswer,
  type admissionBody,
  type decisionBody,
  type inspectionResultBody,
  type pledgeReleaseBody,
} from "#wire/customs-flows.ts";
import type { DocumentKind } from "#wire/customs-words.ts";
import { rows } from "#wire/http-api.ts";
import { get, post, postBytes, type Query } from "./request.ts";

/** Every call of the customs half that the screens make, one line each. */
type Signal = { signal?: AbortSignal | undefined };
const ROOT = "/customs";
const part = encodeURIComponent;

export const listDocuments = (query: Query, o: Signal = {}) => get(`${ROOT}/documents`, rows(documentRow), { ...o, query });
export const getDocument = (number: string, kind: DocumentKind | undefined, o: Signal = {}) =>
  get(`${ROOT}/documents/${part(number)}`, documentAnswer, { ...o, query: { kind } });
export const listMessages = (query: Query, o: Signal = {}) => get(`${ROOT}/messages`, rows(messageRow), { ...o, query });
export const listOutbox = (query: Query, o: Signal = {}) => get(`${ROOT}/outbox`, rows(outboxRow), { ...o, query });
/** What waits to go to customs, as it is carried there by hand. */
export const outboxAddress = (message: number): string => `/api/v1${ROOT}/outbox/${message}/bytes`;
export const markCarried = (message: number, body: z.infer<typeof outboxBody>) => post(`${ROOT}/outbox/${message}`, outboxRow, { body });
/** Where a message is fetched as it came, byte by byte; who reads it is written down. */
export const messageAddress = (message: number): string => `/api/v1${ROOT}/messages/${message}/bytes`;
export const photoAddress = (inspection: string, photo: number): string => `/api/v1${ROOT}/inspections/${part(inspection)}/photos/${photo}`;

export const listBooks = (query: Query, o: Signal = {}) => get(`${ROOT}/books`, rows(bookSummary), { ...o, query });
export const listBookLines = (book: string, query: Query, o: Signal = {}) =>
  get(`${ROOT}/books/${part(book)}/lines`, rows(bookLineAnswer), { ...o, query });
export const listBookTransfers = (book: string, line: number, query: Query, o: Signal = {}) =>
  get(`${ROOT}/books/${part(book)}/lines/${line}/transfers`, rows(bookTransferRow), { ...o, query });

export const getTwin = (query: Query, o: Signal = {}) => get(`${ROOT}/twin`, twinAnswer, { ...o, query });
export const listTwinCell = (query: Query, o: Signal = {}) => get(`${ROOT}/twin/cell`, rows(twinCellLine), { ...o, query });

export const listDifferenceLines = (query: Query, o: Signal = {}) => get(`${ROOT}/differences`, rows(differenceLine), { ...o, query });
export const listObligations = (query: Query, o: Signal = {}) => get(`${ROOT}/obligations`, rows(obligationRow), { ...o, query });
export const getGate = (site: string, o: Signal = {}) => get(`${ROOT}/gate`, gateAnswer, { ...o, query: { site } });
export const listReports = (query: Query, o: Signal = {}) => get(`${ROOT}/reports`, rows(reportRow), { ...o, query });
export const getReport = (report: number, o: Signal = {}) => get(`${ROOT}/reports/${report}`, reportAnswer, o);
export const listSettings = (o: Signal = {}) => get(`${ROOT}/settings`, rows(settingRow), o);
export const listTariff = (query: Query, o: Signal = {}) => get(`${ROOT}/tariff`, rows(tariffRow), { ...o, query });

// Acts

export type Filing = "inventories" | "passes" | "declarations" | "trades" | "conversions" | "inspections" | "adjustments" | "pledges";
export const file = (filing: Filing, body: unknown, idempotencyKey: string): Promise<FilingAnswer> =>
  post(`${ROOT}/${filing}`, filingAnswer, { body, idempotencyKey });
export const cancelDocument = (number: string, body: { kind: DocumentKind; reason?: string }): Promise<FilingAnswer> =>
  post(`${ROOT}/documents/${part(number)}/cancel`, filingAnswer, { body });
export const sendMessage = (bytes: Blob, idempotencyKey: string): Promise<MessageAnswer> =>
  postBytes(`${ROOT}/messages`, messageAnswer, { bytes, type: "application/xml", idempotencyKey });
export const makeReport = (body: z.input<typeof reportBody>, idempotencyKey: string) =>
  post(`${ROOT}/reports`, reportRow, { body, idempotencyKey });
export const waiveObligation = (obligation: string, body: { reason: string; approval: string }): Promise<FilingAnswer> =>
  post(`${ROOT}/obligations/${part(obligation)}/waive`, filingAnswer, { body });
/** An officer's word on a conversion or an adjustment. */
export const decideDocument = (number: string, body: z.input<typeof decisionBody>): Promise<FilingAnswer> =>
  post(`${ROOT}/documents/${part(number)}/decide`, filingAnswer, { body });
export const releasePledge = (pledge: string, body: z.input<typeof pledgeReleaseBody>): Promise<FilingAnswer> =>
  post(`${ROOT}/pledges/${part(pledge)}/release`, filingAnswer, { body });
export const recordInspection = (inspection: string, body: z.input<typeof inspectionResultBody>): Promise<FilingAnswer> =>
  post(`${ROOT}/inspections/${part(inspection)}/result`, filingAnswer, { body });
export const addPhoto = (inspection: string, photo: File) =>
  postBytes(`${ROOT}/inspections/${part(inspection)}/photos?name=${part(photo.name || "photo")}`, photoAnswer, {
    bytes: photo,
    type: photo.type.startsWith("image/") ? photo.type : "application/octet-stream",
  });
/** A step of the two-stage admission of an inventory or a gate pass. */
export const admit = (document: string, body: z.input<typeof admissionBody>): Promise<FilingAnswer> =>
  post(`${ROOT}/admissions/${part(document)}`, filingAnswer, { body });
export const acceptWriteOff = (book: string, body: z.input<typeof writeOffBody>): Promise<FilingAnswer> =>
  post(`${ROOT}/books/${part(book)}/write-off`, filingAnswer, { body });
export const importTariff = (table: File) => postBytes(`${ROOT}/tariff`, tariffImported, { bytes: table, type: table.type });
