/**
 * Whether a buyer is who the order says (公民身份信息核查, section 2.3; GACC 2018 no. 194). A verifier is asked at the door, once for an order
 * that was filed or changed, with the number in the clear; what it answers is recorded with the number's hash, and the number goes no
 * further. Who does not answer, or not in time, has said nothing: `unknown`.
 */
import { createHash, createHmac } from "node:crypto";
import type { IdentityCheck } from "../domain/customs/trade/identity.ts";
import { numberOf } from "../domain/customs/trade/records.ts";
import { isCitizenNumber } from "../messages/check-digits.ts";
import type { ActAnswer, CustomsAct } from "../usecases/customs/acts.ts";
import type { CustomsLookups } from "../usecases/customs/messages-ports.ts";
import type { Log } from "../usecases/ports.ts";
import type { BuyerDraft, NodeDraft } from "./drafts.ts";

export type Verdict = Readonly<{
  result: IdentityCheck["result"];
  /** The verifier's own number for its answer; it says nothing of the person. */
  reference: string;
  /** Which verifier. */
  by: string;
}>;

/** A service of the public security, or one that asks it. */
export type IdentityVerifier = Readonly<{ verify(buyer: BuyerDraft): Promise<Verdict> }>;

export const NO_VERIFIER: IdentityVerifier = {
  verify: async () => ({ result: "unknown", reference: "none configured", by: "none" }),
};

/** One in so many is no citizen of the demo. */
const FAILS_ONE_IN = 97;
const REFERENCE_LENGTH = 12;

/** Passes a number with a right check digit and a name; fails a seeded few. `secret`: a reference is no way to guess a number. */
export const createSimulatedVerifier = ({ seed, secret }: Readonly<{ seed: string; secret: string }>): IdentityVerifier => ({
  verify: async ({ idType, idNumber, name }) => {
    const number = idNumber.trim().toUpperCase();
    const mark = createHmac("sha256", secret).update(`${number}\u001f${name.trim()}`).digest("hex").slice(0, REFERENCE_LENGTH);
    const lot = createHash("sha256").update(`${seed}\u001f${number}`).digest().readUInt32BE();
    const isRight = isCitizenNumber(number) && name.trim() !== "" && lot % FAILS_ONE_IN !== 0;
    const result = idType === "other" ? "unknown" : isRight ? "pass" : "fail";
    return { result, reference: `SIM-${mark}`, by: "simulated" };
  },
});

const ANSWER_WITHIN_MS = 5_000;
/** After it did not answer in time it is not asked for so long: nobody waits for a service that is down, order by order. */
const REST_MS = 30_000;
const AT_ONCE_MAX = 8;

/** A verifier that always answers, soon. */
export const createPatientVerifier = (
  verifier: IdentityVerifier,
  {
    log,
    nowMs,
    answerWithinMs = ANSWER_WITHIN_MS,
  }: Readonly<{ log: Log; /** The wall's. */ nowMs: () => number; answerWithinMs?: number }>,
): IdentityVerifier => {
  let restsUntilMs = -Infinity;
  const unanswered = (reference: string): Verdict => ({ result: "unknown", reference, by: "none" });
  return {
    verify: async (buyer) => {
      if (nowMs() < restsUntilMs) return unanswered("not asked: it did not answer before");
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), answerWithinMs)));
      try {
        const verdict = await Promise.race([verifier.verify(buyer), late]);
        if (verdict) return verdict;
        restsUntilMs = nowMs() + REST_MS;
        log.warn({ answerWithinMs }, "the verifier of identities did not answer in time");
        return unanswered("no answer in time");
      } catch (fault) {
        // Its message may say what it was asked.
        log.warn({ fault: fault instanceof Error ? fault.name : typeof fault }, "the verifier of identities failed");
        return unanswered("it failed");
      } finally {
        clearTimeout(timer);
      }
    },
  };
};

type Ordered = Readonly<{ node: NodeDraft; answers: readonly ActAnswer[] }>;
type Asked = Readonly<{ number: string; platform: string; orderNo: string; idHash: string; buyer: BuyerDraft }>;
export type Verifying = Readonly<{ verifier: IdentityVerifier; lookups: CustomsLookups; message: number; nowMs: number }>;

/** What was found of the buyers of orders that were just filed or changed. A result that stands is not lost to one that says nothing. */
export const verifyBuyers = async (
  ordered: readonly Ordered[],
  { verifier, lookups, message, nowMs }: Verifying,
): Promise<CustomsAct[]> => {
  const asked = ordered.flatMap(toAsk);
  const verdicts: Verdict[] = [];
  for (let start = 0; start < asked.length; start += AT_ONCE_MAX)
    verdicts.push(...(await Promise.all(asked.slice(start, start + AT_ONCE_MAX).map(({ buyer }) => verifier.verify(buyer)))));
  const unsure = asked.filter((_, index) => verdicts[index]?.result === "unknown");
  const stored = unsure.length === 0 ? [] : await lookups.listDocuments(unsure.map(({ number }) => ({ kind: "order", key: number })));
  const isKnown = ({ number, idHash }: Asked): boolean =>
    stored.some(({ key, content }) => {
      const identity = key === number && content.kind === "order" ? content.identity : undefined;
      return identity !== undefined && identity.idHash === idHash && identity.result !== "unknown";
    });
  return asked.flatMap((each, index): CustomsAct[] => {
    const verdict = verdicts[index];
    if (!verdict || (verdict.result === "unknown" && isKnown(each))) return [];
    const { platform, orderNo, idHash } = each;
    return [
      { act: "identity", trio: { platform, orderNo }, check: { idHash, ...verdict, atMs: nowMs }, by: verdict.by, atMs: nowMs, message },
    ];
  });
};

/** Of an order that was told again nothing is asked. */
const toAsk = ({ node, answers }: Ordered): Asked[] => {
  if (!node.accepted || !node.buyer || node.draft.says !== "trade" || node.draft.trade.kind !== "order") return [];
  const { trade } = node.draft;
  if (trade.record.direction !== "import" || !answers.some((answer) => answer.accepted && answer.entry !== null)) return [];
  const { platform, orderNo } = trade.record;
  return [{ number: numberOf(trade), platform, orderNo, idHash: trade.record.buyer.idHash, buyer: node.buyer }];
};
