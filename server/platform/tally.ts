/**
 * Of how many sets something is in.
 * @param onMoved what is in one now, having been in none, and what is in none any longer
 */
export function makeTally(onMoved?: (came: string[], left: string[]) => void) {
  const counts = new Map<string, number>();

  function count(id: string, by: 1 | -1): number {
    const now = (counts.get(id) ?? 0) + by;
    if (now === 0) counts.delete(id);
    else counts.set(id, now);
    return now;
  }

  return {
    isThere: (id: string): boolean => counts.has(id),

    /** The one door by which the sets change. */
    moves(set: Set<string>, more: Iterable<string>, fewer: Iterable<string>): void {
      const [came, left]: [string[], string[]] = [[], []];
      for (const id of fewer) if (set.delete(id) && count(id, -1) === 0) left.push(id);
      for (const id of more) {
        if (set.has(id)) continue;
        set.add(id);
        if (count(id, 1) === 1) came.push(id);
      }
      if (came.length + left.length > 0) onMoved?.(came, left);
    },
  };
}
