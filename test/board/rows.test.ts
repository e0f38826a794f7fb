import { expect, it } from 'vitest';
import { waitingRows } from '../../server/board/compose.js';
import type { Routing } from '../../server/routing/index.js';

/** Queues by how many wait in each; those of an earlier one have waited longer. */
function linesOf(lengths: Record<string, number>) {
  const queues = Object.keys(lengths).map((_id) => ({ _id }));
  const line = (queueId: string, limit: number) =>
    Array.from({ length: Math.min(limit, lengths[queueId] ?? 0) }, (_, n) => ({
      ...{ _id: `${queueId}${n}`, number: n, customerName: '', queueId, channel: 'webchat', openedAt: new Date(0) },
      routingKey: 1_000 * queues.findIndex(({ _id }) => _id === queueId) + n,
    }));
  const routing = { line, positionOf: () => 1, waitsFor: () => ({ reason: 'nobodyOnline' }) };
  return waitingRows(queues, routing as unknown as Pick<Routing, 'line' | 'positionOf' | 'waitsFor'>);
}

it('names the first of each queue, though many more have waited longer in another', () => {
  const rows = linesOf({ a: 500, b: 30 });
  expect(['a', 'b'].map((id) => rows.filter(({ queueId }) => queueId === id).length)).toEqual([100, 30]);
});
it('names some of each, however many queues there are', () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`q${n}-`, 50]));
  expect(linesOf(many)).toHaveLength(800);
});
it('names who has waited longest first', () => {
  expect(linesOf({ a: 2, b: 1 }).map(({ conversationId }) => conversationId)).toEqual(['a0', 'a1', 'b0']);
});
