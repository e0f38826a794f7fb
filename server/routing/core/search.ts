import { SEVERAL } from './class-table.js';
import type { Classes } from './classes.js';
import { type Asking, firstOf, isServedBefore, mayHave } from './heads.js';
import type { Lines } from './lines.js';
import type { Line } from './pictures.js';
import type { Millis } from './types.js';

/** Finds what an agent who has room is given: the first in line of all that they may have. */
export class Search {
  constructor(
    readonly classes: Classes,
    readonly lines: Lines,
  ) {}

  /** @returns the line whose head it is */
  firstFor(asking: Asking, now: Millis): Line | null {
    const { own, classes } = asking.agent;
    const mine = own.length > 0 ? firstOf(own, asking, null, now) : null;
    return classes ? this.#firstOfListed(classes, asking, mine, now) : this.#firstOfAny(asking, mine, now);
  }

  /** Reads only numbers, but for classes that have several heads and the one that is chosen. */
  #firstOfListed(classNos: readonly number[], asking: Asking, mine: Line | null, now: Millis): Line | null {
    const { waiting, keys, rates } = this.classes.table;
    let best = mine;
    let first = -1;
    let age = 0;
    let key = 0;
    for (let i = 0; i < classNos.length; i += 1) {
      const no = classNos[i] as number;
      const waits = waiting[no] as number;
      if ((waits & asking.room) === 0) continue;
      if (waits & SEVERAL) {
        best = firstOf(this.classes.table.at(no).heads, asking, best, now);
        continue;
      }
      const itsKey = keys[no] as number;
      const itsAge = (rates[no] as number) * (now - itsKey);
      if (first >= 0 && (itsAge < age || (itsAge === age && !this.#isFirst(no, itsKey, first, key)))) continue;
      first = no;
      age = itsAge;
      key = itsKey;
    }
    if (first < 0) return best;
    const line = this.classes.table.lines[first] as Line;
    return !best || isServedBefore(line, best, now) ? line : best;
  }

  /** Of two that are of the same age. */
  #isFirst(no: number, key: Millis, otherNo: number, otherKey: Millis): boolean {
    if (key !== otherKey) return key < otherKey;
    const idOf = (classNo: number) => this.classes.table.lines[classNo]?.head?.id ?? '';
    return idOf(no) < idOf(otherNo);
  }

  /** A generalist looks at the heads of all lines in their order: about one in so many is theirs. */
  #firstOfAny(asking: Asking, mine: Line | null, now: Millis): Line | null {
    const { agent } = asking;
    const mayBeOf = (classNo: number) => this.classes.table.mayBeAble(agent, classNo);
    const may = (line: Line) => mayHave(asking, line) && this.classes.isAble(agent, line.of);
    let best = mine;
    for (const line of this.lines.order.firstForAnybody(mayBeOf, may))
      if (!best || isServedBefore(line, best, now)) best = line;
    return best;
  }
}
