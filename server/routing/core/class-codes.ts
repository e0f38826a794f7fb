/** Room that is there at first, of each kind; a power of two. */
const FIRST_SIZE = 1 << 10;
/** Where numbers of one row stand. */
const [CLASS, LENGTH, NUMBERS] = [0, 1, 2];

/**
 * Finds a class by what it asks for, written as a few numbers. Everyone who comes is looked up here: a name would have to be put
 * together for each of them and compared letter by letter, and its letters lie where nothing else is read.
 */
export class ClassCodes {
  /** By hash, open: where a row begins; 0 where there is none. */
  #slots = new Int32Array(FIRST_SIZE);
  #count = 0;
  /** One row after the other: number of the class, length of its code, the code. */
  #rows: Int32Array = new Int32Array(FIRST_SIZE);
  #end = 1;

  /** @returns the number of the class, -1 where there is none yet */
  find(code: readonly number[]): number {
    const rows = this.#rows;
    const mask = this.#slots.length - 1;
    for (let at = hashOf(code) & mask; ; at = (at + 1) & mask) {
      const row = this.#slots[at] as number;
      if (row === 0) return -1;
      if (isAt(rows, row, code)) return rows[row + CLASS] as number;
    }
  }

  /** Of a code that is not there yet. */
  put(code: readonly number[], no: number): void {
    const row = this.#end;
    this.#end += NUMBERS + code.length;
    while (this.#end > this.#rows.length) this.#rows = twice(this.#rows);
    this.#rows[row + CLASS] = no;
    this.#rows[row + LENGTH] = code.length;
    this.#rows.set(code, row + NUMBERS);
    this.#count += 1;
    if (2 * this.#count > this.#slots.length) this.#spread();
    else this.#slot(row, hashOf(code));
  }

  clear(): void {
    this.#slots.fill(0);
    this.#count = 0;
    this.#end = 1;
  }

  #slot(row: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let at = hash & mask;
    while (this.#slots[at] !== 0) at = (at + 1) & mask;
    this.#slots[at] = row;
  }

  /** Over twice the slots. */
  #spread(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let row = 1; row < this.#end; ) {
      const next = row + NUMBERS + (this.#rows[row + LENGTH] as number);
      this.#slot(row, hashOf(this.#rows.subarray(row + NUMBERS, next)));
      row = next;
    }
  }
}

function isAt(rows: Int32Array, row: number, code: readonly number[]): boolean {
  if (rows[row + LENGTH] !== code.length) return false;
  for (let i = 0; i < code.length; i += 1) if (rows[row + NUMBERS + i] !== code[i]) return false;
  return true;
}

function hashOf(code: ArrayLike<number>): number {
  let hash = code.length;
  for (let i = 0; i < code.length; i += 1) {
    hash = Math.imul(hash ^ (code[i] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function twice(from: Int32Array): Int32Array {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}
