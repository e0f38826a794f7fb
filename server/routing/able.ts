import type { AbleView, ConversationRecord, DeskRecord, SkillNeed } from '../contract/index.js';
import { AppError } from '../platform/index.js';
import type { Need } from './core/index.js';
import { mayTake } from './desk-moves.js';
import type { Picture } from './picture.js';
import { givenAs } from './placing.js';
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

/**
 * Whom of a queue to ask about somebody on the phone: who has the skills and is free for a call, idle longest; first those who were not
 * asked before.
 * @throws AppError `queue.missing`, `queue.nobodyFree`
 */
export function freeToAsk(
  picture: Picture,
  conversation: ConversationRecord,
  queueId: string,
  askedBefore: ReadonlySet<string>,
): string {
  const task = picture.taskOf({ ...conversation, queueId, alsoQueueIds: [], passedBy: [] });
  const need = task?.steps[0]?.need;
  if (!need) throw new AppError('queue.missing', 'There is no such queue.');
  const call = { conversationId: conversation._id, channel: 'voice' as const, interrupts: picture.interrupts };
  const free = [...picture.desks.values()].filter((desk) => {
    const person = picture.people.get(desk._id);
    return person?.active && serves(picture, person, need) && mayTake(desk, call);
  });
  const rank = ({ _id, idleSince }: DeskRecord) => (askedBefore.has(_id) ? 1e15 : 0) + +idleSince;
  const [first] = free.sort((a, b) => rank(a) - rank(b));
  if (!first) throw new AppError('queue.nobodyFree', 'Nobody of this queue is free for a call now.');
  return first._id;
}

function serves(picture: Picture, { _id, skills }: Person, { queueIds, skills: asked }: Need): boolean {
  const queues = picture.queuesOf(_id);
  return (
    queueIds.some((id) => queues.has(id)) &&
    Object.entries(asked).every(([skillId, level]) => (skills[skillId] ?? 0) >= level)
  );
}
