const MOST = 128;

type Compare<T> = (a: T, b: T) => number;

/** Items with their keys beside them: a search compares numbers that lie together, and seldom looks at an item. */
interface Block<T> {
  keys: number[];
  items: T[];
}

/** Blocks after the first one. What a search asks of them lies together too. */
interface More<T> {
  blocks: Block<T>[];
  /** The last key of each. */
  lasts: number[];
  /** The length of each. */
  sizes: number[];
}

/**
 * Items in order, in blocks of a hundred: inserting and removing move little memory however many there are, and the rank of an
 * item is at hand, which a heap cannot tell. A short list is one block and nothing else.
 */
export class BlockList<T> implements Block<T> {
  /** Of the first block. */
  keys: number[] = [];
  items: T[] = [];
  #size = 0;
  #more: More<T> | null = null;

  /**
   * @param keyOf what counts first; must not change while the item is in the list
   * @param compare those with the same key, a strict order: 0 only for the same item
   */
  constructor(
    readonly keyOf: (item: T) => number,
    readonly compare: Compare<T>,
  ) {}

  get size(): number {
    return this.#size;
  }

  first(): T | undefined {
    return this.items[0];
  }

  firstKey(): number | undefined {
    return this.keys[0];
  }

  add(item: T): void {
    this.#size += 1;
    const key = this.keyOf(item);
    const index = this.#indexFor(key, item);
    const block = this.#blockAt(index);
    insert(block, placeIn(block, key, item, this.compare), key, item);
    if (block.items.length > MOST) this.#splitAt(index);
    else if (index >= 0) this.#note(index);
  }

  /** @returns whether it was there */
  remove(item: T): boolean {
    const key = this.keyOf(item);
    const index = this.#indexFor(key, item);
    const block = this.#blockAt(index);
    const place = placeIn(block, key, item, this.compare);
    if (block.keys[place] !== key || this.compare(block.items[place] as T, item) !== 0) return false;
    this.#size -= 1;
    removeAt(block, place);
    if (block.items.length === 0) this.#dropEmpty(index);
    else if (index >= 0) this.#note(index);
    return true;
  }

  /** How many items come before this one, which need not be in the list. */
  rank(item: T): number {
    const key = this.keyOf(item);
    const index = this.#indexFor(key, item);
    return this.#sizeBefore(index) + placeIn(this.#blockAt(index), key, item, this.compare);
  }

  /** How many come before the first for which this does not hold; it must hold for none after that one. */
  countWhile(holds: (item: T) => boolean): number {
    let [low, high] = [-1, (this.#more?.blocks.length ?? 0) - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(lastOf(this.#blockAt(middle)))) low = middle + 1;
      else high = middle;
    }
    return this.#sizeBefore(low) + countIn(this.#blockAt(low).items, holds);
  }

  /** The first for which this holds. */
  find(holds: (item: T) => boolean): T | undefined {
    let items: readonly T[] = this.items;
    for (let next = 0; ; next += 1) {
      for (let i = 0; i < items.length; i += 1) if (holds(items[i] as T)) return items[i];
      const block = this.#more?.blocks[next];
      if (!block) return undefined;
      items = block.items;
    }
  }

  *[Symbol.iterator](): IterableIterator<T> {
    yield* this.items;
    for (const { items } of this.#more?.blocks ?? []) yield* items;
  }

  /** Of the block where this one stands or would stand: -1 for the first. */
  #indexFor(key: number, item: T): number {
    if (!this.#more || !this.#isPast(this, key, item)) return -1;
    const { blocks, lasts } = this.#more;
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = lasts[middle] as number;
      if (last === key ? this.#isPast(blocks[middle] as Block<T>, key, item) : last < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether all of the block come before this one. */
  #isPast({ keys, items }: Block<T>, key: number, item: T): boolean {
    const last = keys[keys.length - 1] as number;
    return last === key ? this.compare(items[items.length - 1] as T, item) < 0 : last < key;
  }

  #blockAt(index: number): Block<T> {
    return index < 0 ? this : (this.#more?.blocks[index] as Block<T>);
  }

  #sizeBefore(index: number): number {
    if (index < 0 || !this.#more) return 0;
    let sum = this.items.length;
    for (let i = 0; i < index; i += 1) sum += this.#more.sizes[i] as number;
    return sum;
  }

  #note(index: number): void {
    const { blocks, lasts, sizes } = this.#more as More<T>;
    const { keys } = blocks[index] as Block<T>;
    lasts[index] = keys[keys.length - 1] as number;
    sizes[index] = keys.length;
  }

  #splitAt(index: number): void {
    const { keys, items } = this.#blockAt(index);
    this.#more ??= { blocks: [], lasts: [], sizes: [] };
    const { blocks, lasts, sizes } = this.#more;
    blocks.splice(index + 1, 0, { keys: keys.splice(MOST >> 1), items: items.splice(MOST >> 1) });
    lasts.splice(index + 1, 0, 0);
    sizes.splice(index + 1, 0, 0);
    this.#note(index + 1);
    if (index >= 0) this.#note(index);
  }

  #dropEmpty(index: number): void {
    if (!this.#more) return;
    const { blocks, lasts, sizes } = this.#more;
    const gone = Math.max(0, index);
    if (index < 0) ({ keys: this.keys, items: this.items } = blocks[0] as Block<T>);
    blocks.splice(gone, 1);
    lasts.splice(gone, 1);
    sizes.splice(gone, 1);
    if (blocks.length === 0) this.#more = null;
  }
}

function placeIn<T>({ keys, items }: Block<T>, key: number, item: T, compare: Compare<T>): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = keys[middle] as number;
    if (there === key ? compare(items[middle] as T, item) < 0 : there < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert<T>({ keys, items }: Block<T>, place: number, key: number, item: T): void {
  keys.push(key);
  items.push(item);
  for (let i = keys.length - 1; i > place; i -= 1) {
    keys[i] = keys[i - 1] as number;
    items[i] = items[i - 1] as T;
  }
  keys[place] = key;
  items[place] = item;
}

function removeAt<T>({ keys, items }: Block<T>, place: number): void {
  for (let i = place + 1; i < keys.length; i += 1) {
    keys[i - 1] = keys[i] as number;
    items[i - 1] = items[i] as T;
  }
  keys.pop();
  items.pop();
}

function countIn<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const lastOf = <T>({ items }: Block<T>): T => items[items.length - 1] as T;
