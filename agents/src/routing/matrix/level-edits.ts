/** Levels by agent and skill; 0 or missing: has it not. */
export type Levels = Record<string, Record<string, number>>;

/** A cell that was changed here, and what it was then. */
interface LevelEdit {
  agentId: string;
  skillId: string;
  was: number;
  level: number;
}

export type LevelEdits = readonly LevelEdit[];

/** A cell that two people set to different levels at the same time. */
export interface TornLevel {
  agentId: string;
  skillId: string;
  mine: number;
  theirs: number;
}

type Cell = Pick<LevelEdit, 'agentId' | 'skillId'>;

const levelIn = (levels: Levels, { agentId, skillId }: Cell): number => levels[agentId]?.[skillId] ?? 0;

/** A cell that is set to what it was is not changed any more. */
export function edited(edits: LevelEdits, cell: Cell & { level: number }, saved: Levels): LevelEdits {
  const isSame = (one: Cell) => one.agentId === cell.agentId && one.skillId === cell.skillId;
  const was = edits.find(isSame)?.was ?? levelIn(saved, cell);
  const others = edits.filter((one) => !isSame(one));
  return was === cell.level ? others : [...others, { ...cell, was }];
}

export function levelsOf(edits: LevelEdits): Levels {
  const levels: Levels = {};
  for (const { agentId, skillId, level } of edits) levels[agentId] = { ...levels[agentId], [skillId]: level };
  return levels;
}

/** @param theirs what holds now */
export function tornLevels(edits: LevelEdits, theirs: Levels): TornLevel[] {
  return edits
    .filter((edit) => ![edit.was, edit.level].includes(levelIn(theirs, edit)))
    .map(({ agentId, skillId, level: mine }) => ({
      agentId,
      skillId,
      mine,
      theirs: levelIn(theirs, { agentId, skillId }),
    }));
}
