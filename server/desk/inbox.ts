import { type CountsView, type InboxFilter, type InboxView, may, OPEN_STATES } from '../contract/index.js';
import type { InboxFilterBy } from '../conversations/index.js';
import type { Handlers } from '../platform/index.js';
import type { Asker, makeAccess } from './access.js';
import type { DeskNeeds } from './needs.js';
import type { makePresent } from './present.js';

interface InboxNeeds extends Pick<DeskNeeds, 'conversations' | 'queues' | 'routing'> {
  access: ReturnType<typeof makeAccess>;
  present: ReturnType<typeof makePresent>;
}

const STATES: Record<InboxFilter, readonly string[]> = { open: OPEN_STATES, snoozed: ['snoozed'], closed: ['closed'] };

/** Which conversations a list holds for somebody. */
export function inboxFilter(
  asker: Asker,
  queueIds: string[],
  { view, filter, queueId }: { view: InboxView; filter: InboxFilter; queueId?: string },
): InboxFilterBy {
  const all = may(asker.role, 'conversation.seeAll');
  const own = queueId ? queueIds.filter((id) => id === queueId) : queueIds;
  const inQueues = all ? (queueId ? [queueId] : undefined) : own;
  if (view === 'mine') {
    const states = filter === 'open' ? ['active', 'wrapUp'] : STATES[filter];
    return { states, agentId: asker.id, ...(queueId && { queueIds: [queueId] }) };
  }
  if (view === 'unassigned') {
    return { states: filter === 'open' ? ['queued', 'offered'] : STATES[filter], queueIds: inQueues, unowned: true };
  }
  return { states: STATES[filter], queueIds: inQueues, ...(!all && !queueId && { orAgentId: asker.id }) };
}

export function makeInbox({ conversations, queues, routing, access, present }: InboxNeeds) {
  /** From memory: they are told every second to everybody who is there. */
  async function counts(asker: Asker): Promise<CountsView> {
    const own = await queues.membership.queueIdsOf(asker.id);
    const seen = may(asker.role, 'conversation.seeAll') ? (await queues.all()).map(({ _id }) => _id) : own;
    const [held, owned] = await Promise.all([
      conversations.held.of(asker.id),
      Promise.all(seen.map(conversations.held.countIn)),
    ]);
    const unassigned = sum(seen.map(routing.waitingIn));
    const elsewhere = held.filter(({ queueId }) => !seen.includes(queueId)).length;
    return {
      mine: held.length,
      mineUnread: held.filter(({ unread }) => unread > 0).length,
      unassigned,
      all: unassigned + sum(owned) + elsewhere,
    };
  }

  const handlers = {
    'conversations.list': async ({ actor, query }) => {
      const queueIds = await queues.membership.queueIdsOf(actor.id);
      const { items, next } = await conversations.page(inboxFilter(actor, queueIds, query), query.after, query.limit);
      return { items: await Promise.all(items.map(present)), next };
    },
    'conversations.counts': ({ actor }) => counts(actor),
    'conversations.show': async ({ actor, params }) => present(await access(actor, params.id as string)),
  } satisfies Partial<Handlers>;

  return { counts, handlers };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
