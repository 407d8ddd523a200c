import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readMessage } from "../../../server/messages/read-message.ts";
import { DOUBLED, IN_ORDER, LATE, REFUSING, type Conduct } from "../../../simulators/customs/conduct.ts";
import { writeExportLists } from "../../../simulators/customs/declarations/export-messages.ts";
import { writeLists, writeOrders, writePayments } from "../../../simulators/customs/declarations/retail-messages.ts";
import { writeInventory, writePass } from "../../../simulators/customs/declarations/zone-messages.ts";
import { GivenNumbers } from "../../../simulators/customs/given-numbers.ts";
import type { About } from "../../../simulators/customs/about.ts";
import { judge } from "../../../simulators/customs/judge.ts";
import { Office } from "../../../simulators/customs/office.ts";
import { hasCebCorpus, validateByXsd } from "../../messages/support/corpus.ts";
import { DECLARED_MS, exportFiling, inventory, pass, wave } from "./made.ts";

const MINUTE_MS = 60_000;
const encode = (xml: string): Uint8Array => new TextEncoder().encode(xml);

const answers = (xml: string, conduct: Conduct = IN_ORDER) => {
  const numbers = new GivenNumbers();
  const office = { seed: 1, conduct, serialOf: (space: string, innerNo: string) => numbers.serialOf(space, innerNo) };
  return judge(office, { bytes: encode(xml), message: 1, receivedMs: DECLARED_MS }).toSorted((a, b) => a.toldMs - b.toldMs);
};

const read = (xml: string) => {
  const message = readMessage(encode(xml));
  if (!message.readable) throw new Error(message.detail);
  expect(message.rejected).toEqual([]);
  return message;
};

/** Any record as a test looks at it. */
type Seen = { kind?: string; result?: { manageResult?: string }; head?: Record<string, string> };
const seen = (xml: string): Seen[] => read(xml).nodes.map(({ record }) => record as unknown as Seen);

describe("receipts", () => {
  const samples = {
    621: writeLists(wave(4)),
    311: writeOrders(wave(2)),
    411: writePayments(wave(2)),
    603: writeExportLists([exportFiling]),
  };
  const jg2 = {
    INV101: writeInventory(inventory),
    SAS121: writePass(pass),
    voided: writePass({ ...pass, voids: "Z4316I261120000007000043" }),
  };

  test.each([...Object.entries(samples), ...Object.entries(jg2)])("to %s are read without a word", (_, xml) => {
    const replies = answers(xml);
    expect(replies.length).toBeGreaterThan(0);
    for (const { xml: receipt } of replies) {
      const { nodes, messageWarnings } = read(receipt);
      expect([...messageWarnings, ...nodes.flatMap(({ warnings }) => warnings)]).toEqual([]);
    }
  });
  test.skipIf(!hasCebCorpus)("validate by the official definitions", async () => {
    const imports = [samples[621], samples[311], samples[411]].flatMap((xml) => answers(xml, REFUSING)).map(({ xml }) => xml);
    const exports = answers(samples[603]).map(({ xml }) => xml);
    const broken = answers(samples[621].replace("<ceb:packNo>1<", "<ceb:packNo>one<")).map(({ xml }) => xml);
    expect((await validateByXsd([...imports, ...broken], "import")).flat()).toEqual([]);
    expect((await validateByXsd(exports, "export")).flat()).toEqual([]);
  });
  test("of lists that were declared together come together, 120 and then 800", () => {
    const receipts = answers(samples[621]).map(({ xml }) => seen(xml).map(({ head }) => head!));
    expect(receipts.map((nodes) => nodes.map(({ returnStatus }) => returnStatus))).toEqual([Array(4).fill("120"), Array(4).fill("800")]);
    expect(receipts.flat().map(({ invtNo }) => invtNo)).toEqual([1, 2, 3, 4, 1, 2, 3, 4].map((n) => `43162026I00700000${n}`));
    expect(receipts.flat().map(({ copNo }) => copNo)).toEqual([1, 2, 3, 4, 1, 2, 3, 4].map((n) => `XTL00700000${n}`));
  });
  test("of an inventory tell the pre-deduction, then the release with its entry number", () => {
    const [approved, released] = answers(jg2.INV101).map(({ xml }) => read(xml).nodes[0]!.record);
    expect(approved).toMatchObject({
      kind: "INV201",
      result: { manageResult: "4", businessId: "QD431626I007000042" },
      head: { bondInvtNo: "QD431626I007000042", etpsInnerInvtNo: "XTI007000042", vrfdedMarkcd: "1", entryStucd: "0" },
    });
    expect(released).toMatchObject({ head: { entryStucd: "1", entryNo: "431620261007000042" } });
  });
  test("of a pass give it the number that its firm's number ends in, after the client's direct answer", () => {
    const [direct, receipt] = answers(jg2.SAS121).map(({ xml }) => read(xml).nodes[0]!.record);
    expect(direct).toMatchObject({ head: { seqNo: "B20261120007000043", etpsPreentNo: "XTP007000043", dealFlag: "0" } });
    expect(receipt).toMatchObject({
      kind: "SAS221",
      result: { manageResult: "1", etpsPreentNo: "B20261120007000043" },
      head: { passportNo: "Z4316I261120000007000043", sasPassportPreentNo: "B20261120007000043", stucd: "1" },
    });
  });
  test("of what is refused give the reason", () => {
    const numbers = Array.from({ length: 40 }, (_, index) => ({ ...inventory, innerNo: `XTI0070001${String(index).padStart(2, "0")}` }));
    const refused = numbers.flatMap((each) => answers(writeInventory(each), REFUSING)).map(({ xml }) => seen(xml)[0]!);
    const said = refused.filter((record) => record.kind === "INV201" && record.result?.manageResult === "3");
    expect(said.length).toBeGreaterThan(10);
    for (const record of said)
      expect(record).toMatchObject({ head: { invtStucd: "2" }, checks: [{ note: expect.stringContaining("退单") }] });
  });
  test("of what cannot be read name the element", () => {
    const [reply] = answers(samples[621].replace("<ceb:packNo>1<", "<ceb:packNo>one<"));
    const record = seen(reply!.xml)[0]!;
    expect(reply!.kind).toBe("CEB900");
    expect(record.head!["returnInfo"]).toContain("packNo");
    expect(answers("<nonsense/>")[0]!.kind).toBe("CEB900");
  });
});

