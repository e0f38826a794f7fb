import { StoreError } from './errors.js';

/** How long one command may work, its cursor included; time between two pulls belongs to others and does not count. */
export class TimeLimit {
  #spentMs = 0;

  constructor(private readonly limitMs: number) {}

  /**
   * The same work, ended when the limit is passed.
   * @throws StoreError MaxTimeMSExpired at the first pause after that
   */
  *watch<T, R>(work: Iterator<T, R>): Generator<T, R> {
    for (;;) {
      const begin = performance.now();
      const { value, done } = work.next();
      this.#spentMs += performance.now() - begin;
      if (this.#spentMs > this.limitMs) throw new StoreError('MaxTimeMSExpired', 'operation exceeded time limit');
      if (done) return value;
      yield value;
    }
  }
}

/** The work as it is where no limit was asked for. */
export const timed = <T, R>(limit: TimeLimit | undefined, work: Generator<T, R>): Generator<T, R> =>
  limit ? limit.watch(work) : work;
