import type { CustomerRecord, WriteInput } from '../contract/index.js';
import { AppError, type Handlers } from '../platform/index.js';
import { type makeAccess, mustOwn, talks } from './access.js';
import type { DeskNeeds } from './needs.js';
import type { makePresent } from './present.js';
import { makeWrite } from './writing.js';

interface LettersNeeds
  extends Pick<
    DeskNeeds,
    | 'conversations'
    | 'timeline'
    | 'files'
    | 'outbox'
    | 'mail'
    | 'texts'
    | 'customers'
    | 'queues'
    | 'routing'
    | 'placeMail'
  > {
  access: ReturnType<typeof makeAccess>;
  present: ReturnType<typeof makePresent>;
  rootOf: (customerId: string) => Promise<CustomerRecord>;
}

/** What mail has and chat has not: it can be taken back for a while, and it can begin with us. */
export function lettersHandlers(needs: LettersNeeds) {
  const { access, present, rootOf, conversations, timeline, files, mail, texts, customers, queues, routing } = needs;
  const write = makeWrite(needs);

  /** By mail or by text: its queue, and what that channel adds to a conversation. */
  async function openingOf(customer: CustomerRecord, body: Pick<WriteInput, 'mail' | 'sms'>) {
    if (body.sms) return { channel: 'sms' as const, ...(await texts.opening(body.sms.numberId, customer._id)) };
    const { mailboxId, subject } = body.mail as NonNullable<WriteInput['mail']>;
    return { channel: 'email' as const, subject, ...(await mail.opening(mailboxId)) };
  }

  return {
    'conversations.unsend': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      const message = await timeline.byId(body.touchpointId);
      if (message?.conversationId !== c._id || message.kind !== 'message' || message.author.id !== actor.id)
        throw new AppError('message.missing', 'There is no such message of yours.');
      const now = (await timeline.takeBack(message._id)) ?? (await timeline.byId(message._id)) ?? message;
      if (now.delivery.reason !== 'takenBack') throw new AppError('message.gone', 'It is on its way already.');
      // Also when it was taken back before: the first time may have ended here.
      const [own, inChat] = await Promise.all([
        timeline.latestMessage(c._id, { customerId: now.customerId, before: now.seq }),
        c.chat ? timeline.latestMessage(c._id, { customerId: c.chat.customerId }) : null,
      ]);
      await conversations.noteTakenBack(c, now, { own, inChat });
      return timeline.present(now);
    },

    'conversations.placeMail': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      if (!talks(actor.id, c)) mustOwn(actor, c);
      const { state, conversationId } = await needs.placeMail(c, { id: actor.id, name: actor.name }, body);
      const where = state === 'taken' && conversationId ? await conversations.byId(conversationId) : null;
      return { number: where?.number ?? null };
    },

    'customers.ticket': async ({ actor, params, body }) => {
      await rootOf(params.id as string);
      return { url: await files.issueTicket(`agent:${actor.id}`, body) };
    },

    'conversations.write': async ({ actor, params, body }) => {
      const customer = await rootOf(params.id as string);
      const { queueId, channel, ...part } = await openingOf(customer, body);
      const c = await conversations.open({
        customer,
        verified: await customers.isVerified(customer._id),
        ...{ channel, siteId: null, locale: customer.locale, ...part },
        ...{ queueId, queueName: (await queues.byId(queueId))?.name ?? '' },
        ...{ by: 'agent', owner: { id: actor.id, name: actor.name } },
        startKey: `${channel === 'email' ? 'mail' : 'text'}:${actor.id}:${body.clientId}`,
        told: () => [],
      });
      if (await timeline.bySource(channel, `${c._id}:${body.clientId}`)) return present(c);
      await routing.hold(actor.id, c);
      await write(actor, c, channel, { ...body, channel, mail: body.mail && { ...body.mail, quote: false } });
      return present((await conversations.byId(c._id)) ?? c);
    },
  } satisfies Partial<Handlers>;
}
