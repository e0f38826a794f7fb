import type { Millis } from '../core/index.js';

interface Entry<T> {
  at: Millis;
  seq: number;
  what: T;
}

/** What is to happen, soonest first; of the same instant, what was entered first. A binary heap. */
export class Agenda<T> {
  readonly #heap: Entry<T>[] = [];
  #seq = 0;

  /** When the next thing happens; `Infinity` when nothing does. */
  get nextAt(): Millis {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(at: Millis, what: T): void {
    const heap = this.#heap;
    this.#seq += 1;
    const entry = { at, seq: this.#seq, what };
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!before(entry, heap[above]!)) break;
      heap[place] = heap[above]!;
      place = above;
    }
    heap[place] = entry;
  }

  take(): T | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last) return null;
    if (heap.length > 0) this.#sink(last);
    return first.what;
  }

  #sink(entry: Entry<T>): void {
    const heap = this.#heap;
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, entry)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = entry;
  }
}

const before = <T>(a: Entry<T>, b: Entry<T>): boolean => a.at < b.at || (a.at === b.at && a.seq < b.seq);
