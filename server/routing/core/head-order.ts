import { BlockList } from './block-list.js';
import { byId, type Line, merged, type TaskPicture } from './pictures.js';
import type { Millis } from './types.js';

/** Lines by their numbers, by rate; of one rate in the order in which their heads are served. */
type Ordered = Map<number, BlockList<number>>;

const FIRST_SIZE = 256;
/** Lines get other heads so many times for each line before the order that nobody asks for is given up. */
const UNASKED = 8;

/**
 * The heads of all lines in order, for agents who are able to serve too many classes to look at each. Where there are none nobody
 * asks for it, and it is not kept: that would be half of the work of giving one away.
 */
export class HeadOrder {
  readonly #lines: (Line | null)[] = [];
  readonly #unused: number[] = [];
  /** Number of the class of each line. */
  #classNos = new Int32Array(FIRST_SIZE);
  /** Those that ask one agent only are apart. */
  #kept: { anybody: Ordered; one: Ordered } | null = null;
  #unasked = 0;

  /** @returns the number of a line that is made now, and put next */
  next(): number {
    return this.#unused.pop() ?? this.#lines.length;
  }

  put(line: Line): void {
    if (line.no >= this.#classNos.length) {
      const larger = new Int32Array(2 * this.#classNos.length);
      larger.set(this.#classNos);
      this.#classNos = larger;
    }
    this.#lines[line.no] = line;
    this.#classNos[line.no] = line.of.no;
  }

  /** Of a line without a head. */
  drop({ no }: Line): void {
    this.#lines[no] = null;
    this.#unused.push(no);
  }

  /** Before its head changes. */
  leave(line: Line): void {
    if (!this.#kept || !line.head) return;
    this.#unasked += 1;
    if (this.#unasked > UNASKED * this.#lines.length + FIRST_SIZE) {
      this.#kept = null;
      return;
    }
    const ofKind = line.only ? this.#kept.one : this.#kept.anybody;
    const list = ofKind.get(line.rate);
    list?.remove(line.no);
    if (list?.size === 0) ofKind.delete(line.rate);
  }

  /** With its new head. */
  join(line: Line): void {
    if (!this.#kept || !line.head) return;
    const ofKind = line.only ? this.#kept.one : this.#kept.anybody;
    const list = ofKind.get(line.rate) ?? this.#aList();
    ofKind.set(line.rate, list);
    list.add(line.no);
  }

  /** The lines, in the order of their heads. */
  all(now: Millis): Iterable<Line> {
    const { anybody, one } = this.#ordered();
    const lists = [...anybody.values(), ...one.values()].map((list) => this.#linesOf(list));
    return merged(lists, (line) => line.head as TaskPicture, now);
  }

  /**
   * Of each rate the first line that may be given, apart from those that ask one agent only.
   * @param mayBeOf tells of most classes, by their numbers, that it is none of them
   */
  *firstForAnybody(mayBeOf: (classNo: number) => boolean, may: (line: Line) => boolean): Generator<Line> {
    for (const list of this.#ordered().anybody.values()) {
      const no = list.find((one) => mayBeOf(this.#classNos[one] as number) && may(this.#lines[one] as Line));
      if (no !== undefined) yield this.#lines[no] as Line;
    }
  }

  #ordered(): { anybody: Ordered; one: Ordered } {
    this.#unasked = 0;
    if (this.#kept) return this.#kept;
    this.#kept = { anybody: new Map(), one: new Map() };
    for (const line of this.#lines) if (line) this.join(line);
    return this.#kept;
  }

  *#linesOf(list: BlockList<number>): Generator<Line> {
    for (const no of list) yield this.#lines[no] as Line;
  }

  #aList(): BlockList<number> {
    const headOf = (no: number) => this.#lines[no]?.head as TaskPicture;
    return new BlockList(
      (no) => (this.#lines[no] as Line).key,
      (a, b) => byId(headOf(a), headOf(b)),
    );
  }
}
