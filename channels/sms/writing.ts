import {
  type AttachmentRecord,
  type ConversationRecord,
  type ConversationSms,
  type NumberRecord,
  type TouchpointDraft,
  textLength,
  textParts,
} from '../../server/contract/index.js';
import { type Conversations, calledUs } from '../../server/conversations/index.js';
import type { Customers } from '../../server/customers/index.js';
import type { Numbers } from '../../server/numbers/index.js';
import { AppError, type Clock, takesTexts } from '../../server/platform/index.js';
import type { Timeline } from '../../server/timeline/index.js';
import { quietUntil } from '../twilio/index.js';

export interface WritingNeeds {
  clock: Clock;
  numbers: Pick<Numbers, 'byId' | 'all'>;
  customers: Pick<Customers, 'identitiesOfPerson' | 'withdrawnChannels'>;
  conversations: Pick<Conversations, 'noteText'>;
  timeline: Pick<Timeline, 'latestMessage'>;
  timeZone(queueId: string): Promise<string>;
}

interface Written {
  numberId?: string | undefined;
  to?: string | undefined;
  text: string;
  attachments: AttachmentRecord[];
}

/** What agents write by text: from which number, to where, and when. */
export function makeWriting({ clock, numbers, customers, conversations, timeline, timeZone }: WritingNeeds) {
  /** @throws AppError sms.noNumber, sms.landline, sms.oneWay, sms.optedOut, number.missing */
  async function plan(
    c: ConversationRecord,
    { numberId, to, text }: Written,
  ): Promise<Pick<TouchpointDraft<'message'>, 'details' | 'notBefore' | 'lane'>> {
    const number = await numberFor(c, numberId);
    const { sms } = c;
    const goesOn = sms?.numberId === number._id && (!to || to === sms.peer);
    const held = goesOn ? sms : await heldWith(number, c.customerId, to);
    await checkPeer(held, c.customerId);
    await conversations.noteText(c._id, held);
    const notBefore = await waits(c, number);
    const segments = textParts(text).reduce((sum, part) => sum + textLength(part).segments, 0);
    const told = { numberId: number._id, from: number.number, to: held.peer, segments };
    return {
      details: { source: 'sms', sms: { ...told, ...(notBefore && { sendAt: notBefore.toISOString() }) } },
      lane: laneOf(number),
      ...(notBefore && { notBefore }),
    };
  }

  /** The one that was asked for, else that of the conversation, else that of its queue, else any. */
  async function numberFor({ sms, queueId }: ConversationRecord, wanted: string | undefined): Promise<NumberRecord> {
    const usable = (await numbers.all()).filter(({ active, sms }) => active && sms.on);
    const asked = wanted ?? sms?.numberId;
    if (asked) return usable.find(({ _id }) => _id === asked) ?? gone();
    return usable.find((number) => number.sms.queueId === queueId) ?? usable[0] ?? gone();
  }

  /** Where somebody is reached by text, if not at the one that was asked for: proven before said by an agent, before claimed; the latest known first. */
  async function heldWith(number: NumberRecord, customerId: string, wanted?: string): Promise<ConversationSms> {
    const known = (await customers.identitiesOfPerson(customerId)).filter(({ kind }) => kind === 'phone').reverse();
    const asked = wanted ? known.filter(({ value }) => value === wanted) : known;
    if (asked.length === 0) throw new AppError('sms.noNumber', 'No such phone number of this customer is known.');
    const phones = asked.filter(({ value }) => takesTexts(value));
    const best =
      phones.find(({ evidence }) => evidence === 'verified' || evidence === 'signed') ??
      phones.find(({ evidence }) => evidence === 'agent') ??
      phones[0];
    if (!best) throw new AppError('sms.landline', 'No text arrives at a landline.');
    return { numberId: number._id, number: number.number, peer: best.value, oneWay: false };
  }

  async function checkPeer({ oneWay }: ConversationSms, customerId: string): Promise<void> {
    if (oneWay) throw new AppError('sms.oneWay', 'Nobody can be answered at a short code or a name.');
    if ((await customers.withdrawnChannels(customerId)).includes('sms'))
      throw new AppError('sms.optedOut', 'The customer does not want texts any more.');
  }

  /** Whom we write to first is left alone at night; whoever is, or just was, on the phone with us waits for it. */
  async function waits(c: ConversationRecord, { sms }: NumberRecord): Promise<Date | undefined> {
    if (
      !sms.quiet ||
      c.channel === 'voice' ||
      calledUs(c) ||
      (await timeline.latestMessage(c._id, { direction: 'in' }))
    )
      return undefined;
    return quietUntil(sms.quiet, await timeZone(c.queueId), clock.now()) ?? undefined;
  }

  return {
    plan,
    /** @throws AppError sms.noNumber, sms.landline, sms.optedOut, number.missing */
    async opening(numberId: string, customerId: string) {
      const number = await numbers.byId(numberId);
      const { active = false, sms } = number ?? {};
      if (!number || !active || !sms?.on || !sms.queueId) throw gone();
      const held = await heldWith(number, customerId);
      await checkPeer(held, customerId);
      return { queueId: sms.queueId, sms: held };
    },
  };
}

/** What goes from one number goes one after the other. */
export const laneOf = ({ _id }: Pick<NumberRecord, '_id'>): string => `sms:${_id}`;

function gone(): never {
  throw new AppError('number.missing', 'There is no such number that sends texts.');
}
