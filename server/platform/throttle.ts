/**
 * Runs `work` for a key at most every `everyMs`: at once the first time, then once more at the end of the stretch if it was asked
 * for again in between. Any number of askers cost one run.
 */
export function makeThrottle(everyMs: number, work: (key: string) => Promise<unknown> | void) {
  const resting = new Map<string, { timer: NodeJS.Timeout; again: boolean }>();

  function run(key: string): void {
    const timer = setTimeout(() => {
      const again = resting.get(key)?.again;
      resting.delete(key);
      if (again) run(key);
    }, everyMs);
    timer.unref();
    resting.set(key, { timer, again: false });
    void work(key);
  }

  function ask(key: string): void {
    const rest = resting.get(key);
    if (rest) rest.again = true;
    else run(key);
  }

  ask.stop = () => {
    for (const { timer } of resting.values()) clearTimeout(timer);
    resting.clear();
  };
  return ask;
}
