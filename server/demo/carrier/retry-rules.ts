/** How a webhook is tried again, from the fragment of its address as `#rc=2&rp=all`. */
export interface RetryRules {
  /** Tries after the first, 0 to 5. */
  count: number;
  /** `4xx`, `5xx`, `ct` connection failed, `rt` no answer in time */
  on: Set<string>;
  readTimeoutMs: number;
}

const LONGEST_MS = 15_000;

/** Without a fragment: once more, and only where no connection came about. */
export function retryRules(url: string): RetryRules {
  const asked = new URLSearchParams(new URL(url).hash.slice(1));
  const on = (asked.get('rp') ?? 'ct').split(',');
  return {
    count: Math.min(5, Math.max(0, Number(asked.get('rc') ?? 1) || 0)),
    on: new Set(on.includes('all') ? ['4xx', '5xx', 'ct', 'rt'] : on),
    readTimeoutMs: Math.min(LONGEST_MS, Math.max(100, Number(asked.get('rt') ?? LONGEST_MS) || LONGEST_MS)),
  };
}
