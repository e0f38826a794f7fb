import { LRUCache } from 'lru-cache';
import { tokenBucket } from './token-bucket.js';

/** A bucket per key (a visitor, an address), forgotten when idle. Memory is bounded by `max` keys. */
export function keyedBuckets(perSecond: number, burst: number, max = 50_000) {
  const buckets = new LRUCache<string, () => void>({ max });
  return (key: string): void => {
    const spend = buckets.get(key) ?? tokenBucket(perSecond, burst);
    buckets.set(key, spend);
    spend();
  };
}
