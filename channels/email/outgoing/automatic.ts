import type {
  ConversationRecord,
  Locale,
  MailAddress,
  QueueMail,
  TouchpointRecord,
} from '../../../server/contract/index.js';
import type { Timeline } from '../../../server/timeline/index.js';
import type { MailWriting } from './writing.js';

export interface AutomaticTexts {
  id: string;
  /** Per language; empty: nothing is sent. */
  acknowledgement: Record<Locale, string>;
  outOfHours: Record<Locale, string>;
}

interface AutomaticNeeds {
  timeline: Pick<Timeline, 'append'>;
  writing: Pick<MailWriting, 'plan'>;
  /** Whether somebody works on mails of this queue now. */
  isOpen: (queueId: string) => Promise<boolean>;
  /** What a queue says itself; null where there is no such queue. */
  queueMail: (queueId: string) => Promise<QueueMail | null>;
}

/** Which words a mail is answered with by machine: a queue's own before its mailbox's; empty: none. */
export function automaticText(
  mailbox: Pick<AutomaticTexts, 'acknowledgement' | 'outOfHours'>,
  queue: Pick<QueueMail, 'acknowledgement' | 'outOfHours'> | null,
  { locale, isOpen }: { locale: Locale; isOpen: boolean },
): string {
  const acknowledgement = (queue?.acknowledgement ?? mailbox.acknowledgement)[locale];
  const outOfHours = (queue?.outOfHours ?? mailbox.outOfHours)[locale];
  return ((!isOpen && outOfHours) || acknowledgement).trim();
}

/**
 * Says that a mail has come, once for each conversation: with another text outside the hours of its queue, where there is one.
 * Whether a machine may be answered at all, and how often, is for the caller to judge.
 */
export function makeAcknowledge({ timeline, writing, isOpen, queueMail }: AutomaticNeeds) {
  /**
   * @param mayAnswer asked only where there are words for it: yes may be counted
   * @returns null where neither queue nor mailbox has words for it, or it may not be
   */
  return async function acknowledge(
    c: ConversationRecord,
    mailbox: AutomaticTexts,
    to: MailAddress,
    mayAnswer: () => Promise<boolean> = async () => true,
  ): Promise<TouchpointRecord | null> {
    const { queueId, locale } = c;
    const text = automaticText(mailbox, await queueMail(queueId), { locale, isOpen: await isOpen(queueId) });
    if (!text || !(await mayAnswer())) return null;
    const sourceId = `${c._id}:acknowledgement`;
    const mail = { mailboxId: mailbox.id, to: [to.address], quote: false };
    const { details, lane } = await writing.plan(c, { sourceId, text, attachments: [], mail });
    return timeline.append({
      ...{ customerId: c.customerId, conversationId: c._id, kind: 'message', direction: 'out', channel: 'email' },
      ...{ sourceId, author: { type: 'system' }, text, lane, delivery: 'pending' },
      details: { ...details, source: 'automatic' },
    });
  };
}
