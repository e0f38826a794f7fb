/** Conversations on a store of their own, on a clock that is turned by hand. */
import { afterAll, beforeAll } from 'vitest';
import { makeConversations } from '../../server/conversations/index.js';
import { makeBus, makeLog, newId } from '../../server/platform/index.js';
import { makeTimeline } from '../../server/timeline/index.js';
import { openTestStore } from '../store-for.js';

/** To be called once, at the beginning of a file. */
export function conversing() {
  const log = makeLog('silent');
  const bus = makeBus(log);
  let now = Date.parse('2030-01-01T09:00:00Z');
  const clock = { now: () => new Date(now) };
  const timeline = makeTimeline({ bus, clock, fileUrl: () => '/file' });
  const needs: Parameters<typeof makeConversations>[0] = {
    ...{ bus, clock, log, timeline },
    queueName: async () => 'Orders',
    slaDueAt: async (_queueId, _kind, from) => new Date(+from + 60_000),
    onwardSeconds: async () => null,
  };
  const conversations = makeConversations(needs);
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.close());

  return {
    ...{ bus, conversations, needs, timeline },
    ana: { agentId: newId(), agentName: 'Ana' },
    now: () => now,
    passes(ms: number): void {
      now += ms;
    },
    opened: (by = conversations) =>
      by.open({
        customer: { _id: newId(), name: 'سارا' },
        verified: false,
        channel: 'webchat',
        siteId: null,
        queueId: newId(),
        queueName: 'Orders',
        locale: 'fa',
        by: 'customer',
        startKey: newId(),
        told: () => [],
      }),
  };
}
