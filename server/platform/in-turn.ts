export type InTurn = <T>(key: string, task: () => Promise<T>) => Promise<T>;

/**
 * Runs tasks of one key one after the other, and different keys beside each other. A failing task does not stop the next.
 * Within this process only: what several nodes do at once is settled in the store.
 */
export function inTurn(): InTurn {
  const tails = new Map<string, Promise<unknown>>();
  return function run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = tails.get(key) ?? Promise.resolve();
    const result = before.then(task, task);
    const tail = result
      .catch(() => {})
      .then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
    tails.set(key, tail);
    return result;
  };
}
