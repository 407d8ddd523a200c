import { describe, expect, it } from "vitest";
import { GroupCommit, type GroupCommitLimits, type GroupCommitOptions } from "../../server/usecases/group-commit.ts";

class Passing extends Error {}
class Lasting extends Error {}

type Flush = (items: readonly number[], sent: () => void) => Promise<readonly string[]>;

const LIMITS: GroupCommitLimits = { batchMax: 4, queueMax: 100, retryDelaysMs: [0, 10, 20] };
const answers = (items: readonly number[]): string[] => items.map((item) => `done ${item}`);
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A lane whose batches end when the test says so. */
const createLane = (more: Partial<GroupCommitOptions<number, string>> = {}) => {
  const batches: (readonly number[])[] = [];
  const pending: { end: () => void; fail: (fault: Error) => void; sent: () => void }[] = [];
  const slept: number[] = [];
  const flush: Flush = (items, sent) => {
    batches.push(items);
    return new Promise((resolve, reject) => pending.push({ end: () => resolve(answers(items)), fail: reject, sent }));
  };
  const sleep = (milliseconds: number) => Promise.resolve(void slept.push(milliseconds));
  const lane = new GroupCommit<number, string>({ flush, isTransient: (fault) => fault instanceof Passing, sleep, limits: LIMITS, ...more });
  return { lane, batches, pending, slept };
};

/** What became of each, in the order in which it was told. */
const follow = (lane: GroupCommit<number, string>, items: readonly number[]): string[] => {
  const told: string[] = [];
  for (const item of items)
    lane.submit(item).then(
      (answer) => told.push(answer),
      (fault: unknown) => told.push(`${(fault as Error).constructor.name} ${item}`),
    );
  return told;
};

describe("a queue with group commit", () => {
  it("flushes at once when idle, with what came in the same turn, and gathers the next batch meanwhile", async () => {
    const { lane, batches, pending } = createLane();
    const told = follow(lane, [1, 2]);
    await turn();
    const later = follow(lane, [3, 4, 5]);
    await turn();
    expect(batches).toEqual([[1, 2]]);
    expect(lane.waiting).toBe(3);
    pending[0]?.end();
    await turn();
    expect(told).toEqual(["done 1", "done 2"]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    pending[1]?.end();
    await turn();
    expect(later).toEqual(["done 3", "done 4", "done 5"]);
  });
  it("never makes a batch larger than the limit, and keeps the order over batches", async () => {
    const { lane, batches, pending } = createLane();
    const told = follow(lane, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (let batch = 0; batch < 3; batch++) {
      await turn();
      pending[batch]?.end();
    }
    await turn();
    expect(batches).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9]]);
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((item) => `done ${item}`));
  });
  it("leaves an item alone that asks for it, in its place", async () => {
    const { lane, batches, pending } = createLane({ sharesBatch: (item) => item < 100 });
    follow(lane, [1, 2, 100, 101, 3, 4]);
    for (let batch = 0; batch < 4; batch++) {
      await turn();
      pending[batch]?.end();
    }
    expect(batches).toEqual([[1, 2], [100], [101], [3, 4]]);
  });
  it("refuses at once what is beyond its limit", async () => {
    const { lane, pending } = createLane({ limits: { ...LIMITS, queueMax: 2 } });
    follow(lane, [1]);
    await turn();
    const told = follow(lane, [2, 3, 4]);
    await turn();
    expect(told).toEqual(["Error 4"]);
    pending[0]?.end();
  });
  it("is idle again after every batch", async () => {
    const { lane, batches, pending } = createLane();
    for (let round = 0; round < 3; round++) {
      const told = follow(lane, [round]);
      await turn();
      pending[round]?.end();
      await turn();
      expect(told).toEqual([`done ${round}`]);
    }
    expect(batches).toEqual([[0], [1], [2]]);
  });
});

