import { BlockList } from './block-list.js';
import { dropHead, putHead } from './heads.js';
import { type AgentPicture, isBefore, type Line, type TaskClass, type TaskPicture } from './pictures.js';
import type { Millis } from './types.js';

/** How a line differs from others of its class. */
export interface LineOf {
  rate: number;
  without: ReadonlySet<string>;
  last: ReadonlySet<string>;
  only: AgentPicture | null;
}

type Headed = Line & { head: TaskPicture };

const keyOf = ({ key }: TaskPicture): number => key;
const byId = (a: TaskPicture, b: TaskPicture): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const aList = () => new BlockList<TaskPicture>(keyOf, byId);

/** Everyone waiting: per queue in order for positions, per line in order for choices, and the heads of all lines in order. */
export class Lines {
  readonly #queues = new Map<string, Map<number, BlockList<TaskPicture>>>();
  /** By rate; those that ask one agent only are apart. */
  readonly #heads = new Map<number, BlockList<Headed>>();
  readonly #ownHeads = new Map<number, BlockList<Headed>>();

  /** Takes its place in the queue, by the key that counts now. */
  join(task: TaskPicture): void {
    const rates = this.#queues.get(task.queueId) ?? new Map<number, BlockList<TaskPicture>>();
    this.#queues.set(task.queueId, rates);
    const list = rates.get(task.order.rate) ?? aList();
    rates.set(task.order.rate, list);
    list.add(task);
  }

  leave(task: TaskPicture): void {
    this.stopWaiting(task);
    const rates = this.#queues.get(task.queueId);
    const list = rates?.get(task.order.rate);
    list?.remove(task);
    if (list?.size === 0) rates?.delete(task.order.rate);
    if (rates?.size === 0) this.#queues.delete(task.queueId);
  }

  wait(task: TaskPicture, one: TaskClass, how: LineOf): void {
    const line = this.#lineOf(one, how);
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
    if (line.waiting.size === 0) line.of.lines.delete(line.name);
  }

  positionOf(task: TaskPicture, now: Millis): number {
    let before = 0;
    for (const [rate, list] of this.#queues.get(task.queueId) ?? [])
      before += rate === task.order.rate ? list.rank(task) : list.countWhile((other) => isBefore(other, task, now));
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
    return merged([...this.#heads.values(), ...this.#ownHeads.values()], (line) => line.head, now);
  }

  /** Without those that ask one agent only. */
  inOrderForAnybody(now: Millis): Iterable<Line> {
    const lists = [...this.#heads.values()];
    return lists.length === 1 ? (lists[0] as BlockList<Headed>) : merged(lists, (line) => line.head, now);
  }

  #placeHead(line: Line): void {
    const head = line.waiting.first() ?? null;
    if (head === line.head) return;
    const among = line.only?.own ?? line.of.heads;
    const ofRate = this.#headsOf(line);
    if (line.head) {
      ofRate.remove(line as Headed);
      dropHead(among, line);
    }
    line.head = head;
    if (!head) return;
    line.key = head.key;
    ofRate.add(line as Headed);
    putHead(among, line);
  }

  #headsOf({ rate, only }: Line): BlockList<Headed> {
    const heads = only ? this.#ownHeads : this.#heads;
    const known = heads.get(rate);
    if (known) return known;
    const made = new BlockList<Headed>(
      ({ key }) => key,
      (a, b) => byId(a.head, b.head),
    );
    heads.set(rate, made);
    return made;
  }

  #lineOf(of: TaskClass, { rate, without, last, only }: LineOf): Line {
    const plain = without.size === 0 && last.size === 0 && only === null;
    const name = plain ? `${rate}` : [rate, only?.id ?? '', [...without].sort(), '/', [...last].sort()].join(' ');
    const known = of.lines.get(name);
    if (known) return known;
    const waiting = aList();
    const made: Line = { name, of, rate, without, last, only, waiting, head: null, key: 0 };
    of.lines.set(name, made);
    return made;
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
