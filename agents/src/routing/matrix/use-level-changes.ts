import { useMemo, useState } from 'react';
import { edited, type LevelEdits, type Levels, levelsOf } from './level-edits.js';

/** Levels as they would be, on top of those that are saved. */
export function useLevelChanges(saved: Levels) {
  const [edits, setEdits] = useState<LevelEdits>([]);
  const changed = useMemo(() => levelsOf(edits), [edits]);
  const levels = useMemo(() => {
    const agents = Object.keys({ ...saved, ...changed });
    return Object.fromEntries(agents.map((id) => [id, changed[id] ? { ...saved[id], ...changed[id] } : saved[id]!]));
  }, [saved, changed]);
  const count = edits.filter(({ agentId, skillId, level }) => level !== (saved[agentId]?.[skillId] ?? 0)).length;
  return {
    levels,
    changed,
    edits,
    count,
    set: (agentId: string, skillId: string, level: number) =>
      setEdits((before) => edited(before, { agentId, skillId, level }, saved)),
    reset: () => setEdits([]),
  };
}
