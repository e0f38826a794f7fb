import type {
  ConversationRecord,
  ConversationSms,
  CustomerRecord,
  Locale,
  NumberRecord,
} from '../../server/contract/index.js';
import type { Conversations } from '../../server/conversations/index.js';
import type { Customers } from '../../server/customers/index.js';
import type { Intake, TextTelling } from '../../server/intake/index.js';
import type { CarrierAccess, Numbers } from '../../server/numbers/index.js';
import { AppError, type Clock, type InTurn, parsePhone } from '../../server/platform/index.js';
import type { Timeline } from '../../server/timeline/index.js';
import type { HookForm } from '../twilio/index.js';
import { type ClosedNeeds, makeSayClosed } from './closed.js';
import type { makeTextFiles } from './files.js';
import { type About, makeObeying, type ObeyingNeeds } from './obeying.js';
import { filesOf, readText } from './read-text.js';
import { wordOf } from './words.js';

export interface IncomingNeeds extends ObeyingNeeds, Pick<ClosedNeeds, 'closedTime' | 'queueWords'> {
  clock: Clock;
  region: string;
  numbers: Pick<Numbers, 'byNumber'>;
  customers: Pick<Customers, 'callerAt' | 'byId'>;
  conversations: Pick<
    Conversations,
    'latestByText' | 'latestByPhone' | 'writesAfterCall' | 'unfinished' | 'noteText' | 'byId'
  >;
  timeline: Pick<Timeline, 'bySource' | 'latestMessage'>;
  intake: Pick<Intake, 'takeText' | 'openByText' | 'tellText'>;
  /** What somebody with this number begins, by text or on the phone, they begin one after the other. */
  inTurnOf: InTurn;
  files: Pick<ReturnType<typeof makeTextFiles>, 'expect'>;
}

const DAY_MS = 86_400_000;

