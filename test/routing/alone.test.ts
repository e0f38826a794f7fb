/** The only process of its installation knows every desk by heart, and asks the store for none. */
import { beforeEach, expect, it, vi } from 'vitest';
import { DeskModel } from '../../server/routing/models.js';
import { waitingConversations } from '../../server/routing/reads.js';
import { loneNode, until } from './stack.js';

const lone = loneNode();
let { node, ana, sales } = lone.now;
beforeEach(() => {
  ({ node, ana, sales } = lone.now);
});

it.each(['before', 'after'] as const)(
  'leaves nothing on a desk of what its customer ends just %s the router writes it there',
  async (when) => {
    await node.online(ana);
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
