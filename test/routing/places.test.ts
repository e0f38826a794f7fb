/** Those who wait and are here: found by the line, or by who is here, whichever are fewer. */
import { expect, it } from 'vitest';
import { stage } from './stack.js';

const { now, start } = stage();
const WAITING = 12;

const here = (ids: readonly string[], size: number) => ({
  size,
  has: (id: string) => ids.includes(id),
  [Symbol.iterator]: () => ids[Symbol.iterator](),
});

it('finds the same ones with the same places either way, also of who waits twice, in two lines, or has gone', async () => {
  const [sales, other] = [now.company.queue([]), now.company.queue([])];
  const node = await start();
  const all = [];
  for (let i = 0; i < WAITING; i += 1)
    all.push(await node.opens(i % 3 === 2 ? other : sales, { customerId: `customer-${i % 8}` }));
  const [gone, ...waiting] = all;
  await node.conversations.close(gone!._id, { by: 'customer' });
  const ids = [...new Set(all.filter((_, i) => i % 2 === 0).map(({ customerId }) => customerId))];
  const found = (queueId: string, size: number) =>
    [...node.routing.places(queueId, here([...ids, 'nobody'], size))].sort((a, b) => a.position - b.position);
  for (const queueId of [sales, other]) {
    const line = waiting.filter((one) => one.queueId === queueId);
    const expected = line.flatMap(({ _id: conversationId, customerId }, i) =>
      ids.includes(customerId) ? [{ conversationId, customerId, position: i + 1 }] : [],
    );
    expect(expected).not.toEqual([]);
    for (const size of [0, Number.POSITIVE_INFINITY]) expect(found(queueId, size)).toMatchObject(expected);
  }
});
