import type { Server } from 'socket.io';
import type { ConversationRecord, DomainEvents } from '../contract/index.js';
import type { Bus } from '../platform/index.js';

type Changed = DomainEvents['elsewhere.changed'];

/** So many milliseconds of changes travel together, at least. */
const TOGETHER_MS = 10;
const MESSAGE = 'elsewhere:changed';

const nothing = () => ({
  conversations: new Set<string>(),
  words: new Set<string>(),
  customers: new Set<string>(),
  joined: new Set<string>(),
  desks: new Set<string>(),
  users: new Set<string>(),
  queues: new Set<string>(),
  rules: new Set<string>(),
  sites: new Set<string>(),
  mailboxes: new Set<string>(),
  numbers: new Set<string>(),
  cannedReplies: new Set<string>(),
});

/** After a change that moved nothing: whether its owner may have something to read, or nothing any more. */
export const countsAnew = (c: ConversationRecord): c is ConversationRecord & { agentId: string } =>
  c.agentId !== null && c.unread <= 1;

/** As its kinds are called here; a node of another version may not know all of them. */
const complete = (changed: Partial<Changed>): Changed => {
  const kinds = Object.keys(nothing()) as (keyof Changed)[];
  return Object.fromEntries(kinds.map((kind) => [kind, changed[kind] ?? []])) as Changed;
};

/**
 * Tells the other nodes what they should look at anew. Only ids travel and each node reads the store for itself, so a message
 * that is lost, late or doubled does no harm: sweeps and short-lived caches find the same, a few seconds later.
 * @param forMs how long this process gathers what it tells
 * @returns stops it
 */
export function relayChanges(io: Server, bus: Bus, forMs: number): () => void {
  const togetherMs = Math.max(TOGETHER_MS, forMs);
  let gathered = nothing();
  let timer: NodeJS.Timeout | null = null;

  function note(kind: keyof Changed, id: string): void {
    gathered[kind].add(id);
    timer ??= setTimeout(flush, togetherMs);
  }

  function flush(): void {
    timer = null;
    const changed = Object.fromEntries(Object.entries(gathered).map(([kind, ids]) => [kind, [...ids]]));
    gathered = nothing();
    io.serverSideEmit(MESSAGE, changed);
  }

  io.on(MESSAGE, (changed: Partial<Changed>) => bus.publish('elsewhere.changed', complete(changed)));
  const stops = [
    bus.on('conversation.changed', ({ conversation, before, previous }) => {
      // Words alone move nobody; whoever reads the thread is told by its room, and how much its owner has not read by their node.
      if (before !== conversation.state || previous) note('conversations', conversation._id);
      else if (countsAnew(conversation)) note('words', conversation._id);
    }),
    bus.on('customer.changed', ({ customerId }) => note('customers', customerId)),
    bus.on('customer.joined', ({ customerId }) => note('joined', customerId)),
    bus.on('desk.changed', ({ desk }) => note('desks', desk._id)),
    bus.on('user.changed', ({ userId }) => note('users', userId)),
    bus.on('queue.changed', ({ queueId }) => note('queues', queueId)),
    bus.on('rules.changed', ({ what }) => note('rules', what)),
    bus.on('site.changed', ({ siteId }) => note('sites', siteId)),
    bus.on('mailbox.changed', ({ mailboxId }) => note('mailboxes', mailboxId)),
    bus.on('mailbox.noted', ({ mailboxId }) => note('mailboxes', mailboxId)),
    bus.on('number.changed', ({ numberId }) => note('numbers', numberId)),
    bus.on('canned.changed', ({ cannedReplyId }) => note('cannedReplies', cannedReplyId)),
  ];
  return () => {
    for (const stop of stops) stop();
    if (timer) clearTimeout(timer);
  };
}
