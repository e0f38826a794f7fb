/** Who could take it at that moment, as the router wrote it down. */
export interface ClassParts {
  queueIds: string[];
  skills: { skillId: string; level: number }[];
}

/**
 * Reads the name of a requirement class: `home · channel · queue+queue · skill≥level skill≥level`.
 * @returns null for a name of another make
 */
export function classParts(name: string): ClassParts | null {
  const [, , queues, skills = ''] = name.split(' · ').map((part) => part.trim());
  if (!queues) return null;
  const asked = [...skills.matchAll(/(\S+)≥(\d+)/g)];
  return {
    queueIds: queues.replace(/ ·$/, '').split('+'),
    skills: asked.map(([, skillId, level]) => ({ skillId: skillId as string, level: Number(level) })),
  };
}
