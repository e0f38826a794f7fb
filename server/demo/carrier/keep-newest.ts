/** Puts it there, and lets the oldest go beyond so many: a demo may run for weeks. */
export function keepNewest<V>(kept: Map<string, V>, key: string, value: V, most = 5_000): V {
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  return value;
}
