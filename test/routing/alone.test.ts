/** The only process of its installation knows every desk by heart, and asks the store for none. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { DeskModel } from '../../server/routing/models.js';
import { waitingConversations } from '../../server/routing/reads.js';
import { aNode, aStore, Company, handClock, type Node, nothing, until } from './stack.js';

let store: { close(): Promise<void> };
let node: Node;
let ana: string;
let sales: string;

beforeAll(async () => {
  store = await aStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await nothing();
  const company = new Company();
  ana = company.agent('Ana');
  sales = company.queue([ana]);
  node = await aNode({ company, clock: handClock(), isAlone: true });
  await node.online(ana);
});
afterEach(() => node.routing.stop());

it.each(['before', 'after'] as const)(
  'leaves nothing on a desk of what its customer ends just %s the router writes it there',
  async (when) => {
    const write = DeskModel.collection.bulkWrite.bind(DeskModel.collection);
    const ends = async () => {
      const [waits] = await waitingConversations();
      await node.conversations.close(waits?._id ?? '', { by: 'customer' });
    };
    vi.spyOn(DeskModel.collection, 'bulkWrite').mockImplementationOnce(async (...asked) => {
      if (when === 'before') await ends();
      const written = await write(...asked);
      if (when === 'after') await ends();
      return written;
    });
    const { _id: id } = await node.opens(sales);
    await node.reaches(id, 'closed');
    await until(async () => (await DeskModel.findById(ana).lean())?.entries.length === 0, 'her desk is free');
    const { _id: next } = await node.opens(sales);
    await node.reaches(next, 'offered', ana);
    expect((await node.conversations.byId(id))?.state).toBe('closed');
  },
);
