import type { CustomerView, DeskView } from '../contract/index.js';
import { AgentInputs, type ConversationRecord, type ConversationSnapshot, may } from '../contract/index.js';
import { chatStream } from '../conversations/index.js';
import { talks } from '../desk/index.js';
import { AppError, makeAnswering, refuseUnknown, tokenBucket } from '../platform/index.js';
import { seat } from './agent-push.js';
import { type AgentNamespace, type AgentSocket, BOARD, timelineRoom, viewersRoom } from './agent-socket.js';
import type { LiveNeeds } from './needs.js';
import type { Viewers } from './viewers.js';

const LATEST = 100;
const CATCH_UP = 500;

/** Everything a console may ask for over its socket. The same doors as over HTTP. */
export function makeAgentRequests(namespace: AgentNamespace, needs: LiveNeeds, viewers: Viewers) {
  const { config, log, bus, desk, routing, timeline, conversations, board } = needs;

  function asker(socket: AgentSocket) {
    return socket.data.user;
  }

  async function deskView(socket: AgentSocket): Promise<DeskView> {
    const { id } = asker(socket);
    const user = await needs.userById(id);
    if (!user) throw new AppError('signin.required', 'Sign in first.');
    const [me, agents, offers, queues, cannedReplies, mailboxes, numbers, calls, counts] = await Promise.all([
      needs.meView(user),
      routing.presenceViews(),
      routing.offersFor(id),
      needs.queueViews(),
      needs.cannedViews(),
      needs.mailboxViews(),
      needs.numberViews(),
      needs.calls.ofAgent(id),
      desk.counts(asker(socket)),
    ]);
    socket.data.counts = counts;
    const presence = agents.find((agent) => agent.agentId === id) ?? (await routing.deskOf(id));
    return {
      me,
      presence,
      offers,
      queues,
      agents,
      cannedReplies,
      mailboxes,
      numbers,
      calls,
      counts,
      demo: config.DEMO,
    };
  }

  /** Joins first, then reads: what comes in between is told twice, never not at all. */
  async function open(
    socket: AgentSocket,
    input: { conversationId: string; after: number; silent?: boolean },
  ): Promise<ConversationSnapshot> {
    const { conversationId, after, silent = false } = input;
    if (silent && !may(asker(socket).role, 'board.see')) throw new AppError('permission.denied', 'Not silently.');
    const conversation = await desk.access(asker(socket), conversationId).catch(async (error: unknown) => {
      // Whoever may not see it any more hears of it no more either. Where the store did not answer, they go on hearing.
      if (error instanceof AppError && error.code === 'conversation.missing') await leave(socket, conversationId);
      throw error;
    });
    const person = await desk.people.personOf(conversation.customerId);
    const { streams } = person;
    await leave(socket, conversationId);
    await hear(socket, conversationId, streams);
    if (!silent) await see(socket, conversationId);
    const [read, view, customer] = await Promise.all([
      reading(conversation, streams, after),
      desk.present(conversation),
      desk.people.view(person),
    ]);
    return {
      conversation: view,
      customer,
      touchpoints: read.touchpoints.map(timeline.present),
      earlier: read.earlier,
      more: read.more,
      viewers: viewers.of(conversationId),
    };
  }

  /** A customer's page: what is on it is open to everyone who may see customers. */
  async function openCustomer(socket: AgentSocket, customerId: string): Promise<CustomerView> {
    if (!may(asker(socket).role, 'customer.see'))
      throw new AppError('permission.denied', 'Your role does not allow this.');
    const person = await desk.people.personOf(customerId);
    await stopHearing(socket, customerId);
    await hear(socket, customerId, person.streams);
    return desk.people.view(person);
  }

  function reading({ customerId }: ConversationRecord, streams: string[], after: number) {
    if (after > 0) return timeline.after(customerId, after, CATCH_UP);
    const joined = streams.filter((id) => id !== customerId);
    return timeline.before(customerId, { limit: LATEST, joined });
  }

  async function leave(socket: AgentSocket, conversationId: string): Promise<void> {
    await stopHearing(socket, conversationId);
    await socket.leave(viewersRoom(conversationId));
    viewers.left(conversationId, socket.id);
  }

  /** @param openId of the conversation, or of the customer, that is on the screen */
  async function hear(socket: AgentSocket, openId: string, streams: string[]): Promise<void> {
    socket.data.open[openId] = streams;
    await socket.join(streams.map(timelineRoom));
  }

  /** The same timeline may be open for something else as well. */
  async function stopHearing(socket: AgentSocket, openId: string): Promise<void> {
    const streams = socket.data.open[openId] ?? [];
    delete socket.data.open[openId];
    const stillOpen = new Set(Object.values(socket.data.open).flat());
    for (const id of streams) if (!stillOpen.has(id)) await socket.leave(timelineRoom(id));
  }

  /** Its viewers see that this one looks on too. */
  async function see(socket: AgentSocket, conversationId: string): Promise<void> {
    await socket.join(viewersRoom(conversationId));
    const { id, name } = asker(socket);
    if (socket.connected) viewers.came(conversationId, socket.id, { id, name });
  }

  function listen(socket: AgentSocket): void {
    const rate = config.SOCKET_EVENTS_PER_SECOND;
    const answering = makeAnswering({ log, spend: tokenBucket(rate, rate * 4) });
    refuseUnknown(socket, answering);
    const on = <K extends keyof typeof AgentInputs>(
      name: K,
      handle: (input: (typeof AgentInputs)[K]['_output']) => Promise<unknown>,
    ) => socket.on(name, answering(name, AgentInputs[name], handle as never) as never);

    on('desk:open', () => deskView(socket));
    on('conversation:open', (input) => open(socket, input));
    on('customer:open', ({ customerId }) => openCustomer(socket, customerId));
    on('customer:leave', ({ customerId }) => stopHearing(socket, customerId));
    on('conversation:leave', async ({ conversationId }) => void (await leave(socket, conversationId)));
    on('presence:set', async ({ presence, reason }) => {
      await routing.setPresence(asker(socket).id, presence, reason ?? null);
      return routing.deskOf(asker(socket).id);
    });
    on('offer:accept', async ({ offerId }) => desk.present(await routing.acceptOffer(asker(socket).id, offerId)));
    on('offer:decline', async ({ offerId }) => {
      await routing.declineOffer(asker(socket).id, offerId);
      return {};
    });
    on('typing:set', async ({ conversationId, on: typing }) => {
      const c = await desk.access(asker(socket), conversationId);
      const { id, name } = asker(socket);
      if (!talks(id, c)) return;
      bus.publish('typing.changed', {
        conversationId,
        customerId: chatStream(c),
        who: { type: 'agent', id, name },
        on: typing,
      });
    });
    on('receipt:send', async ({ conversationId, read, chat = 0 }) => {
      const c = await desk.access(asker(socket), conversationId);
      if (c.agentId !== asker(socket).id) return;
      if (read > c.receipts.agentRead || c.unread > 0)
        await conversations.noteAgentRead(c, await timeline.markAt(c.customerId, read));
      if (c.chat && chat > c.chat.agentRead)
        await conversations.noteAgentReadChat(c, await timeline.markAt(c.chat.customerId, chat));
    });
    on('inbox:watch', async () => {
      socket.data.watchesInbox = true;
      await seat(namespace, needs, socket.id);
      return {};
    });
    on('inbox:unwatch', async () => {
      socket.data.watchesInbox = false;
      await seat(namespace, needs, socket.id);
      return {};
    });
    on('board:watch', async () => {
      if (!may(asker(socket).role, 'board.see'))
        throw new AppError('permission.denied', 'Your role does not allow this.');
      await socket.join(BOARD);
      return board.snapshot();
    });
    on('board:unwatch', async () => void (await socket.leave(BOARD)));
    socket.on('disconnecting', () => {
      for (const id of Object.keys(socket.data.open)) viewers.left(id, socket.id);
      socket.data.open = {};
    });
  }

  return listen;
}
