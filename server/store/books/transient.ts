/** The head was not where this process believed it: another server has written. The next try asks first. */
export class StaleHead extends Error {
  override name = "StaleHead";
}

const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  "40001",
  "40P01",
  "57P01",
  "57P02",
  "57P03",
  "53100",
  "53200",
  "53300",
  "08000",
  "08001",
  "08003",
  "08006",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
  "ENOTCONN",
]);
/** The same message, or the same entry number, written by another server in between. */
const RACED_KEYS: ReadonlySet<string> = new Set(["journal_observation", "journal_pkey", "transfer_pkey"]);
const CONNECTION_LOST =
  /connection (terminated|ended|timeout)|timeout exceeded when trying to connect|not queryable|client was closed|client has encountered/i;

export const isTransient = (fault: unknown): boolean => {
  if (!(fault instanceof Error)) return false;
  if (fault instanceof StaleHead) return true;
  const { code, constraint } = fault as Error & { code?: string; constraint?: string };
  // Another server has recorded the same message: the next try finds it as a repeat.
  if (code === "23505" && RACED_KEYS.has(constraint ?? "")) return true;
  return (code !== undefined && TRANSIENT_CODES.has(code)) || CONNECTION_LOST.test(fault.message);
};

const OUT_OF_RANGE = "22003";
/** A balance would be more than 64 bits can say. */
export const isBeyondBalance = (fault: unknown): boolean => fault instanceof Error && "code" in fault && fault.code === OUT_OF_RANGE;

/** Data exceptions and broken constraints: this message, and not the moment, is what cannot be recorded. */
const IMPOSSIBLE_CODES = /^2[23]/;

/** Whether a message that was alone in its batch would fail again however often it came. */
export const isImpossible = (fault: unknown): boolean => {
  if (!(fault instanceof Error) || isTransient(fault)) return false;
  return fault.name === "AssertionError" || ("code" in fault && IMPOSSIBLE_CODES.test(String(fault.code)));
};