type Waiting = { message: number; bytes: Uint8Array; at: string; state: "waiting" | "sent" | "failed" };

const createServer = () => {
  const outbox: Waiting[] = [];
  const told: string[] = [];
  const server = {
    outbox,
    told,
    isDown: false,
    send: (xml: string) =>
      void outbox.push({ message: outbox.length + 1, bytes: encode(xml), at: new Date(DECLARED_MS).toISOString(), state: "waiting" }),
    listOutbox: () => {
      if (server.isDown) return Promise.reject(new Error("down"));
      const rows = outbox.filter(({ state }) => state === "waiting");
      return Promise.resolve(
        rows.map(({ message, at }) => ({
          message,
          at,
          kind: "",
          fileName: null,
          size: 0,
          sha256: "",
          state: "waiting" as const,
          note: null,
        })),
      );
    },
    readOutgoing: (message: number) => Promise.resolve(outbox[message - 1]!.bytes),
    markOutgoing: (message: number, state: "sent" | "failed") => Promise.resolve(void (outbox[message - 1]!.state = state)),
    postCustomsMessage: (xml: string) => {
      if (server.isDown) return Promise.reject(new Error("down"));
      told.push(xml);
      return Promise.resolve({ kind: "", accepted: [], rejected: [] });
    },
  };
  return server;
};

