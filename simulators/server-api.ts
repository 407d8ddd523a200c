/** The server's HTTP interface, as an integrator uses it. */
import { clockAnswer, deviceCredentials, rows as rowsOf, stockRow, type StockRow } from "#wire/http-api.ts";
import { bookLineAnswer, type BookLineAnswer } from "#wire/customs-books.ts";
import {
  documentAnswer,
  documentRow,
  messageAnswer,
  outboxRow,
  type DocumentRow,
  type MessageAnswer,
  type OutboxRow,
} from "#wire/customs-documents.ts";
import type { MasterData, ShipmentRow } from "#wire/master-data.ts";
import type { DeviceSpec } from "./world/layout.ts";

const TIMEOUT_MS = 20_000;
const PAGE = 500;
const NOT_FOUND = 404;
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
const documentPage = rowsOf(documentRow);
const bookLinePage = rowsOf(bookLineAnswer);
const documentStanding = documentAnswer.pick({ state: true, isReleased: true });

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

  /** Rates of the goods codes, as a table. */
  async postTariff(csv: string): Promise<void> {
    await this.#call("POST", "/customs/tariff", { body: csv, type: "text/csv" });
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

  /** How a document stands, by any of its numbers; undefined where nobody knows it. */
  async findDocument(kind: string, number: string): Promise<Readonly<{ state: string; isReleased: boolean | null }> | undefined> {
    try {
      return documentStanding.parse(await this.#call("GET", `/customs/documents/${encodeURIComponent(number)}?kind=${kind}`));
    } catch (error) {
      if (error instanceof ApiError && error.status === NOT_FOUND) return undefined;
      throw error;
    }
  }

  async listDocuments(kind: string): Promise<DocumentRow[]> {
    return this.#listAll(`/customs/documents?kind=${kind}`, (page) => documentPage.parse(page));
  }

  async listBookLines(book: string): Promise<BookLineAnswer[]> {
    return this.#listAll(`/customs/books/${encodeURIComponent(book)}/lines?`, (page) => bookLinePage.parse(page));
  }

  /** Every stock row, or those of one site. */
  async listStock(site?: string, pagesMax = Infinity): Promise<StockRow[]> {
    const path = site === undefined ? "/stock?" : `/stock?site=${encodeURIComponent(site)}`;
    return this.#listAll(path, (page) => stockPage.parse(page), pagesMax);
  }

  async #listAll<Row>(
    path: string,
    parse: (page: unknown) => Readonly<{ rows: Row[]; next: string | null }>,
    pagesMax = Infinity,
  ): Promise<Row[]> {
    const all: Row[] = [];
    let after: string | null = null;
    for (let page = 0; page < pagesMax; page++) {
      const cursor: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
      const { rows, next } = parse(await this.#call("GET", `${path}&limit=${PAGE}${cursor}`));
      all.push(...rows);
      if (next === null) break;
      after = next;
    }
    return all;
  }
}
