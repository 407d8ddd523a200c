import { describe, expect, test } from "vitest";
import { createPatientVerifier, createSimulatedVerifier, NO_VERIFIER, type IdentityVerifier } from "../../server/exchange/identity.ts";
import { CITIZEN } from "../messages/support/ceb-examples.ts";

/** 公民身份信息核查: section 2.3 of the rules, GACC 2018 no. 194; check digits by GB 11643-1999. */
const buyer = { idType: "identity_card", idNumber: CITIZEN, name: "某人" } as const;
const simulated = createSimulatedVerifier({ seed: "demo", secret: "s" });

/** A right number for each day of many years. */
const citizens = (count: number): string[] => {
  const digits = "10X98765432";
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return Array.from({ length: count }, (_, n) => {
    const body = `110105${new Date(n * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "")}002`;
    return body + digits[weights.reduce((sum, weight, at) => sum + weight * Number(body[at]), 0) % 11];
  });
};

describe("the simulated verifier", () => {
  test.each([
    ["a right number and a name", {}, "pass"],
    ["in small letters", { idNumber: ` ${CITIZEN.toLowerCase()} ` }, "pass"],
    ["a wrong check digit", { idNumber: "110105194912310021" }, "fail"],
    ["too short", { idNumber: "110105491231002" }, "fail"],
    ["no name", { name: " " }, "fail"],
    ["another kind of paper", { idType: "other" as const }, "unknown"],
  ])("%s: %s", async (_what, more, result) => {
    expect(await simulated.verify({ ...buyer, ...more })).toMatchObject({ result, by: "simulated" });
  });

  test("fails a few of the right ones, the same whoever asks again", async () => {
    const ask = (seed: string) =>
      Promise.all(citizens(2_000).map((idNumber) => createSimulatedVerifier({ seed, secret: "s" }).verify({ ...buyer, idNumber })));
    const failed = (verdicts: Awaited<ReturnType<typeof ask>>) => verdicts.flatMap(({ result }, n) => (result === "fail" ? [n] : []));
    const first = failed(await ask("demo"));
    expect(first.length).toBeGreaterThan(5);
    expect(first.length).toBeLessThan(60);
    expect(failed(await ask("demo"))).toEqual(first);
    expect(failed(await ask("other"))).not.toEqual(first);
  });

  test("says nothing of the person in its reference, and nothing that a guess could be held against without the secret", async () => {
    const { reference } = await simulated.verify(buyer);
    expect(reference).toMatch(/^SIM-[0-9a-f]{12}$/);
    expect((await createSimulatedVerifier({ seed: "demo", secret: "t" }).verify(buyer)).reference).not.toBe(reference);
  });
});

describe("a verifier of the world outside", () => {
  const said: object[] = [];
  const log = { info: () => undefined, warn: (fields: object) => said.push(fields), error: () => undefined };
  const patient = (verifier: IdentityVerifier, clock = { nowMs: 0 }) =>
    createPatientVerifier(verifier, { log, nowMs: () => clock.nowMs, answerWithinMs: 20 });

  test("that there is none is said so", async () => {
    expect(await patient(NO_VERIFIER).verify(buyer)).toEqual({ result: "unknown", reference: "none configured", by: "none" });
  });

  test("that does not answer has said nothing, and is left in peace for a while", async () => {
    const clock = { nowMs: 0 };
    let asked = 0;
    const verifier = patient({ verify: () => new Promise(() => void asked++) }, clock);
    expect(await verifier.verify(buyer)).toMatchObject({ result: "unknown", reference: "no answer in time" });
    expect(await verifier.verify(buyer)).toMatchObject({ result: "unknown", reference: expect.stringContaining("not asked") as string });
    expect(asked).toBe(1);
    clock.nowMs = 60_000;
    await verifier.verify(buyer);
    expect(asked).toBe(2);
  });

  test("that fails has said nothing, and what it says of its failure is not repeated", async () => {
    said.length = 0;
    const verifier = patient({
      verify: async () => {
        throw new RangeError(`no such number: ${CITIZEN}`);
      },
    });
    expect(await verifier.verify(buyer)).toMatchObject({ result: "unknown", reference: "it failed" });
    expect(JSON.stringify(said)).toContain("RangeError");
    expect(JSON.stringify(said)).not.toContain(CITIZEN);
  });
});
