import type { Time } from '../time.js';

/** Thrown inside a run that goes on no further. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** One course of events on a line, that can be broken off at any moment. */
export interface Run {
  stop(): void;
  readonly isStopped: boolean;
  /** @throws Stopped as soon as the run is */
  until<T>(promise: Promise<T>): Promise<T>;
  /** @throws Stopped */
  wait(ms: number): Promise<void>;
  /** Stops with this one, or before. */
  inner(): Run;
}

export function makeRun(time: Time): Run {
  const stops = new Set<() => void>();
  let isStopped = false;
  const run: Run = {
    get isStopped() {
      return isStopped;
    },
    stop() {
      if (isStopped) return;
      isStopped = true;
      for (const stop of [...stops]) stop();
      stops.clear();
    },
    until: (promise) =>
      new Promise((resolve, reject) => {
        const stop = () => reject(new Stopped());
        if (isStopped) stop();
        stops.add(stop);
        promise.then(resolve, reject).finally(() => stops.delete(stop));
      }),
    wait(ms) {
      let takeBack = () => {};
      const passed = new Promise<void>((resolve) => {
        takeBack = time.after(ms, resolve);
      });
      return run.until(passed).finally(takeBack);
    },
    inner() {
      const inside = makeRun(time);
      if (isStopped) inside.stop();
      stops.add(inside.stop);
      return inside;
    },
  };
  return run;
}
