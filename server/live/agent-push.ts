import { isDeepStrictEqual } from 'node:util';
import { agentOf } from '../calls/index.js';
import {
  type CallRecord,
  type ConversationRecord,
  type DeskRecord,
  may,
  type TouchpointRecord,
} from '../contract/index.js';
import { makeThrottle } from '../platform/index.js';
import { presentDelivery } from '../timeline/index.js';
import {
  type AgentNamespace,
  type AgentSocket,
  agentRoom,
  BOARD,
  EVERYBODY,
  POLICY_MAKERS,
  queueRoom,
  SUPERVISORS,
  sessionRoom,
  timelineRoom,
  wordsRoom,
} from './agent-socket.js';
import { makeListPush } from './list-push.js';
import type { LiveNeeds } from './needs.js';
import { countsAnew } from './relay.js';

const COUNTS_EVERY_MS = 1_000;
const SETTINGS_EVERY_MS = 500;
const TOGETHER_EVERY_MS = 1_000;
const PRESENCES_EVERY_MS = 1_000;
const CALLS_EVERY_MS = 100;

/** Tells consoles what happened: one line per event, no logic. Everything told here can also be asked for. */
export function pushToAgents(namespace: AgentNamespace, needs: LiveNeeds): () => void {
  const { bus, timeline, desk, routing, board, log } = needs;
  const failed = (error: unknown) => log.error({ error }, 'a push to agents failed');
  const lists = makeListPush(namespace, { desk, failed });
  const counts = makeThrottle(COUNTS_EVERY_MS, (key) => pushCounts(key).catch(failed));
  /** By queue and conversation: words not yet told to those who are not near. */
  const gathered = new Map<string, Map<string, ConversationRecord>>();
  const together = makeThrottle(TOGETHER_EVERY_MS, (queueId) => pushGathered(queueId).catch(failed));
  /** Desks that changed and that colleagues have not heard of yet. */
  const desks = new Map<string, DeskRecord>();
  const presences = makeThrottle(PRESENCES_EVERY_MS, pushPresences);
  /** Calls that changed and that those who see them have not heard of yet. */
  const calls = new Map<string, CallRecord>();
  const callPushes = makeThrottle(CALLS_EVERY_MS, (callId) => pushCall(callId).catch(failed));
  const settings = makeThrottle(SETTINGS_EVERY_MS, () => void namespace.to(EVERYBODY).emit('settings:changed'));

  const isHeard = (room: string) => namespace.adapter.rooms.has(room);
  /** Of the sockets at other nodes nothing is known here. */
  const isHeardAnywhere = (rooms: string[]) => Boolean(needs.config.REDIS_URL) || rooms.some(isHeard);

  /** It moved: whoever has it, had it or reads it hears so at once, and with what else moved who sees it where it was or is. */
  async function pushMoved(
    conversation: ConversationRecord,
    previous: Pick<ConversationRecord, 'queueId' | 'agentId'> | undefined,
  ): Promise<void> {
    const { _id, queueId } = conversation;
    gathered.get(queueId)?.delete(_id);
    lists.moves(conversation, previous ? [queueId, previous.queueId] : [queueId]);
    const audience = [...near(conversation), ...(previous?.agentId ? [agentRoom(previous.agentId)] : [])];
    if (isHeardAnywhere(audience))
      namespace.to(audience).emit('conversation:changed', await desk.present(conversation));
  }

  /** Its owner, and whoever reads it. */
  function near({ customerId, agentId }: ConversationRecord): string[] {
    return [timelineRoom(customerId), ...(agentId ? [agentRoom(agentId)] : [])];
  }

  /**
   * Somebody wrote: those who are near hear it at once. The rest of the queue, who only see a line of a list change, hear of all
   * such conversations together, and of what colleagues have only while they look at such a list; or every message would be
   * written to every agent's socket.
   */
  async function pushWords(conversation: ConversationRecord): Promise<void> {
    const { queueId, _id } = conversation;
    lists.isNow(conversation);
    const waiting = gathered.get(queueId) ?? new Map<string, ConversationRecord>();
    gathered.set(queueId, waiting.set(_id, conversation));
    together(queueId);
    namespace.to(near(conversation)).emit('conversation:changed', await desk.present(conversation));
  }

  async function pushGathered(queueId: string): Promise<void> {
    const waiting = gathered.get(queueId);
    gathered.delete(queueId);
    if (!waiting?.size) return;
    const [owned, unowned] = [
      [...waiting.values()].filter(hasOwner),
      [...waiting.values()].filter((c) => !hasOwner(c)),
    ];
    const tell = async (rooms: string[], conversations: ConversationRecord[]) => {
      if (conversations.length === 0 || !isHeardAnywhere(rooms)) return;
      namespace.to(rooms).emit('conversations:changed', await Promise.all(conversations.map(desk.present)));
    };
    await tell([queueRoom(queueId), SUPERVISORS], unowned);
    await tell([wordsRoom(queueId), wordsRoom()], owned);
  }

  /** As it is now: one step of a call changes it several times. */
  async function pushCall(callId: string): Promise<void> {
    const call = calls.get(callId);
    calls.delete(callId);
    if (!call) return;
    const on = call.state.legs.flatMap(({ address }) => agentOf(address) ?? []);
    const rooms = [timelineRoom(call.customerId), ...new Set(on.map(agentRoom))];
    if (isHeardAnywhere(rooms)) namespace.to(rooms).emit('call:changed', await needs.calls.present(call));
  }

  /** Each agent's desk changes several times with every conversation; told to everybody each time, it would grow with both. */
  function pushPresences(): void {
    const changed = [...desks.values()];
    desks.clear();
    namespace.to(EVERYBODY).emit('presences:changed', changed.map(routing.presenceView));
  }

  /** Everybody who is here, or only the one who has more, or less, to read; and only what is other than they were told. */
  async function pushCounts(key: string): Promise<void> {
    const all = [...namespace.sockets.values()];
    const told = key === EVERYBODY ? all : all.filter(({ data }) => data.user.id === key);
    const tell = async (socket: AgentSocket) => {
      const now = await desk.counts(socket.data.user);
      if (isDeepStrictEqual(socket.data.counts, now)) return;
      socket.data.counts = now;
      socket.emit('counts:changed', now);
    };
    await Promise.all(told.map(tell));
  }

  /** To those connected here, and read only for them; every node does so for its own. */
  async function pushCustomer(customerId: string): Promise<void> {
    const room = timelineRoom(customerId);
    if (!isHeard(room)) return;
    const person = await desk.people.personOf(customerId);
    namespace.local.to(room).emit('customer:changed', await desk.people.view(person));
  }

  async function seatSockets(agentId: string): Promise<void> {
    for (const socket of namespace.sockets.values()) {
      if (socket.data.user.id === agentId) await seat(namespace, needs, socket.id);
    }
  }

  async function seatAll(): Promise<void> {
    for (const socket of namespace.sockets.values()) await seat(namespace, needs, socket.id);
  }

  const stops = [
    bus.on('touchpoint.appended', ({ touchpoint }) => {
      const room = timelineRoom(touchpoint.customerId);
      namespace.to(room).emit('touchpoint:appended', timeline.present(touchpoint));
      if (touchpoint.kind !== 'note') return;
      const { whisperTo, mentions = [] } = (touchpoint as TouchpointRecord<'note'>).details;
      if (whisperTo) namespace.to(agentRoom(whisperTo.id)).emit('note:whispered', timeline.present(touchpoint));
      if (mentions.length > 0) namespace.to(mentions.map(agentRoom)).emit('mentions:changed');
    }),
    bus.on('mentions.seen', ({ agentId }) => void namespace.to(agentRoom(agentId)).emit('mentions:changed')),
    bus.on('ownDraft.changed', ({ agentId, ...notice }) => {
      namespace.to(agentRoom(agentId)).emit('ownDraft:changed', notice);
    }),
    bus.on('touchpoint.settled', ({ touchpoint: { customerId, _id, seq, delivery } }) => {
      const notice = { customerId, touchpointId: _id, seq, ...presentDelivery(delivery) };
      namespace.to(timelineRoom(customerId)).emit('delivery:moved', notice);
    }),
    bus.on('conversation.changed', async ({ conversation, before, previous }) => {
      if (before !== conversation.state || previous) await pushMoved(conversation, previous);
      else await pushWords(conversation);
      if (before !== conversation.state || previous) counts(EVERYBODY);
      else if (countsAnew(conversation)) counts(conversation.agentId);
    }),
    bus.on('call.changed', ({ call }) => {
      const waiting = calls.get(call._id);
      if (!waiting || waiting.version < call.version) calls.set(call._id, call);
      callPushes(call._id);
    }),
    bus.on('followUp.changed', async ({ followUp }) => {
      namespace.to(EVERYBODY).emit('followUp:changed', await needs.followUps.present(followUp));
    }),
    bus.on('followUp.due', async ({ followUp }) => {
      namespace.to(agentRoom(followUp.assigneeId)).emit('followUp:due', await needs.followUps.present(followUp));
    }),
    bus.on('customer.changed', ({ customerId }) => pushCustomer(customerId)),
    bus.on('visitor.online', ({ customerId }) => pushOnline(customerId)),
    bus.on('visitor.offline', ({ customerId }) => pushOnline(customerId)),
    bus.on('offer.made', async (event) => {
      const offer = await routing.offerView(event);
      if (offer) namespace.to(agentRoom(event.agentId)).emit('offer:made', offer);
    }),
    bus.on('offer.ended', ({ agentId, offerId, conversationId, how }) => {
      namespace.to(agentRoom(agentId)).emit('offer:ended', { offerId, conversationId, how });
    }),
    bus.on('desk.changed', ({ desk }) => {
      namespace.to(agentRoom(desk._id)).emit('presence:changed', routing.presenceView(desk));
      desks.set(desk._id, desk);
      presences('all');
    }),
    bus.on('typing.changed', ({ conversationId, customerId, who, on }) => {
      namespace.to(timelineRoom(customerId)).emit('typing:changed', { conversationId, who, on });
    }),
    bus.on('user.changed', async ({ userId }) => {
      settings('all');
      await seatSockets(userId);
    }),
    bus.on('rules.changed', () => settings('all')),
    bus.on('draft.changed', (draft) => void namespace.to(POLICY_MAKERS).emit('draft:changed', draft)),
    bus.on('queue.changed', async () => {
      settings('all');
      await seatAll();
    }),
    bus.on('canned.changed', () => settings('all')),
    bus.on('mailbox.changed', () => settings('all')),
    bus.on('mailbox.noted', (noted) => void namespace.to(SUPERVISORS).emit('mailbox:noted', noted)),
    bus.on('number.changed', () => settings('all')),
    // Everybody has been told by the node that made the change; who sits where is each node's own.
    bus.on('elsewhere.changed', async ({ users, queues }) => {
      if (users.length + queues.length > 0) await seatAll();
    }),
    bus.on('elsewhere.changed', ({ conversations, words }) => {
      if (conversations.length + words.length > 0) counts(EVERYBODY);
    }),
    bus.on('conversations.missed', () => counts(EVERYBODY)),
    // What moved meanwhile was told to nobody.
    bus.on('nodes.parted', ({ parted }) => void (parted || counts(EVERYBODY))),
    bus.on('elsewhere.changed', async ({ customers }) => {
      await Promise.all(customers.map(pushCustomer));
    }),
    bus.on('user.revoked', ({ userId, sessionId }) => {
      const gone = namespace.in(sessionId ? sessionRoom(sessionId) : agentRoom(userId));
      gone.emit('session:ended');
      gone.disconnectSockets(true);
    }),
    board.onChanged((view) => void namespace.local.to(BOARD).emit('board:changed', view)),
  ];

  async function pushOnline(customerId: string): Promise<void> {
    for (const open of await needs.conversations.unfinishedForChat(customerId)) await pushMoved(open, undefined);
  }

  return () => {
    for (const stop of stops) stop();
    lists.stop();
    callPushes.stop();
    counts.stop();
    together.stop();
    presences.stop();
    settings.stop();
  };
}

const hasOwner = ({ agentId }: ConversationRecord): boolean => agentId !== null;

/** Puts a socket into the rooms of its person's role and queues, and out of those that are no longer theirs. */
export async function seat(namespace: AgentNamespace, needs: LiveNeeds, socketId: string): Promise<void> {
  const socket = namespace.sockets.get(socketId);
  if (!socket) return;
  const user = await needs.userById(socket.data.user.id);
  if (!user) return;
  socket.data.user = { id: user._id, name: user.name, role: user.role };
  const queueIds = await needs.queueIdsOf(user._id);
  const seesAll = may(user.role, 'conversation.seeAll');
  const wanted = new Set([...queueIds.map(queueRoom), ...(seesAll ? [SUPERVISORS] : [])]);
  if (may(user.role, 'routing.edit')) wanted.add(POLICY_MAKERS);
  if (socket.data.watchesInbox) for (const id of seesAll ? [''] : queueIds) wanted.add(wordsRoom(id));
  for (const room of socket.rooms)
    if (/^(queue:|words:|supervisors$|policy-makers$)/.test(room) && !wanted.has(room)) await socket.leave(room);
  await socket.join([...wanted, EVERYBODY, agentRoom(user._id), sessionRoom(socket.data.sessionId)]);
}
