import type { NamedNeed, SkillNeed } from '../contract/index.js';
import { AppError } from '../platform/index.js';
import type { DeskNeeds } from './needs.js';

/**
 * Needs with the names of their skills, as the timeline tells them.
 * @throws AppError `skill.missing`, with those that are not there
 */
export async function namedNeeds(needs: readonly SkillNeed[], skills: DeskNeeds['skills']): Promise<NamedNeed[]> {
  const known = new Map((await skills.all()).map((skill) => [skill._id, skill]));
  const unknown = needs.filter(({ skillId }) => !known.has(skillId)).map(({ skillId }) => skillId);
  if (unknown.length > 0) throw new AppError('skill.missing', 'There is no such skill.', { skillIds: unknown });
  return needs.map(({ skillId, level }) => {
    const { name, nameFa } = known.get(skillId)!;
    return { skillId, level, name, nameFa };
  });
}
