import type { Author, ConversationRecord, NamedNeed, SkillNeed, TouchpointDetails } from '../contract/index.js';
import { ConversationModel } from './conversation.model.js';
import { told } from './drafts.js';
import { FROM, type makeTransition } from './transition.js';

type Result = Promise<ConversationRecord | null>;

/** Below it are the keys of those who were put first: smaller than any that a queue's rules can make, in milliseconds. */
export const FRONT = -4e15;

/** Who does it, and their id of it: the same one twice is done once. */
interface By {
  author: Author & { id: string; name: string };
  clientId: string;
}

interface SupervisionNeeds {
  transition: ReturnType<typeof makeTransition>['transition'];
}

/** What is done over the heads of line and owner. Each is one conditional update; null when the conversation had moved on. */
export function makeSupervision({ transition }: SupervisionNeeds) {
  return {
    /** Moves one that waits within its queue's line. A pending offer of it stays out. */
    async prioritise(
      { _id, queueId, routingKey }: Pick<ConversationRecord, '_id' | 'queueId' | 'routingKey'>,
      { ahead }: TouchpointDetails['conversation.prioritised'],
      { author, clientId }: By,
    ): Result {
      const first = ahead === 'first' ? await firstOf(queueId) : null;
      return transition(_id, {
        from: FROM.prioritise,
        clientId,
        where: { queueId },
        isSo: () => first?._id === _id && first.routingKey < FRONT,
        set: (c) => ({
          routingKey:
            ahead === 'first' ? Math.min(first?.routingKey ?? routingKey, FRONT) - 1 : originOf(c) - ahead * 60_000,
        }),
        tells: (c, at) => [told(c, 'conversation.prioritised', { ahead }, { author, at })],
      });
    },

    /**
     * What its agent must be able to do, instead of what was asked for it before. Whoever has it keeps it; null when somebody else has
     * it by now.
     */
    setNeeds(
      { _id, agentId }: Pick<ConversationRecord, '_id' | 'agentId'>,
      needs: readonly NamedNeed[],
      { author, clientId }: By,
    ): Result {
      const wanted = plainNeeds(needs);
      return transition(_id, {
        from: FROM.setNeeds,
        clientId,
        where: { agentId },
        isSo: (c) => JSON.stringify(plainNeeds(c.needs ?? [])) === JSON.stringify(wanted),
        set: { needs: wanted },
        tells: (c, at) => [told(c, 'conversation.needsSet', { needs: [...needs] }, { author, at })],
      });
    },

    /** Writes to the customer from now on beside the owner, until they withdraw or the talk is over. */
    join(id: string, { author, clientId }: By): Result {
      const details = { agentId: author.id, agentName: author.name };
      return transition(id, {
        from: FROM.join,
        clientId,
        isSo: (c) => c.agentId === author.id || Boolean(c.joinedBy?.includes(author.id)),
        set: (c) => ({ joinedBy: [...(c.joinedBy ?? []), author.id] }),
        tells: (c, at) => [told(c, 'agent.joined', details, { author, at })],
      });
    },

    withdraw(id: string, { author, clientId }: By): Result {
      const details = { agentId: author.id, agentName: author.name };
      return transition(id, {
        from: FROM.withdraw,
        clientId,
        isSo: (c) => !c.joinedBy?.includes(author.id),
        set: (c) => ({ joinedBy: c.joinedBy?.filter((one) => one !== author.id) }),
        tells: (c, at) => [told(c, 'agent.withdrew', details, { author, at })],
      });
    },
  };
}

/** As they are stored: neither names nor what a driver adds. */
export const plainNeeds = (needs: readonly SkillNeed[]): SkillNeed[] =>
  needs.map(({ skillId, level }) => ({ skillId, level }));

/** Whoever was put first and is moved by minutes, is so from where they came. */
const originOf = ({ routingKey, queuedAt, openedAt }: ConversationRecord): number =>
  routingKey < FRONT ? +(queuedAt ?? openedAt) : routingKey;

/** Of those put first the one put there last, else whoever waits longest. */
function firstOf(queueId: string): Promise<Pick<ConversationRecord, '_id' | 'routingKey'> | null> {
  return ConversationModel.findOne({ queueId, state: { $in: FROM.prioritise } }, { routingKey: 1 })
    .sort({ routingKey: 1, _id: 1 })
    .lean<Pick<ConversationRecord, '_id' | 'routingKey'>>();
}
