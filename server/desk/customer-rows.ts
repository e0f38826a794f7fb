import type { CustomerRow, Page } from '../contract/index.js';
import type { DeskNeeds } from './needs.js';

/** Lists of customers. Somebody who was joined into another is shown as that other, and what they began is counted there. */
export function makeCustomerRows({ customers, conversations }: Pick<DeskNeeds, 'customers' | 'conversations'>) {
  /** Last seen first; with a search, those who have every word in their name or addresses. */
  return async function list(search: string | undefined, after: string | undefined, limit: number) {
    const { items, next } = await customers.list(search, after, limit);
    const streams = await customers.streamsOfEach(items.map(({ id }) => id));
    const counts = await conversations.countByCustomer(streams.flat());
    const countOf = (ids: readonly string[]) => ids.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0);
    const page: Page<CustomerRow> = {
      items: items.map((row, i) => ({ ...row, conversations: countOf(streams[i]!) })),
      next,
    };
    return page;
  };
}