describe("a batch that is sent", () => {
  it("lets the next be decided, never two", async () => {
    const { lane, batches, pending } = createLane();
    const told = follow(lane, [1]);
    await turn();
    const later = follow(lane, [2, 3, 4, 5, 6, 7]);
    await turn();
    pending[0]?.sent();
    await turn();
    pending[1]?.sent();
    await turn();
    expect(batches).toEqual([[1], [2, 3, 4, 5]]);
    // The second is over first, and still its answers wait.
    pending[1]?.end();
    await turn();
    expect([...told, ...later]).toEqual([]);
    pending[0]?.end();
    await turn();
    expect(told).toEqual(["done 1"]);
    expect(later).toEqual(["done 2", "done 3", "done 4", "done 5"]);
    expect(batches).toEqual([[1], [2, 3, 4, 5], [6, 7]]);
  });
  it("takes down with it what was decided upon it, and both are decided anew in order", async () => {
    const { lane, batches, pending } = createLane();
    const told = follow(lane, [1]);
    await turn();
    const later = follow(lane, [2]);
    pending[0]?.sent();
    await turn();
    pending[0]?.fail(new Passing());
    pending[1]?.fail(new Passing());
    await turn();
    expect(batches).toEqual([[1], [2], [1]]);
    pending[2]?.end();
    await turn();
    expect(batches).toEqual([[1], [2], [1], [2]]);
    expect([...told, ...later]).toEqual(["done 1"]);
    pending[3]?.end();
    await turn();
    expect(later).toEqual(["done 2"]);
  });
  it("takes a next that is sent when nothing waits as soon as something does", async () => {
    const { lane, batches, pending } = createLane();
    follow(lane, [1]);
    await turn();
    pending[0]?.sent();
    await turn();
    follow(lane, [2]);
    await turn();
    expect(batches).toEqual([[1], [2]]);
  });
});

describe("a fault", () => {
  it("that passes is retried, after longer and longer waits", async () => {
    let tries = 0;
    const { lane, slept } = createLane({
      flush: (items) => (++tries < 4 ? Promise.reject(new Passing()) : Promise.resolve(answers(items))),
    });
    expect(await lane.submit(1)).toBe("done 1");
    expect(slept).toEqual([0, 10]);
  });
  it("that does not pass in time rejects the whole batch, within a bound, and not the next", async () => {
    let tries = 0;
    const { lane, slept } = createLane({
      flush: (items) => {
        if (!items.includes(1)) return Promise.resolve(answers(items));
        tries++;
        return Promise.reject(new Passing());
      },
    });
    const told = follow(lane, [1, 2, 3, 4, 5]);
    await lane.close();
    await turn();
    expect(told).toEqual(["Passing 1", "Passing 2", "Passing 3", "Passing 4", "done 5"]);
    // The first try, one after each wait, and the last.
    expect(tries).toBe(2 + slept.length);
    expect(slept).toEqual(LIMITS.retryDelaysMs);
  });
  it("that lies in one item rejects that one alone, and its neighbours are committed in their order", async () => {
    const committed: number[] = [];
    const { lane, slept } = createLane({
      flush: async (items) => {
        if (items.includes(3)) throw new Lasting();
        committed.push(...items);
        return answers(items);
      },
    });
    const told = follow(lane, [1, 2, 3, 4, 5]);
    await lane.close();
    await turn();
    expect(told).toEqual(["done 1", "done 2", "Lasting 3", "done 4", "done 5"]);
    expect(committed).toEqual([1, 2, 4, 5]);
    expect(slept).toEqual([]);
  });
});

describe("closing", () => {
  it("commits what was taken, and takes nothing new", async () => {
    const { lane, pending, batches } = createLane();
    const told = follow(lane, [1, 2, 3, 4, 5]);
    await turn();
    const closed = lane.close();
    const late = follow(lane, [6]);
    pending[0]?.end();
    await turn();
    pending[1]?.end();
    await closed;
    await turn();
    expect(batches).toEqual([[1, 2, 3, 4], [5]]);
    expect(told).toEqual(["done 1", "done 2", "done 3", "done 4", "done 5"]);
    expect(late).toEqual(["Error 6"]);
  });
  it("an idle queue is over at once", async () => {
    await createLane().lane.close();
  });
});
