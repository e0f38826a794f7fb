import type { ConversationRecord, QueueRecord, WrapUpView } from '../contract/index.js';
import { type Actor, AppError, type Handlers } from '../platform/index.js';
import { type makeAccess, orMoved } from './access.js';
import type { DeskNeeds } from './needs.js';
import type { makePresent } from './present.js';

interface WrapUpNeeds extends Pick<DeskNeeds, 'conversations' | 'queues'> {
  access: ReturnType<typeof makeAccess>;
  present: ReturnType<typeof makePresent>;
}

/** How often a wrap-up of this queue may be lengthened. */
const mostExtensions = (queue: Pick<QueueRecord, 'rules'> | null): number =>
  queue && queue.rules.wrapUpExtendSeconds > 0 ? queue.rules.wrapUpExtensions : 0;

export function presentWrapUp(
  { state, wrapUpUntil, wrapUpExtended = 0 }: ConversationRecord,
  queue: Pick<QueueRecord, 'rules'> | null,
): WrapUpView | null {
  if (state !== 'wrapUp' || !wrapUpUntil) return null;
  return { until: wrapUpUntil.toISOString(), extensionsLeft: Math.max(0, mostExtensions(queue) - wrapUpExtended) };
}

/** More time to write up, for whoever writes up, as far as the queue allows. The same clientId twice is done once. */
export function wrapUpHandlers({ access, present, conversations, queues }: WrapUpNeeds) {
  async function extend(c: ConversationRecord, { id, name }: Actor, clientId: string): Promise<ConversationRecord> {
    const queue = await queues.byId(c.queueId);
    const after = await conversations.extendWrapUp(c._id, {
      author: { type: 'agent', id, name },
      seconds: queue?.rules.wrapUpExtendSeconds ?? 0,
      most: mostExtensions(queue),
      clientId,
    });
    if (after) return after;
    const now = orMoved(await conversations.byId(c._id));
    if (await conversations.wasTold(now, clientId)) return now; // by another click, a moment before
    throw refusal(now, id);
  }

  return {
    'conversations.extendWrapUp': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      return present(await extend(c, actor, body.clientId));
    },
  } satisfies Partial<Handlers>;
}

function refusal({ state, agentId }: ConversationRecord, askerId: string): AppError {
  if (state === 'closed') return new AppError('conversation.closed', 'This conversation is closed.');
  if (agentId !== askerId) return new AppError('conversation.notYours', 'Somebody else has this conversation.');
  if (state !== 'wrapUp') return new AppError('conversation.moved', 'This conversation is not being written up.');
  return new AppError('wrapUp.noMoreTime', 'The queue gives no more time for this wrap-up.');
}
