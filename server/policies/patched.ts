import type { DraftChangeRequest, PolicyContent } from '../contract/index.js';
import { AppError } from '../platform/index.js';

type Patch = Pick<DraftChangeRequest, 'skills' | 'common' | 'queues' | 'agents'>;

/**
 * A draft's content with a part of it changed; what is not named stays.
 * @throws AppError `queue.missing`, `user.missing`: queues and agents are not made or removed by a draft
 */
export function patched(
  content: PolicyContent,
  { skills = {}, common = {}, queues = {}, agents = {} }: Patch,
): PolicyContent {
  if (Object.keys(queues).some((id) => !(id in content.queues)))
    throw new AppError('queue.missing', 'There is no such queue.');
  if (Object.keys(agents).some((id) => !(id in content.agents)))
    throw new AppError('user.missing', 'There is no such account, or it is not active.');
  const strangers = Object.values(queues).flatMap(({ memberIds = [] }) =>
    memberIds.filter((id) => !(id in content.agents)),
  );
  if (strangers.length > 0)
    throw new AppError('user.missing', 'Only active accounts can be members.', { userIds: strangers });
  return {
    skills: some({ ...content.skills, ...skills }, (skill) => skill !== null),
    common: { ...content.common, ...common },
    queues: each(content.queues, (queue, id) => ({ ...queue, ...queues[id] })),
    agents: each(content.agents, (agent, id) => {
      const { skills: levels, capacity = agent.capacity } = agents[id] ?? {};
      return { capacity, skills: some({ ...agent.skills, ...levels }, (level) => level !== 0) };
    }),
  };
}

function each<T>(all: Record<string, T>, change: (one: T, id: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(all).map(([id, one]) => [id, change(one, id)]));
}

/** Those that are kept; the test says so to the compiler, not to the reader. */
function some<T, Kept extends T>(all: Record<string, T>, kept: (one: T) => boolean): Record<string, Kept> {
  return Object.fromEntries(Object.entries(all).filter(([, one]) => kept(one))) as Record<string, Kept>;
}
