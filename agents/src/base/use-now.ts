import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time, renewed every `everySeconds`: one timer for the whole page, whoever asks. */
export function useNow(everySeconds = 1): number {
  const step = everySeconds * 1_000;
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / step) * step);
}
