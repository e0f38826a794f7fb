import type { CustomerRecord } from '../contract/index.js';
import { AppError, type Handlers } from '../platform/index.js';
import type { makeAccess } from './access.js';
import type { DeskNeeds } from './needs.js';
import type { makePresent } from './present.js';
import { makeWrite } from './writing.js';

interface LettersNeeds
  extends Pick<
    DeskNeeds,
    'conversations' | 'timeline' | 'files' | 'outbox' | 'mail' | 'customers' | 'queues' | 'routing'
  > {
  access: ReturnType<typeof makeAccess>;
  present: ReturnType<typeof makePresent>;
  rootOf: (customerId: string) => Promise<CustomerRecord>;
}

/** What mail has and chat has not: it can be taken back for a while, and it can begin with us. */
export function lettersHandlers(needs: LettersNeeds) {
  const { access, present, rootOf, conversations, timeline, mail, customers, queues, routing } = needs;
  const write = makeWrite(needs);

  return {
    'conversations.unsend': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      const message = await timeline.byId(body.touchpointId);
      if (message?.conversationId !== c._id || message.kind !== 'message' || message.author.id !== actor.id)
        throw new AppError('message.missing', 'There is no such message of yours.');
      const now = (await timeline.takeBack(message._id)) ?? (await timeline.byId(message._id)) ?? message;
      if (now.delivery.reason !== 'takenBack') throw new AppError('message.gone', 'It is on its way already.');
      // Also when it was taken back before: the first time may have ended here.
      await conversations.noteTakenBack(c, now, await timeline.latestMessage(c._id, { before: now.seq }));
      return timeline.present(now);
    },

    'conversations.write': async ({ actor, params, body }) => {
      const customer = await rootOf(params.id as string);
      const { queueId, mail: part } = await mail.opening(body.mail.mailboxId);
      const c = await conversations.open({
        customer,
        verified: await customers.isVerified(customer._id),
        ...{ channel: 'email', siteId: null, locale: customer.locale, subject: body.mail.subject, mail: part },
        ...{ queueId, queueName: (await queues.byId(queueId))?.name ?? '' },
        ...{ by: 'agent', owner: { id: actor.id, name: actor.name } },
        startKey: `mail:${actor.id}:${body.clientId}`,
        told: () => [],
      });
      if (await timeline.bySource('email', `${c._id}:${body.clientId}`)) return present(c);
      await routing.hold(actor.id, c);
      await write(actor, c, 'email', { ...body, mail: { ...body.mail, quote: false } });
      await customers.noteWrittenTo(customer._id);
      return present((await conversations.byId(c._id)) ?? c);
    },
  } satisfies Partial<Handlers>;
}
