import { BlockList } from './block-list.js';
import type { ClassTable } from './class-table.js';
import { HeadOrder } from './head-order.js';
import { dropHead, putHead } from './heads.js';
import { type AgentPicture, byId, isBefore, type Line, merged, type TaskClass, type TaskPicture } from './pictures.js';
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

const keyOf = ({ key }: TaskPicture): number => key;
const aList = () => new BlockList<TaskPicture>(keyOf, byId);

/** Everyone waiting: per queue in order for positions, and per line in order for choices. */
export class Lines {
  readonly #queues = new Map<string, Map<number, BlockList<TaskPicture>>>();
  /** All that have a head. */
  readonly order = new HeadOrder();

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

  #placeHead(line: Line): void {
    const head = line.waiting.first() ?? null;
    if (head === line.head) return;
    const among = line.only?.own ?? line.of.heads;
    this.order.leave(line);
    if (line.head) dropHead(among, line);
    line.head = head;
    if (head) {
      line.key = line.waiting.firstKey() as number;
      putHead(among, line);
      this.order.join(line);
    }
    if (!line.only) this.table.note(line.of);
  }

  #lineOf(of: TaskClass, rate: number, how: LineOf): Line {
    const { without, last, only } = how;
    const isPlain = without.size === 0 && last.size === 0 && only === null;
    if (isPlain && of.usual?.rate === rate) return of.usual;
    const name = isPlain ? `${rate}` : [rate, only?.id ?? '', [...without].sort(), '/', [...last].sort()].join(' ');
    const known = of.lines.get(name);
    if (known) return known;
    const made: Line = {
      of,
      waiting: aList(),
      head: null,
      key: 0,
      rate,
      without,
      last,
      only,
      no: this.order.next(),
      name,
    };
    this.order.put(made);
    if (isPlain && !of.usual) of.usual = made;
    else of.lines.set(name, made);
    return made;
  }

  #dropLine(line: Line): void {
    const { of, name } = line;
    if (of.usual === line) of.usual = null;
    else of.lines.delete(name);
    this.order.drop(line);
  }
}
