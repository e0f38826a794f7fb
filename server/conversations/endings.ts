import type { Author, ConversationRecord } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { over, SYSTEM, told } from './drafts.js';
import { FROM, type makeTransition } from './transition.js';

type Result = Promise<ConversationRecord | null>;

interface EndingNeeds {
  clock: Clock;
  transition: ReturnType<typeof makeTransition>['transition'];
}

/** How a conversation pauses and ends. Each is one conditional update; null when it had moved on. */
export function makeEndings({ clock, transition }: EndingNeeds) {
  return {
    /** The talk is over; the agent still writes up. Keeps the owner until closed. */
    startWrapUp(
      id: string,
      by: { agentId: string; agentName: string; until: Date; closedBy: 'agent' | 'customer' },
    ): Result {
      return transition(id, {
        from: FROM.wrapUp,
        where: { agentId: by.agentId },
        set: (c) => ({
          state: 'wrapUp',
          ...over(c),
          wrapUpUntil: by.until,
          closedBy: by.closedBy,
          customerWaitsSince: null,
          sla: null,
        }),
        tells: (c, at) => [told(c, 'conversation.wrapUp', { agentId: by.agentId, agentName: by.agentName }, { at })],
      });
    },

    close(
      id: string,
      by: {
        by: 'agent' | 'customer' | 'system';
        author?: Author;
        outcome?: string;
        note?: string;
        /** Only while this agent owns it. */
        ownerId?: string;
        /** Only from exactly this version. */
        version?: number;
      },
    ): Result {
      const { author = SYSTEM, outcome, note, ownerId, version } = by;
      return transition(id, {
        from: FROM.close,
        ...(version !== undefined && { version }),
        ...(ownerId && { where: { agentId: ownerId } }),
        set: (c) => ({
          state: 'closed',
          ...over(c),
          offer: null,
          queuedAt: null,
          snoozedUntil: null,
          wrapUpUntil: null,
          customerWaitsSince: null,
          sla: null,
          unread: 0,
          closedAt: clock.now(),
          closedBy: by.by,
          ...(outcome && { outcome }),
        }),
        tells: (c, at) => [
          told(
            c,
            'conversation.closed',
            {
              by: by.by,
              ...(author.name && { agentName: author.name }),
              ...(outcome && { outcome }),
              ...(note && { note }),
            },
            { author, at },
          ),
        ],
      });
    },

    snooze(id: string, by: { until: Date; author: Author }): Result {
      return transition(id, {
        from: FROM.snooze,
        set: (c) => ({
          state: 'snoozed',
          ...over(c),
          offer: null,
          queuedAt: null,
          snoozedUntil: by.until,
          sla: null,
        }),
        tells: (c, at) => [
          told(c, 'conversation.snoozed', { until: by.until.toISOString() }, { author: by.author, at }),
        ],
      });
    },
  };
}