/** Texts as they come. Each is taken in once, however often the carrier brings it. */
export function makeIncoming(needs: IncomingNeeds) {
  const { clock, region, numbers, customers, conversations, timeline, intake, inTurnOf, files, answer } = needs;
  const words = makeObeying(needs);
  const sayClosed = makeSayClosed(needs);

  /**
   * @param sentAt of one that comes late
   * @throws AppError `input.invalid` for what is no text, `number.missing` where it is none of this account's numbers
   */
  return async function take(form: HookForm, account: CarrierAccess, sentAt?: Date): Promise<void> {
    const text = readText(form);
    const number = await numbers.byNumber(text.to);
    if (!number?.sms.on || number.carrierAccountId !== account.id) throw missing();
    const peer = text.from.startsWith('+') ? parsePhone(text.from, region) : null;
    const held = { numberId: number._id, number: number.number, peer: peer ?? text.from, oneWay: peer === null };
    const telling = tellingOf(text, held, filesOf(form).length, sentAt);
    const word = wordOf(text.body, number.sms.words, form.OptOutType);
    const locale = localeOf(text.body, number.locale);
    const about = { held, telling, form, sentAt };
    const caller = () => customers.callerAt({ number: held.peer, locale, vouched: peer !== null });
    const customer = word ? await caller() : null;
    if (!word || !customer || (await words.isTalk(word, number, customer, about)))
      await takeTalk(number, caller, about);
    else await words.obey(word, number, customer, about);
  };

  /**
   * Part of the matter that is open by this number, or that they ring about; of the one that was closed not long ago; else a new one.
   * @param caller who it is, which only what is not open by this number need know
   */
  async function takeTalk(
    number: NumberRecord,
    caller: () => Promise<CustomerRecord>,
    { held, telling, form }: About,
  ): Promise<void> {
    const latest = await conversations.latestByText(number._id, held.peer);
    const touchpoint =
      latest && latest.state !== 'closed'
        ? await takeOn(latest, number, { held, telling })
        : await inTurnOf(
            held.peer,
            async () =>
              (await takeBeside(caller, { held, telling })) ??
              (await takeApart(number, caller, { held, telling }, latest)),
          );
    const { conversationId } = touchpoint;
    const media = filesOf(form);
    if (conversationId && media.length > 0)
      await files.expect({ _id: telling.sourceId, conversationId, ...fromTo(telling), files: media });
  }

  /** Whoever is, or just was, on the phone with us writes about that. @returns null where nobody is */
  async function takeBeside(caller: () => Promise<CustomerRecord>, { held, telling }: Pick<About, 'held' | 'telling'>) {
    const talk = held.oneWay ? null : await conversations.unfinished((await caller())._id, 'voice');
    if (!talk) return null;
    const touchpoint = await intake.takeText(talk, telling);
    if (touchpoint.conversationId === talk._id) await conversations.noteText(talk._id, held);
    return touchpoint;
  }

  /** Part of the one that was closed not long ago, else a new one. The same text again stays where it stands. */
  async function takeApart(
    number: NumberRecord,
    caller: () => Promise<CustomerRecord>,
    { held, telling }: Pick<About, 'held' | 'telling'>,
    latest: ConversationRecord | null,
  ) {
    const earlier = await timeline.bySource('sms', telling.sourceId);
    const place = earlier?.conversationId ? await conversations.byId(earlier.conversationId) : null;
    if (place) return takeOn(place, number, { held, telling });
    const customer = await caller();
    const call = held.oneWay ? null : await conversations.latestByPhone(customer._id);
    const last = call && (!latest || call.openedAt > latest.openedAt) ? call : latest;
    if (!last || !goesOn(last, number, clock.now())) return openNew(number, customer, { held, telling }, latest);
    const now = last === call ? await conversations.writesAfterCall(last._id, held) : null;
    return takeOn(now ?? last, number, { held, telling });
  }

  async function takeOn(
    c: ConversationRecord,
    number: NumberRecord,
    { held, telling }: Pick<About, 'held' | 'telling'>,
  ) {
    const touchpoint = await intake.takeText(c, telling);
    await sayClosed(touchpoint, number, held);
    return touchpoint;
  }

  /** Two first texts at once are one matter: its key says after which one it comes. */
  async function openNew(
    number: NumberRecord,
    customer: CustomerRecord,
    { held, telling }: Pick<About, 'held' | 'telling'>,
    latest: ConversationRecord | null,
  ) {
    const { acknowledgement, queueId } = number.sms;
    const { touchpoint, fresh } = await intake.openByText({
      ...telling,
      ...{ customer, held, queueId: queueId ?? '' },
      startKey: `sms:${number._id}:${held.peer}:${latest?._id ?? 'first'}`,
      ...(latest && { follows: latest.number }),
    });
    const text = acknowledgement[customer.locale] || acknowledgement[number.locale];
    if (!(await sayClosed(touchpoint, number, held)) && fresh && text && !held.oneWay)
      await answer(customer, touchpoint.conversationId, { text, held, sourceId: `${telling.sourceId}:ack` });
    return touchpoint;
  }
}

function goesOn({ closedAt }: ConversationRecord, { sms }: NumberRecord, now: Date): boolean {
  return now.getTime() - Number(closedAt) <= sms.reopenDays * DAY_MS;
}

function tellingOf(
  { sid, body, from, to }: ReturnType<typeof readText>,
  held: ConversationSms,
  files: number,
  sentAt: Date | undefined,
): TextTelling {
  const sms = {
    ...{ numberId: held.numberId, from, to },
    ...(held.oneWay && { oneWay: true }),
    ...(files > 0 && { files }),
    ...(sentAt && { sentAt: sentAt.toISOString() }),
  };
  return { sourceId: sid, text: body, attachments: [], sms };
}

const fromTo = ({ sms: { numberId, from, to } }: TextTelling) => ({ numberId, from, to });

/** By their letters, where they wrote any. */
function localeOf(body: string, otherwise: Locale): Locale {
  if (/[\u0600-\u06ff]/.test(body)) return 'fa';
  return /[A-Za-z]{3}/.test(body) ? 'en' : otherwise;
}

const missing = () => new AppError('number.missing', 'No such number of this account takes texts here.');
