import { problem, type Problem } from "#wire/http-api.ts";

/**
 * Why a call failed, in the kinds that a screen can say something useful about.
 * unreachable: no answer at all · signed_out 401 · forbidden 403 · missing 404 · conflict 409 · invalid 400, 413, 422 ·
 * busy 429, 503 · fault: any other answer · misread: an answer that this page does not understand.
 */
export type ApiErrorKind = "unreachable" | "signed_out" | "forbidden" | "missing" | "conflict" | "invalid" | "busy" | "fault" | "misread";

export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly problem: Problem | undefined;

  constructor(kind: ApiErrorKind, message: string, details: { problem?: Problem | undefined; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.name = "ApiError";
    this.kind = kind;
    this.problem = details.problem;
  }
}

const KIND_OF_STATUS: Readonly<Record<number, ApiErrorKind>> = {
  400: "invalid",
  401: "signed_out",
  403: "forbidden",
  404: "missing",
  409: "conflict",
  413: "invalid",
  422: "invalid",
  429: "busy",
  503: "busy",
};

export const errorOfAnswer = (status: number, body: unknown): ApiError => {
  const read = problem.safeParse(body);
  const known = read.success ? read.data : undefined;
  return new ApiError(KIND_OF_STATUS[status] ?? "fault", known?.detail ?? known?.title ?? `HTTP ${status}`, { problem: known });
};
