export type ApiFault = 'answer429' | 'answer500' | 'timeOut';

export interface ApiFaultOptions {
  /** How many of the next requests. Default 1. */
  times?: number;
  /** Only those whose `METHOD path` matches. Default every POST. */
  on?: RegExp;
}

/** What the API itself does wrong, asked for. */
export function makeApiFaults() {
  let asked: { fault: ApiFault; left: number; on: RegExp }[] = [];
  const ask =
    (fault: ApiFault) =>
    (options: ApiFaultOptions = {}) =>
      void asked.push({ fault, left: options.times ?? 1, on: options.on ?? /^POST / });
  return {
    /** Refuses before anything was done: too many requests. */
    answer429: ask('answer429'),
    /** Breaks before anything was done. */
    answer500: ask('answer500'),
    /** Does it, and is cut off before the answer. */
    timeOut: ask('timeOut'),
    clear(): void {
      asked = [];
    },
    strike(request: string): ApiFault | null {
      const one = asked.find(({ on }) => on.test(request));
      if (!one) return null;
      one.left -= 1;
      asked = asked.filter(({ left }) => left > 0);
      return one.fault;
    },
  };
}

export type ApiFaults = ReturnType<typeof makeApiFaults>;
