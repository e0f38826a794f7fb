import type { Store } from './store.js';

/** The page is in front of somebody. */
const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/**
 * Says that somebody looks at what a store holds: now, with every change of it, and when they come back to the page.
 * @returns ends it
 */
export function whenLookedAt(store: Pick<Store<unknown>, 'subscribe'>, looked: () => void): () => void {
  const look = () => isLookedAt() && looked();
  look();
  const stop = store.subscribe(look);
  window.addEventListener('focus', look);
  document.addEventListener('visibilitychange', look);
  return () => {
    stop();
    window.removeEventListener('focus', look);
    document.removeEventListener('visibilitychange', look);
  };
}
