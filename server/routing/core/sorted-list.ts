/**
 * Items in order, found by binary search. Inserting and removing move memory, which for tens of thousands of references
 * takes microseconds; in exchange the rank of an item is at hand, which a heap cannot tell.
 */
export class SortedList<T> {
  readonly #items: T[] = [];

  /** @param compare a strict order: 0 only for the same item */
  constructor(readonly compare: (a: T, b: T) => number) {}

  get size(): number {
    return this.#items.length;
  }

  at(index: number): T | undefined {
    return this.#items[index];
  }

  add(item: T): void {
    this.#items.splice(this.rank(item), 0, item);
  }

  /** @returns whether it was there */
  remove(item: T): boolean {
    const index = this.rank(item);
    const found = this.#items[index];
    if (found === undefined || this.compare(found, item) !== 0) return false;
    this.#items.splice(index, 1);
    return true;
  }

  /** How many items come before this one. */
  rank(item: T): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(this.#items[middle] as T, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#items[Symbol.iterator]();
  }
}
