import type { AbleView, ConversationRecord, SkillNeed } from '../contract/index.js';
import { AppError } from '../platform/index.js';
import type { Need } from './core/index.js';
import type { Picture } from './picture.js';
import { givenAs } from './reads.js';
import type { Person } from './settings.js';

/**
 * How many could take a conversation, were it in this queue with these needs. Says nothing of who is free at the moment.
 * @throws AppError `queue.missing`
 */
export function ableFor(
  picture: Picture,
  conversation: ConversationRecord,
  { queueId, needs }: { queueId: string; needs: SkillNeed[] },
): AbleView {
  const task = picture.taskOf({ ...conversation, queueId, needs, alsoQueueIds: [], passedBy: [] });
  const [first, ...wider] = task?.steps ?? [];
  if (!first) throw new AppError('queue.missing', 'There is no such queue.');
  const channel = givenAs(conversation);
  const people = [...picture.people.values()].filter(({ active, capacity }) => active && capacity[channel] > 0);
  const able = people.filter((person) => serves(picture, person, first.need));
  const atLast = wider.at(-1)?.need ?? first.need;
  const isSignedIn = ({ _id }: Person): boolean => {
    const desk = picture.desks.get(_id);
    return desk !== undefined && picture.stateOf(desk) !== 'offline';
  };
  return {
    able: able.length,
    signedIn: able.filter(isSignedIn).length,
    later: people.filter((person) => serves(picture, person, atLast)).length - able.length,
  };
}

function serves(picture: Picture, { _id, skills }: Person, { queueIds, skills: asked }: Need): boolean {
  const queues = picture.queuesOf(_id);
  return (
    queueIds.some((id) => queues.has(id)) &&
    Object.entries(asked).every(([skillId, level]) => (skills[skillId] ?? 0) >= level)
  );
}
