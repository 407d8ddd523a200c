import type { DemoAccount } from "#wire/access-api.ts";
import { AUTH_CALLS } from "./auth-calls.ts";
import type { HttpPorts } from "./http-ports.ts";
import type { Route } from "./route.ts";
import { accessRoutes } from "./routes/access.ts";
import { bookRoutes } from "./routes/books.ts";
import { brokerRoutes, type BrokerAccount } from "./routes/broker.ts";
import { customsAnswerRoutes } from "./routes/customs-answers.ts";
import { customsBookRoutes } from "./routes/customs-books.ts";
import { customsDeskRoutes } from "./routes/customs-desk.ts";
import { customsDocumentRoutes } from "./routes/customs-documents.ts";
import { customsFilingRoutes } from "./routes/customs-filings.ts";
import { customsFlowRoutes } from "./routes/customs-flows.ts";
import { customsInspectionRoutes } from "./routes/customs-inspections.ts";
import { customsMessageRoutes } from "./routes/customs-messages.ts";
import { customsReportRoutes } from "./routes/customs-reports.ts";
import { customsTradeRoutes } from "./routes/customs-trades.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { masterDataRoutes } from "./routes/master-data.ts";
import { observationRoutes } from "./routes/observations.ts";
import { trackingRoutes } from "./routes/tracking.ts";
import { worklistRoutes } from "./routes/worklist.ts";
import { worldRoutes } from "./routes/world.ts";

export type RouteExtras = Readonly<{ demoAccounts?: readonly DemoAccount[] | undefined; brokerAccount?: BrokerAccount | undefined }>;

/** The whole table, in the order of the docs page. */
export const createRoutes = (ports: HttpPorts, extras: RouteExtras = {}): Route[] => [
  ...masterDataRoutes(ports),
  ...deviceRoutes(ports),
  ...observationRoutes(ports),
  ...bookRoutes(ports),
  ...worklistRoutes(ports),
  ...customsDocumentRoutes(ports),
  ...customsMessageRoutes(ports),
  ...customsBookRoutes(ports),
  ...customsDeskRoutes(ports),
  ...customsFilingRoutes(ports),
  ...customsTradeRoutes(ports),
  ...customsFlowRoutes(ports),
  ...customsInspectionRoutes(ports),
  ...customsReportRoutes(ports),
  ...customsAnswerRoutes(ports),
  ...trackingRoutes(ports),
  ...worldRoutes(ports, extras.demoAccounts),
  ...accessRoutes(ports),
  ...brokerRoutes(ports, extras.brokerAccount),
];

/** With the calls that the session library answers: what the documents describe. */
export const documented = (routes: readonly Route[]): Route[] => [...routes, ...AUTH_CALLS];
