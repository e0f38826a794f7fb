import type { Author, ConversationRecord, TouchpointDraft } from '../contract/index.js';
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
      by: {
        agentId: string;
        agentName: string;
        until: Date;
        closedBy: 'agent' | 'customer';
        note?: string;
        /** Only while the customer has said nothing since. */
        seenUntil?: Date;
      },
    ): Result {
      return transition(id, {
        from: FROM.wrapUp,
        where: { agentId: by.agentId, ...unlessSpoken(by.seenUntil) },
        set: (c) => ({
          state: 'wrapUp',
          ...over(c),
          wrapUpUntil: by.until,
          wrapUpExtended: 0,
          closedBy: by.closedBy,
          customerWaitsSince: null,
          sla: null,
        }),
        tells: (c, at) => [
          told(
            c,
            'conversation.wrapUp',
            { agentId: by.agentId, agentName: by.agentName, ...(by.note && { note: by.note }) },
            { at },
          ),
        ],
      });
    },

    /** More time to write up, from its end or, where that is over, from now. Null also when it was lengthened `most` times. */
    extendWrapUp(
      id: string,
      by: { author: Author & { id: string; name: string }; seconds: number; most: number; clientId: string },
    ): Result {
      const { author, seconds, most, clientId } = by;
      const now = clock.now();
      const longer = ({ wrapUpUntil }: ConversationRecord) =>
        new Date(Math.max(+(wrapUpUntil ?? now), +now) + seconds * 1_000);
      return transition(id, {
        from: FROM.extend,
        clientId,
        where: { agentId: author.id, wrapUpExtended: { $not: { $gte: most } } },
        set: (c) => ({ wrapUpUntil: longer(c), wrapUpExtended: (c.wrapUpExtended ?? 0) + 1 }),
        tells: (c, at) => {
          const details = { agentId: author.id, agentName: author.name, seconds, until: longer(c).toISOString() };
          return [told(c, 'conversation.wrapUpExtended', details, { author, at })];
        },
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
        /** Only while the customer has said nothing since. */
        seenUntil?: Date;
        /** As it was read a moment ago. */
        known?: ConversationRecord;
      },
    ): Result {
      const { author = SYSTEM, outcome, note, ownerId, version, seenUntil, known } = by;
      return transition(id, {
        from: FROM.close,
        known,
        ...(version !== undefined && { version }),
        where: { ...(ownerId && { agentId: ownerId }), ...unlessSpoken(seenUntil) },
        set: (c) => ({
          state: 'closed',
          ...over(c),
          ...(mailsAnswer(c) && { answerTo: null }),
          offers: [],
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
          ...(mailsAnswer(c) ? [answerByMail(c, c.answerTo, at)] : []),
        ],
      });
    },

    snooze(id: string, by: { until: Date; author: Author }): Result {
      return transition(id, {
        from: FROM.snooze,
        set: (c) => ({
          state: 'snoozed',
          ...over(c),
          offers: [],
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

const unlessSpoken = (seenUntil: Date | undefined) =>
  seenUntil ? { $nor: [{ 'lastMessage.direction': 'in', 'lastMessage.at': { $gt: seenUntil } }] } : {};

/** Somebody answered, and whoever asked was told to expect it by mail. */
const mailsAnswer = (c: ConversationRecord): c is ConversationRecord & { answerTo: string } =>
  Boolean(c.answerTo) && c.firstResponseAt !== null;

/** The whole talk to the address that was left; it goes out through the outbox like any other mail. */
const answerByMail = (c: ConversationRecord, to: string, at: Date): TouchpointDraft => ({
  ...told(c, 'transcript.mailed', { to }, { at }),
  direction: 'out',
  channel: 'email',
  delivery: 'pending',
});
