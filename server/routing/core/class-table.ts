import type { AgentPicture, Line, TaskClass } from './pictures.js';
import { bitOf } from './room.js';

const FIRST_SIZE = 256;
/** Beside the channel of a class: several of its lines have a head, or not everybody may be asked for the one that has. */
export const SEVERAL = 1 << 7;
/** What a level takes, 1 to 5. */
export const LEVEL_BITS = 3;
const LEVEL = (1 << LEVEL_BITS) - 1;

/**
 * What is asked of hundreds of classes for one choice, by their numbers. It lies side by side, for the classes themselves are
 * strewn over the memory, and to touch one costs as much as fifty numbers.
 */
export class ClassTable {
  readonly #classes: TaskClass[] = [];
  readonly #unused: number[] = [];
  /** The channel of a class where somebody waits, and `SEVERAL`; 0 where nobody does. */
  waiting = new Uint8Array(FIRST_SIZE);
  /** Key and rate of the one head, where nothing is said of several. */
  keys = new Float64Array(FIRST_SIZE);
  rates = new Float64Array(FIRST_SIZE);
  /** The lines that have those heads. */
  readonly lines: (Line | null)[] = [];
  /** The first two skills that are asked for, each with its level. */
  #hints = new Int32Array(2 * FIRST_SIZE);

  at(no: number): TaskClass {
    return this.#classes[no] as TaskClass;
  }

  /** @returns the number of a class that is made now, and put next */
  next(): number {
    return this.#unused.pop() ?? this.#classes.length;
  }

  put(one: TaskClass): void {
    const { no, asked } = one;
    if (no >= this.keys.length) this.#grow();
    this.#classes[no] = one;
    this.#hints[2 * no] = hintOf(asked, 0);
    this.#hints[2 * no + 1] = hintOf(asked, 2);
    this.note(one);
  }

  drop({ no }: TaskClass): void {
    this.waiting[no] = 0;
    this.#unused.push(no);
  }

  /** Its lines have other heads now. */
  note({ no, channel, heads }: TaskClass): void {
    const line = heads[0];
    if (!line) {
      this.waiting[no] = 0;
      this.lines[no] = null;
      return;
    }
    this.lines[no] = line;
    this.waiting[no] = heads.length === 1 && line.without.size === 0 ? bitOf(channel) : bitOf(channel) | SEVERAL;
    this.keys[no] = line.key;
    this.rates[no] = line.rate;
  }

  /** True of everybody able, and of few others. */
  mayBeAble({ levels }: AgentPicture, no: number): boolean {
    return hasHinted(levels, this.#hints[2 * no] as number) && hasHinted(levels, this.#hints[2 * no + 1] as number);
  }

  #grow(): void {
    const size = 2 * this.keys.length;
    this.waiting = larger(this.waiting, new Uint8Array(size));
    this.keys = larger(this.keys, new Float64Array(size));
    this.rates = larger(this.rates, new Float64Array(size));
    this.#hints = larger(this.#hints, new Int32Array(2 * size));
  }
}

/** A skill that is not asked for is one of level 0, which everybody has. */
const hintOf = (asked: readonly number[], at: number): number =>
  at < asked.length ? ((asked[at] as number) << LEVEL_BITS) | (asked[at + 1] as number) : 0;

const hasHinted = (levels: Uint8Array, hint: number): boolean =>
  (levels[hint >> LEVEL_BITS] as number) >= (hint & LEVEL);

function larger<T extends Uint8Array | Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
