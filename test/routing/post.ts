/** A queue of mails, and Ana and Bo who answer them. */
import { beforeEach } from 'vitest';
import type { ConversationRecord, QueueRules } from '../../server/contract/index.js';
import { newId } from '../../server/platform/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { type Company, type HandClock, type Node, stage } from './stack.js';

export const HOUR = 3_600;
export const NIGHT = 14 * HOUR;
export const kim = { type: 'agent', id: 'c'.repeat(24), name: 'Kim' } as const;

type Channel = ConversationRecord['channel'];

/** To be called once, at the beginning of a file. `at`: as it is in the test that runs. */
export function atThePost() {
  const at = {} as { clock: HandClock; company: Company; ana: string; bo: string; post: string };
  const { now, start, passes } = stage();
  beforeEach(() => {
    const { clock, company } = now;
    const [ana, bo] = [company.agent('Ana', { capacity: 3 }), company.agent('Bo', { capacity: 3 })];
    Object.assign(at, { clock, company, ana, bo, post: company.queue([ana, bo], { name: 'Post' }) });
  });

  return {
    ...{ at, start, passes },
    rules: (part: Partial<QueueRules>) =>
      Object.assign(at.company.queues[0]!, { rules: { ...QUEUE_DEFAULTS.rules, ...part } }),
    /** Ana has it by her own hand. */
    async anaHas(node: Node, channel: Channel = 'email', queueId = at.post): Promise<string> {
      const { _id: id } = await node.opens(queueId, { channel });
      await node.routing.pick(at.ana, id);
      return id;
    },
    async says(node: Node, id: string, direction: 'in' | 'out' = 'in'): Promise<void> {
      const c = (await node.conversations.byId(id))!;
      const { customerId, channel } = c;
      const about = { customerId, conversationId: id, channel, sourceId: newId(), at: at.clock.now() };
      const author = { type: direction === 'in' ? 'customer' : 'agent' } as const;
      const said = { ...about, kind: 'message', details: {}, direction, author, text: 'well?' } as const;
      await node.conversations.noteMessage(c, await node.timeline.append(said));
    },
  };
}
