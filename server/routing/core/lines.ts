import { BlockList } from './block-list.js';
import type { ClassTable } from './class-table.js';
import { dropHead, putHead } from './heads.js';
import { type AgentPicture, isBefore, type Line, type TaskClass, type TaskPicture } from './pictures.js';
import type { Millis } from './types.js';

/** How a line differs from others of its class. */
export interface LineOf {
  without: ReadonlySet<string>;
  last: ReadonlySet<string>;
  only: AgentPicture | null;
}

const NOBODY: ReadonlySet<string> = new Set();
/** Anybody may be asked. */
export const PLAIN: LineOf = { without: NOBODY, last: NOBODY, only: null };

/** Lines by their numbers, in the order in which their heads are served. */
type LineNos = BlockList<number>;

const FIRST_SIZE = 256;
const keyOf = ({ key }: TaskPicture): number => key;
const byId = (a: TaskPicture, b: TaskPicture): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const aList = () => new BlockList<TaskPicture>(keyOf, byId);

/** Everyone waiting: per queue in order for positions, per line in order for choices, and the heads of all lines in order. */
export class Lines {
  readonly #queues = new Map<string, Map<number, BlockList<TaskPicture>>>();
  readonly #lines: Line[] = [];
  readonly #unused: number[] = [];
  /** Number of the class of each line. */
  #classNos = new Int32Array(FIRST_SIZE);
  /** By rate; those that ask one agent only are apart. */
  readonly #heads = new Map<number, LineNos>();
  readonly #ownHeads = new Map<number, LineNos>();

  constructor(readonly table: ClassTable) {}

  /** Takes its place in the queue, by the key that counts now. */
  join(task: TaskPicture): void {
    const rates = this.#queues.get(task.queueId) ?? new Map<number, BlockList<TaskPicture>>();
    this.#queues.set(task.queueId, rates);
    const list = rates.get(task.rate) ?? aList();
    rates.set(task.rate, list);
    list.add(task);
  }

  leave(task: TaskPicture): void {
    this.stopWaiting(task);
    const rates = this.#queues.get(task.queueId);
    const list = rates?.get(task.rate);
    list?.remove(task);
    if (list?.size === 0) rates?.delete(task.rate);
    if (rates?.size === 0) this.#queues.delete(task.queueId);
  }

  wait(task: TaskPicture, one: TaskClass, how: LineOf): void {
    const line = this.#lineOf(one, task.rate, how);
    line.waiting.add(task);
    task.line = line;
    this.#placeHead(line);
  }

  stopWaiting(task: TaskPicture): void {
    const line = task.line;
    if (!line) return;
    line.waiting.remove(task);
    task.line = null;
    this.#placeHead(line);
    if (line.waiting.size === 0) this.#dropLine(line);
  }

  positionOf(task: TaskPicture, now: Millis): number {
    let before = 0;
    for (const [rate, list] of this.#queues.get(task.queueId) ?? [])
      before += rate === task.rate ? list.rank(task) : list.countWhile((other) => isBefore(other, task, now));
    return 1 + before;
  }

  length(queueId: string): number {
    let sum = 0;
    for (const list of this.#queues.get(queueId)?.values() ?? []) sum += list.size;
    return sum;
  }

  /** Who waits in a queue, first one first. */
  inOrder(queueId: string, now: Millis): Iterable<TaskPicture> {
    const lists = [...(this.#queues.get(queueId)?.values() ?? [])];
    return lists.length === 1 ? (lists[0] as BlockList<TaskPicture>) : merged(lists, (task) => task, now);
  }

  /** The lines, in the order of their heads. */
  inOrderOfHeads(now: Millis): Iterable<Line> {
    const lists = [...this.#heads.values(), ...this.#ownHeads.values()].map((list) => this.#linesOf(list));
    return merged(lists, (line) => line.head as TaskPicture, now);
  }

  /**
   * Of each rate the first line that may be given, apart from those that ask one agent only.
   * @param mayBeOf tells of most classes, by their numbers, that it is none of them
   */
  *firstForAnybody(mayBeOf: (classNo: number) => boolean, may: (line: Line) => boolean): Generator<Line> {
    for (const list of this.#heads.values()) {
      const no = list.find((one) => mayBeOf(this.#classNos[one] as number) && may(this.#lines[one] as Line));
      if (no !== undefined) yield this.#lines[no] as Line;
    }
  }

  #placeHead(line: Line): void {
    const head = line.waiting.first() ?? null;
    if (head === line.head) return;
    const among = line.only?.own ?? line.of.heads;
    const ofRate = this.#headsOf(line);
    if (line.head) {
      ofRate.remove(line.no);
      dropHead(among, line);
      if (!head && ofRate.size === 0) (line.only ? this.#ownHeads : this.#heads).delete(line.rate);
    }
    line.head = head;
    if (head) {
      line.key = head.key;
      ofRate.add(line.no);
      putHead(among, line);
    }
    if (!line.only) this.table.note(line.of);
  }

  *#linesOf(list: LineNos): Generator<Line> {
    for (const no of list) yield this.#lines[no] as Line;
  }

  #headsOf({ rate, only }: Line): LineNos {
    const heads = only ? this.#ownHeads : this.#heads;
    const known = heads.get(rate);
    if (known) return known;
    const headOf = (no: number) => (this.#lines[no] as Line).head as TaskPicture;
    const made: LineNos = new BlockList(
      (no) => (this.#lines[no] as Line).key,
      (a, b) => byId(headOf(a), headOf(b)),
    );
    heads.set(rate, made);
    return made;
  }

  #lineOf(of: TaskClass, rate: number, how: LineOf): Line {
    const { without, last, only } = how;
    const isPlain = without.size === 0 && last.size === 0 && only === null;
    if (isPlain && of.usual?.rate === rate) return of.usual;
    const name = isPlain ? `${rate}` : [rate, only?.id ?? '', [...without].sort(), '/', [...last].sort()].join(' ');
    const known = of.lines.get(name);
    if (known) return known;
    const made: Line = { no: this.#nextNo(of), name, of, rate, ...how, waiting: aList(), head: null, key: 0 };
    this.#lines[made.no] = made;
    if (isPlain && !of.usual) of.usual = made;
    else of.lines.set(name, made);
    return made;
  }

  #nextNo(of: TaskClass): number {
    const no = this.#unused.pop() ?? this.#lines.length;
    if (no >= this.#classNos.length) {
      const larger = new Int32Array(2 * this.#classNos.length);
      larger.set(this.#classNos);
      this.#classNos = larger;
    }
    this.#classNos[no] = of.no;
    return no;
  }

  #dropLine(line: Line): void {
    const { of, name, no } = line;
    if (of.usual === line) of.usual = null;
    else of.lines.delete(name);
    this.#unused.push(no);
  }
}

function* merged<T>(lists: Iterable<T>[], taskOf: (item: T) => TaskPicture, now: Millis): Generator<T> {
  const open = lists.map((list) => list[Symbol.iterator]());
  const heads = open.map((iterator) => iterator.next());
  for (;;) {
    let best = -1;
    for (let i = 0; i < heads.length; i += 1) {
      const head = heads[i] as IteratorResult<T>;
      if (head.done) continue;
      const leader = best < 0 ? null : (heads[best] as IteratorYieldResult<T>).value;
      if (leader === null || isBefore(taskOf(head.value), taskOf(leader), now)) best = i;
    }
    if (best < 0) return;
    yield (heads[best] as IteratorYieldResult<T>).value;
    heads[best] = (open[best] as Iterator<T>).next() as IteratorResult<T>;
  }
}
