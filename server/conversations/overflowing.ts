import type { ConversationRecord, OverflowCause, TouchpointDraft } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { SYSTEM, told } from './drafts.js';
import { FROM, type makeTransition } from './transition.js';

type Result = Promise<ConversationRecord | null>;

interface Leaving {
  version: number;
  cause: OverflowCause;
  /** What the customer is told; null when they were told so a moment ago. */
  text: string | null;
}

interface OverflowNeeds {
  clock: Clock;
  transition: ReturnType<typeof makeTransition>['transition'];
}

/** How one who waits in vain is helped otherwise. Each is one conditional update; null when the conversation had moved on. */
export function makeOverflowing({ clock, transition }: OverflowNeeds) {
  const words = (c: ConversationRecord, text: string | null): TouchpointDraft[] =>
    text === null
      ? []
      : [
          {
            ...told(c, 'message', { source: 'automatic' }, { author: SYSTEM, at: clock.now() }),
            direction: 'out',
            text,
            delivery: 'sent',
          },
        ];

  return {
    /** The members of another queue may serve it too, from where it stands. */
    overflowToQueue(
      id: string,
      {
        version,
        cause,
        queueId,
        queueName,
      }: { version: number; cause: OverflowCause; queueId: string; queueName: string },
    ): Result {
      return transition(id, {
        from: FROM.overflow,
        version,
        set: (c) => ({ alsoQueueIds: [...(c.alsoQueueIds ?? []), queueId], overflowedAt: clock.now() }),
        tells: (c, at) => [told(c, 'conversation.overflowed', { cause, to: 'queue', queueId, queueName }, { at })],
      });
    },

    /** Leaves the line until then, and comes back to its place. */
    overflowToMessage(id: string, { version, cause, text, until }: Leaving & { until: Date }): Result {
      return transition(id, {
        from: FROM.overflow,
        version,
        set: {
          ...{ state: 'snoozed', offers: [], queuedAt: null, sla: null },
          ...{ snoozedUntil: until, keepsPlace: true, overflowedAt: clock.now() },
        },
        tells: (c, at) => [
          told(c, 'conversation.overflowed', { cause, to: 'message', until: until.toISOString() }, { at }),
          ...words(c, text),
        ],
      });
    },

    /** Ends here: somebody will call, or nobody can be reached any more. */
    overflowToEnd(id: string, { version, cause, text, to }: Leaving & { to: 'callback' | 'close' }): Result {
      const now = clock.now();
      return transition(id, {
        from: FROM.overflow,
        version,
        set: {
          ...{ state: 'closed', offers: [], queuedAt: null, customerWaitsSince: null, sla: null, unread: 0 },
          ...{ closedAt: now, closedBy: 'system', overflowedAt: now },
        },
        tells: (c, at) => [
          told(c, 'conversation.overflowed', { cause, to }, { at }),
          ...words(c, text),
          told(c, 'conversation.closed', { by: 'system' }, { at }),
        ],
      });
    },
  };
}
