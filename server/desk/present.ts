import type { ConversationRecord, ConversationView } from '../contract/index.js';
import { chatStream } from '../conversations/index.js';
import type { DeskNeeds } from './needs.js';
import { presentWrapUp } from './wrap-up.js';

/** The only way a conversation leaves the server for the console or the API. */
export function makePresent({
  queues,
  accounts,
  isVisitorOnline,
  isJoinedOnline,
}: Pick<DeskNeeds, 'queues' | 'accounts' | 'isVisitorOnline' | 'isJoinedOnline'>) {
  const named = async (id: string) => ({ id, name: (await accounts.userById(id))?.name ?? '' });

  /** Null where the matter is not in the chat, and cannot go on there now. */
  function onlineOf(c: ConversationRecord): boolean | null {
    if (c.channel !== 'webchat' && c.channel !== 'email') return null;
    if (isVisitorOnline(chatStream(c))) return true;
    if (c.channel === 'webchat' || c.inChat || c.chat) return false;
    return isJoinedOnline(c.customerId) || null;
  }

  async function present(c: ConversationRecord): Promise<ConversationView> {
    const [queue, agent, joinedBy] = await Promise.all([
      queues.byId(c.queueId),
      c.agentId ? accounts.userById(c.agentId) : null,
      Promise.all((c.joinedBy ?? []).map(named)),
    ]);
    const { customerDelivered, customerRead, agentRead } = c.receipts;
    return {
      id: c._id,
      number: c.number,
      version: c.version,
      customerId: c.customerId,
      customerName: c.customerName,
      customerVerified: c.customerVerified,
      channel: c.channel,
      state: c.state,
      queue: { id: c.queueId, name: queue?.name ?? '' },
      agent: c.agentId ? { id: c.agentId, name: agent?.name ?? '' } : null,
      sms: c.sms ? { numberId: c.sms.numberId, number: c.sms.number, peer: c.sms.peer, oneWay: c.sms.oneWay } : null,
      answersByMail: Boolean(c.answerTo),
      joinedBy,
      needs: (c.needs ?? []).map(({ skillId, level }) => ({ skillId, level })),
      subject: c.subject,
      locale: c.locale,
      openedAt: c.openedAt.toISOString(),
      waitingSince: iso(c.queuedAt ?? c.customerWaitsSince),
      lastActivityAt: c.lastActivityAt.toISOString(),
      lastMessage: c.lastMessage && {
        text: c.lastMessage.text,
        direction: c.lastMessage.direction,
        at: c.lastMessage.at.toISOString(),
        attachments: c.lastMessage.attachments,
      },
      unread: c.unread,
      wrapUp: presentWrapUp(c, queue),
      snoozedUntil: iso(c.snoozedUntil),
      closedAt: iso(c.closedAt),
      outcome: c.outcome,
      rating: c.rating?.score ?? null,
      sla: c.sla && { kind: c.sla.kind, dueAt: c.sla.dueAt.toISOString() },
      customerOnline: onlineOf(c),
      inChat: c.inChat ?? Boolean(c.chat),
      chatWith: c.chat?.customerId ?? null,
      callback: c.callback
        ? {
            number: c.callback.number,
            tries: c.callback.tries,
            calling: c.callback.callId !== null,
            talking: c.callback.talks ?? false,
          }
        : null,
      offers: c.offers.map(({ agentId, expiresAt }) => ({ agentId, expiresAt: expiresAt.toISOString() })),
      receipts: { customerDelivered, customerRead, agentRead },
    };
  }

  return present;
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
