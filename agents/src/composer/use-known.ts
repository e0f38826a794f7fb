import type { ConversationView } from '../../../server/contract/index.js';
import { useDesk } from '../live/use-desk.js';
import type { Known } from './filling.js';

/** What a canned reply to this customer can be filled in from. */
export function useKnown(
  customer: { name: string },
  queueId: string,
  conversation?: Pick<ConversationView, 'number' | 'channel'>,
): Known {
  const agent = useDesk((desk) => desk.me.name);
  const queue = useDesk((desk) => desk.queues.find(({ id }) => id === queueId));
  return { customer: customer.name, agent, queue, number: conversation?.number, channel: conversation?.channel };
}
