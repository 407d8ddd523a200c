/** What is going to happen: a heap in order of time, and of being entered where times are equal. */
type Entry = Readonly<{ atMs: number; order: number; act: (atMs: number) => void }>;

const isBefore = (a: Entry, b: Entry): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

export type Agenda = Readonly<{
  nowMs(): number;
  /** Not before now: what is asked for the past happens at once. */
  at(atMs: number, act: (atMs: number) => void): void;
  after(delayMs: number, act: (atMs: number) => void): void;
  /** Acts on all that is due, in order, and moves the time. */
  advance(toMs: number): void;
}>;

export const createAgenda = (startMs: number): Agenda => {
  const heap: Entry[] = [];
  let nowMs = startMs;
  let order = 0;
  const swap = (a: number, b: number): void => {
    const entry = heap[a]!;
    heap[a] = heap[b]!;
    heap[b] = entry;
  };
  const push = (entry: Entry): void => {
    heap.push(entry);
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(heap[index]!, heap[parent]!)) break;
      swap(index, parent);
      index = parent;
    }
  };
  const pop = (): Entry => {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) heap[0] = last;
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = index;
      if (left < heap.length && isBefore(heap[left]!, heap[least]!)) least = left;
      if (right < heap.length && isBefore(heap[right]!, heap[least]!)) least = right;
      if (least === index) return first;
      swap(index, least);
      index = least;
    }
  };
  const at = (atMs: number, act: Entry["act"]): void => push({ atMs: Math.max(Math.round(atMs), nowMs), order: order++, act });
  return {
    nowMs: () => nowMs,
    at,
    after: (delayMs, act) => at(nowMs + delayMs, act),
    advance: (toMs) => {
      while (heap.length > 0 && heap[0]!.atMs <= toMs) {
        const entry = pop();
        nowMs = entry.atMs;
        entry.act(nowMs);
      }
      nowMs = Math.max(nowMs, toMs);
    },
  };
};
