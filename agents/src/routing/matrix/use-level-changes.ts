import { useMemo, useState } from 'react';
import type { Levels } from './skill-matrix.js';

/** Levels as they would be, on top of those that are saved. */
export function useLevelChanges(saved: Levels) {
  const [changed, setChanged] = useState<Levels>({});
  const levels = useMemo(() => {
    const agents = Object.keys({ ...saved, ...changed });
    return Object.fromEntries(agents.map((id) => [id, changed[id] ? { ...saved[id], ...changed[id] } : saved[id]!]));
  }, [saved, changed]);
  const count = Object.entries(changed).flatMap(([id, cells]) =>
    Object.entries(cells).filter(([skillId, level]) => level !== (saved[id]?.[skillId] ?? 0)),
  ).length;
  return {
    levels,
    changed,
    count,
    set: (agentId: string, skillId: string, level: number) =>
      setChanged((before) => ({ ...before, [agentId]: { ...before[agentId], [skillId]: level } })),
    reset: () => setChanged({}),
  };
}
