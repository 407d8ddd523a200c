/** The server's HTTP interface, as an integrator uses it. */
import { clockAnswer, deviceCredentials, rows as rowsOf, stockRow, type StockRow } from "#wire/http-api.ts";
import { messageAnswer, outboxRow, type MessageAnswer, type OutboxRow } from "#wire/customs-documents.ts";
import type { MasterData, ShipmentRow } from "#wire/master-data.ts";
import type { DeviceSpec } from "./world/layout.ts";

const TIMEOUT_MS = 20_000;
const STOCK_PAGE = 500;
const OUTBOX_PAGE = 200;

export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(`${status}: ${text}`);
    this.status = status;
  }
}

/** Whether asking again can help. */
export const isPassing = (error: unknown): boolean => !(error instanceof ApiError) || error.status >= 500 || error.status === 429;

const stockPage = rowsOf(stockRow);
const outboxPage = rowsOf(outboxRow);

type Sent = Readonly<{ body?: string; type?: string; idempotencyKey?: string }>;

export type ClockAnswer = ReturnType<typeof clockAnswer.parse>;
export type ProvisionedDevice = ReturnType<typeof deviceCredentials.parse>;

export class ServerApi {
  readonly #server: string;
  readonly #key: string;

  constructor(server: string, key: string) {
    this.#server = server.replace(/\/$/, "");
    this.#key = key;
  }

  async #send(method: string, path: string, { body, type = "application/json", idempotencyKey }: Sent = {}): Promise<Response> {
    const response = await fetch(`${this.#server}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body !== undefined && { "content-type": type }),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new ApiError(response.status, `${method} ${path}: ${(await response.text()).slice(0, 600)}`);
    return response;
  }

  async #call(method: string, path: string, sent: Sent = {}): Promise<unknown> {
    const text = await (await this.#send(method, path, sent)).text();
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }

  async clock(): Promise<ClockAnswer> {
    return clockAnswer.parse(await this.#call("GET", "/clock"));
  }

  async putMasterData(data: MasterData): Promise<void> {
    await this.#call("PUT", "/master-data", { body: JSON.stringify(data) });
  }

  async putShipments(shipments: readonly ShipmentRow[]): Promise<void> {
    await this.#call("PUT", "/master-data", { body: JSON.stringify({ shipments }) });
  }

  async postRelease(body: string, idempotencyKey: string): Promise<void> {
    await this.#call("POST", "/releases", { body, idempotencyKey });
  }

  async provision(device: DeviceSpec, idempotencyKey: string): Promise<ProvisionedDevice> {
    return deviceCredentials.parse(await this.#call("POST", "/devices", { body: JSON.stringify(device), idempotencyKey }));
  }

  async revoke(device: string): Promise<void> {
    await this.#call("DELETE", `/devices/${encodeURIComponent(device)}`);
  }

  /** A message of customs, from a firm or from customs. The same bytes again are recognised by what they are. */
  async postCustomsMessage(xml: string): Promise<MessageAnswer> {
    return messageAnswer.parse(await this.#call("POST", "/customs/messages", { body: xml, type: "application/xml" }));
  }

  /** What waits to be carried to customs, oldest first; the first page of it. */
  async listOutbox(): Promise<OutboxRow[]> {
    return outboxPage.parse(await this.#call("GET", `/customs/outbox?limit=${OUTBOX_PAGE}`)).rows;
  }

  async readOutgoing(message: number): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#send("GET", `/customs/outbox/${message}/bytes`)).arrayBuffer());
  }

  async markOutgoing(message: number, state: "sent" | "failed", note?: string): Promise<void> {
    await this.#call("POST", `/customs/outbox/${message}`, { body: JSON.stringify({ state, ...(note !== undefined && { note }) }) });
  }

  /** Every stock row, or those of one site. */
  async listStock(site?: string, pagesMax = Infinity): Promise<StockRow[]> {
    const all: StockRow[] = [];
    let after: string | null = null;
    for (let page = 0; page < pagesMax; page++) {
      const query = new URLSearchParams({
        limit: String(STOCK_PAGE),
        ...(site !== undefined && { site }),
        ...(after !== null && { after }),
      });
      const { rows, next } = stockPage.parse(await this.#call("GET", `/stock?${query.toString()}`));
      all.push(...rows);
      if (next === null) break;
      after = next;
    }
    return all;
  }
}