describe("the office", () => {
  const clock = { nowMs: DECLARED_MS };
  let server: ReturnType<typeof createServer>;
  let files: { replies: string; numbers: string };
  const heard: About[] = [];
  const open = (conduct: Conduct = IN_ORDER): Office =>
    new Office({
      api: server,
      nowMs: () => clock.nowMs,
      seed: 1,
      conduct,
      files,
      onTold: (about) => void heard.push(about),
      log: () => undefined,
    });
  const settle = async (office: Office): Promise<void> => {
    await office.poll();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await office.poll();
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const statuses = (): string[] => server.told.flatMap(seen).map(({ kind, head }) => head?.["returnStatus"] ?? kind ?? "");

  beforeEach(() => {
    const folder = mkdtempSync(path.join(tmpdir(), "office-"));
    files = { replies: path.join(folder, "replies.log"), numbers: path.join(folder, "numbers.log") };
    server = createServer();
    clock.nowMs = DECLARED_MS;
    heard.length = 0;
  });

  test("answers when it is time, not before", async () => {
    server.send(writeLists(wave(1)));
    const office = open();
    await settle(office);
    expect(server.outbox[0]!.state).toBe("sent");
    expect(statuses()).toEqual([]);
    clock.nowMs += 6 * MINUTE_MS;
    await settle(office);
    expect(statuses()).toEqual(["120"]);
    clock.nowMs += 20 * MINUTE_MS;
    await settle(office);
    expect(statuses()).toEqual(["120", "800"]);
    expect(heard).toEqual([
      { family: "list", key: "XTL007000001", outcome: "accepted" },
      { family: "list", key: "XTL007000001", outcome: "released" },
    ]);
    expect(office.pending).toBe(0);
  });
  test("answers of the past at once, in order", async () => {
    clock.nowMs += 24 * 60 * MINUTE_MS;
    for (let number = 0; number < 20; number++)
      server.send(writeInventory({ ...inventory, innerNo: `XTI0070002${String(number).padStart(2, "0")}` }));
    const office = open();
    for (let round = 0; round < 10; round++) await settle(office);
    const told = server.told.flatMap(seen).flatMap(({ kind, head }) => (kind === "INV201" ? [head!] : []));
    expect(told).toHaveLength(40);
    for (let number = 0; number < 20; number++) {
      const own = told.filter(({ etpsInnerInvtNo }) => etpsInnerInvtNo === `XTI0070002${String(number).padStart(2, "0")}`);
      expect(own.map(({ entryStucd }) => entryStucd)).toEqual(["0", "1"]);
    }
  });
  test("tells late what is late, and twice what is told twice", async () => {
    server.send(writeLists(wave(30)));
    clock.nowMs += 24 * 60 * MINUTE_MS;
    const late = open(LATE);
    for (let round = 0; round < 10; round++) await settle(late);
    expect(statuses().filter((status) => status === "800")).toHaveLength(30);
    expect(statuses().indexOf("800")).toBeLessThan(statuses().lastIndexOf("120"));
    server = createServer();
    files = { replies: `${files.replies}2`, numbers: `${files.numbers}2` };
    server.send(writeLists(wave(30)));
    const doubled = open(DOUBLED);
    for (let round = 0; round < 10; round++) await settle(doubled);
    expect(statuses().filter((status) => status === "800").length).toBeGreaterThan(45);
  });
  test("goes on after it was stopped, with the numbers it gave", async () => {
    server.send(writeLists(wave(1)));
    const first = open();
    await settle(first);
    await first.stop();
    clock.nowMs += 60 * MINUTE_MS;
    const second = open();
    server.send(writePass({ ...pass, innerNo: "no digits" }));
    await settle(second);
    await second.stop();
    expect(statuses().filter((status) => status !== "CommonResponeMessage")).toEqual(["120", "800", "SAS221"]);
    server.send(writePass({ ...pass, innerNo: "no digits" }));
    await settle(open());
    const numbers = server.told.flatMap(seen).map(({ kind, head }) => (kind === "SAS221" ? head?.["passportNo"] : undefined));
    expect(numbers.filter((number) => number !== undefined)).toEqual(Array(2).fill("Z4316I261120000999999999"));
  });
  test("says again what the server did not hear", async () => {
    server.send(writePass(pass));
    const office = open();
    await settle(office);
    server.isDown = true;
    clock.nowMs += 60 * MINUTE_MS;
    await settle(office);
    expect(statuses()).toEqual(["CommonResponeMessage"]);
    expect(office.pending).toBe(1);
    await office.stop();
    server.isDown = false;
    await settle(open());
    expect(statuses()).toEqual(["CommonResponeMessage", "SAS221"]);
  });
  test("is not stopped by a message that is none", async () => {
    server.send("<nonsense/>");
    server.send(writePass(pass));
    clock.nowMs += 60 * MINUTE_MS;
    const office = open();
    await settle(office);
    expect(server.outbox.map(({ state }) => state)).toEqual(["sent", "sent"]);
    expect(server.told).toHaveLength(3);
  });
});
