import type { ConversationRecord, Locale, MailAddress, TouchpointRecord } from '../../../server/contract/index.js';
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
}

/**
 * Says that a mail has come, once for each conversation: with another text outside the hours of its queue, where there is one.
 * Whether a machine may be answered at all, and how often, is for the caller to judge.
 */
export function makeAcknowledge({ timeline, writing, isOpen }: AutomaticNeeds) {
  /** @returns null where the mailbox has no words for it */
  return async function acknowledge(
    c: ConversationRecord,
    mailbox: AutomaticTexts,
    to: MailAddress,
  ): Promise<TouchpointRecord | null> {
    const { acknowledgement, outOfHours } = mailbox;
    const text = (!(await isOpen(c.queueId)) && outOfHours[c.locale]) || acknowledgement[c.locale];
    if (!text.trim()) return null;
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
