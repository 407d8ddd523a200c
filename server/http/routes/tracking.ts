import { z } from "zod";
import { page, rows } from "#wire/http-api.ts";
import { shipmentAnswer, shipmentSummary, telemetryAnswer, telemetryQuery, trackAnswer, trackQuery } from "#wire/tracking-api.ts";
import { name } from "#wire/text.ts";
import { can } from "../../domain/access/can.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { define, type Route } from "../route.ts";
import { mutable, notFound, V1 } from "./parts.ts";

const GROUP = "Tracking";
const unitPath = z.object({ unit: name });

const readSpan = (query: Readonly<{ from?: string | undefined; to?: string | undefined }>): { fromMs?: number; toMs?: number } => {
  const fromMs = query.from === undefined ? undefined : Date.parse(query.from);
  const toMs = query.to === undefined ? undefined : Date.parse(query.to);
  if (fromMs !== undefined && toMs !== undefined && fromMs > toMs) {
    throw new HttpProblem(400, "from is after to", { errors: [{ pointer: "from", detail: "is after to" }] });
  }
  return { ...(fromMs !== undefined && { fromMs }), ...(toMs !== undefined && { toMs }) };
};

export const trackingRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "GET",
    path: `${V1}/tracks/:unit`,
    summary: "Where a unit was, thinned for drawing",
    group: GROUP,
    action: "track.read",
    params: unitPath,
    query: trackQuery,
    answer: trackAnswer,
    refusals: { 404: "there is no such unit" },
    run: async ({ params, query }) => {
      const found = await ports.tracks.findTrack({ unit: params.unit, points: query.points, ...readSpan(query) });
      if (!found) throw notFound("unit");
      return found;
    },
  }),
  define({
    method: "GET",
    path: `${V1}/telemetry/:unit`,
    summary: "What a unit's probes read, thinned for drawing; a breach is never dropped",
    group: GROUP,
    action: "telemetry.read",
    params: unitPath,
    query: telemetryQuery,
    answer: telemetryAnswer,
    refusals: { 404: "there is no such unit" },
    run: async ({ params, query }) => {
      const { type, probe, points } = query;
      const found = await ports.tracks.findTelemetry({ unit: params.unit, type, probe, points, ...readSpan(query) });
      if (!found) throw notFound("unit");
      return found;
    },
  }),
  define({
    method: "GET",
    path: `${V1}/shipments`,
    summary: "Shipments with their legs, progress and ETA",
    group: GROUP,
    action: "shipment.read",
    query: page,
    answer: rows(shipmentSummary),
    run: async ({ query }) => mutable(await ports.shipments.listShipments(query)),
  }),
  define({
    method: "GET",
    path: `${V1}/shipments/:shipment`,
    summary: "A shipment: legs, hand-overs at the sites one may see, ETA with its revisions",
    group: GROUP,
    action: "shipment.read",
    params: z.object({ shipment: name }),
    answer: shipmentAnswer,
    refusals: { 404: "there is no such shipment" },
    run: async ({ params, subject }) => {
      const found = await ports.shipments.findShipment(params.shipment);
      if (!found) throw notFound("shipment");
      const { handOverEntries, ...shipment } = found;
      const handOvers = await ports.journal.listEntries(handOverEntries);
      // Where it is, anybody may see who reads shipments; an entry of the journal is still its site's.
      return { ...shipment, handOvers: handOvers.filter(({ site }) => can(subject, "journal.read", { site: site ?? null })) };
    },
  }),
];
