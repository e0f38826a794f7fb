import type {
  AttachmentRecord,
  ConversationRecord,
  ConversationSms,
  CustomerRecord,
  TextTold,
  TouchpointDraft,
  TouchpointRecord,
} from '../contract/index.js';
import { cleanText } from '../platform/index.js';
import type { IntakeNeeds } from './index.js';
import { makeWaking } from './waking.js';

/** What a text says, as the timeline tells it. */
export interface TextTelling {
  /** Of this text and no other. */
  sourceId: string;
  text: string;
  attachments: AttachmentRecord[];
  sms: TextTold;
}

export interface TextOpening extends TextTelling {
  customer: CustomerRecord;
  queueId: string;
  startKey: string;
  held: ConversationSms;
  /** The number of the closed conversation that it goes on with. */
  follows?: number;
}

export interface TextAside {
  customer: CustomerRecord;
  conversation: ConversationRecord | null;
  telling: TextTelling;
}

/** How texts come onto a timeline. Where each belongs is its channel's to say. All of it is safe to do twice. */
export function makeTextIntake(needs: IntakeNeeds) {
  const { customers, timeline, conversations, queueName, needsOf } = needs;
  const wake = makeWaking(needs);

  /** Whoever it is held with wrote on. The same text again may stand in another matter: then it counts there. */
  async function takeText(c: ConversationRecord, telling: TextTelling): Promise<TouchpointRecord> {
    const touchpoint = await timeline.append(draftOf(c, c.customerName, telling));
    const { conversationId } = touchpoint;
    const place = conversationId && conversationId !== c._id ? await conversations.byId(conversationId) : c;
    if (place && conversationId) await note(place, touchpoint);
    return touchpoint;
  }

  /** Wakes the matter, unless more has happened there since it was said: then it is said a second time, and was heard before. */
  async function note(c: ConversationRecord, touchpoint: TouchpointRecord): Promise<void> {
    const now = await conversations.noteMessage(c, touchpoint);
    if (c.lastActivityAt <= touchpoint.recordedAt) await wake(now);
  }

  /** A new matter. The same startKey again is the same one: then the text is one more of it. */
  async function openByText(opening: TextOpening): Promise<{ touchpoint: TouchpointRecord; fresh: boolean }> {
    const { customer, queueId, held, follows, startKey } = opening;
    const {
      conversation: c,
      isNew,
      told,
    } = await conversations.openTold({
      customer: { ...customer, value: await customers.valueOf(customer) },
      verified: await customers.isVerified(customer._id),
      ...{ channel: 'sms', siteId: null, queueId, locale: customer.locale, by: 'customer', startKey, sms: held },
      queueName: await queueName(queueId),
      needs: await needsOf(null, queueId),
      ...(follows && { follows }),
      told: (made) => [draftOf(made, customer.name, opening)],
    });
    const { sourceId } = opening;
    const now = told.find((t) => t.channel === 'sms' && t.sourceId === sourceId);
    const own = now ?? (await timeline.bySource('sms', sourceId));
    if (own?.conversationId === c._id) {
      if (isNew) await customers.noteSeen(customer._id);
      return { touchpoint: own, fresh: c.version === 1 };
    }
    return { touchpoint: own ?? (await takeText(c, opening)), fresh: false };
  }

  /** A word that is for the machine: it stands where it was said, and nobody is to answer it. */
  function tellText({ customer, conversation, telling }: TextAside): Promise<TouchpointRecord> {
    const place = conversation ?? { _id: null, customerId: customer._id };
    return timeline.append(draftOf(place, customer.name, telling));
  }

  function draftOf(
    { _id, customerId }: { _id: string | null; customerId: string },
    name: string,
    { sourceId, text, attachments, sms }: TextTelling,
  ): TouchpointDraft<'message'> {
    return {
      ...{ customerId, conversationId: _id, kind: 'message', direction: 'in', channel: 'sms', sourceId },
      author: { type: 'customer', id: customerId, name },
      text: cleanText(text),
      attachments,
      details: { source: 'sms', sms },
    };
  }

  return { takeText, openByText, tellText };
}
