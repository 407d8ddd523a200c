import { z } from "zod";
import { demoAccount, type DemoAccount } from "#wire/access-api.ts";
import {
  alarmRow,
  bookStockRow,
  deviceRow,
  differenceRow,
  invariantRow,
  journalRow,
  locationSummary,
  observationAnswer,
  observationRow,
  productSummary,
  quarantineRow,
  releaseBody,
  releaseRow,
  rows,
  session,
  siteSummary,
  stockRow,
  traceAnswer,
} from "#wire/http-api.ts";
import { shipmentAnswer, shipmentSummary, telemetryAnswer, trackAnswer } from "#wire/tracking-api.ts";
import { send, get, post, type Query } from "./request.ts";
import { ApiError, errorOfAnswer } from "./api-error.ts";

/** Every call that the screens make, one line each. */
type Signal = { signal?: AbortSignal | undefined };
const nothing = z.unknown();

export const getSession = (o: Signal = {}) => get("/me", session, o);

/** Only a demo server has them. */
export const listDemoAccounts = async (o: Signal = {}): Promise<readonly DemoAccount[]> => {
  try {
    return (await get("/demo-accounts", rows(demoAccount), o)).rows;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "missing") return [];
    throw error;
  }
};

const authCall = async (path: string, body: unknown): Promise<void> => {
  const response = await send(`/api/auth/${path}`, { method: "POST", body });
  if (!response.ok) throw errorOfAnswer(response.status, await response.json().catch(() => undefined));
};
export const signIn = (email: string, password: string): Promise<void> => authCall("sign-in/email", { email, password });
export const signOut = (): Promise<void> => authCall("sign-out", {});

export const listSites = (o: Signal = {}) => get("/sites", rows(siteSummary), { ...o, query: { limit: 500 } });
export const listLocations = (site: string, o: Signal & { after?: string | undefined } = {}) =>
  get("/locations", rows(locationSummary), { signal: o.signal, query: { site, limit: 500, after: o.after } });
export const listProducts = (o: Signal & { after?: string | undefined } = {}) =>
  get("/products", rows(productSummary), { signal: o.signal, query: { limit: 500, after: o.after } });
export const listDevices = (query: Query, o: Signal = {}) => get("/devices", rows(deviceRow), { ...o, query: { limit: 500, ...query } });

export const listStock = (query: Query, o: Signal = {}) => get("/stock", rows(stockRow), { ...o, query });
export const listBookStock = (query: Query, o: Signal = {}) => get("/stock/books", rows(bookStockRow), { ...o, query });
export const listJournal = (query: Query, o: Signal = {}) => get("/journal", rows(journalRow), { ...o, query });
export const getObservation = (id: string, device: string, o: Signal = {}) =>
  get(`/observations/${encodeURIComponent(id)}`, observationRow, { ...o, query: { device } });
export const getTrace = (code: string, o: Signal = {}) => get("/trace", traceAnswer, { ...o, query: { code } });
export const listDifferences = (query: Query, o: Signal = {}) => get("/differences", rows(differenceRow), { ...o, query });
export const listQuarantine = (query: Query, o: Signal = {}) => get("/quarantine", rows(quarantineRow), { ...o, query });
export const listInvariants = (query: Query = {}, o: Signal = {}) => get("/invariants", rows(invariantRow), { ...o, query });
export const listReleases = (query: Query, o: Signal = {}) => get("/releases", rows(releaseRow), { ...o, query });

/** Where the bytes of a message in quarantine are fetched, as a file. */
export const quarantineBytesAddress = (quarantine: number): string => `/api/v1/quarantine/${quarantine}/bytes`;
export const createRelease = (body: z.infer<typeof releaseBody>, idempotencyKey: string) =>
  post("/releases", nothing, { body, idempotencyKey });
export const disposeDifference = (entry: number, body: { reason: string; approval: string }) =>
  post(`/differences/${entry}/dispose`, nothing, { body });

export const listAlarms = (query: Query, o: Signal = {}) => get("/alarms", rows(alarmRow), { ...o, query });
export const acknowledgeAlarm = (alarm: number, note: string | undefined) =>
  post(`/alarms/${alarm}/acknowledge`, nothing, { body: note ? { note } : {} });

export const listShipments = (o: Signal = {}) => get("/shipments", rows(shipmentSummary), { ...o, query: { limit: 500 } });
export const getShipment = (shipment: string, o: Signal = {}) => get(`/shipments/${encodeURIComponent(shipment)}`, shipmentAnswer, o);
export const getTrack = (unit: string, query: Query, o: Signal = {}) =>
  get(`/tracks/${encodeURIComponent(unit)}`, trackAnswer, { ...o, query });
export const getTelemetry = (unit: string, query: Query, o: Signal = {}) =>
  get(`/telemetry/${encodeURIComponent(unit)}`, telemetryAnswer, { ...o, query });

export const submitObservation = (body: { device: string; kind: "scan"; message: unknown }, idempotencyKey: string) =>
  post("/observations", observationAnswer, { body, idempotencyKey });
