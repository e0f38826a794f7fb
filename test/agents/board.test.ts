import { describe, expect, it } from 'vitest';
import { shownOf } from '../../agents/src/board/shown.js';
import type { BoardView } from '../../server/contract/index.js';

const waits = (queueId: string) => ({ queueId, conversationId: `of-${queueId}` });
const board = {
  queues: [
    { queueId: 'sales', waiting: 500 },
    { queueId: 'orders', waiting: 3 },
  ],
  waiting: [waits('sales'), waits('sales'), waits('orders')],
  active: [{ queueId: 'orders' }],
  agents: [{ queueIds: ['sales'] }, { queueIds: ['sales', 'orders'] }, { queueIds: [] }],
} as unknown as BoardView;

describe('what the board lists', () => {
  it.each([
    { says: 'of all queues', queueId: null, of: 503, rows: 3, active: 1, agents: 3 },
    {
      says: 'of a queue, and how many wait in it altogether',
      queueId: 'sales',
      of: 500,
      rows: 2,
      active: 0,
      agents: 2,
    },
    { says: 'of another', queueId: 'orders', of: 3, rows: 1, active: 1, agents: 1 },
  ])('$says', ({ queueId, of, rows, active, agents }) => {
    const shown = shownOf(board, queueId);
    expect(shown).toMatchObject({ inAll: of, chosen: queueId && { queueId } });
    expect([shown.waiting, shown.active, shown.agents].map(({ length }) => length)).toEqual([rows, active, agents]);
  });
});
