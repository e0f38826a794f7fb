import { LRUCache } from 'lru-cache';
import { tokenBucket } from './token-bucket.js';

/** A bucket per key (a visitor, an address), forgotten when idle. Memory is bounded by `max` keys. */
export function keyedBuckets(perSecond: number, burst: number, max = 50_000) {
  // By size and not by `max`, which would set memory aside for all of them at once.
  const buckets = new LRUCache<string, () => void>({ maxSize: max, sizeCalculation: () => 1 });
  return (key: string): void => {
    const spend = buckets.get(key) ?? tokenBucket(perSecond, burst);
    buckets.set(key, spend);
    spend();
  };
}
