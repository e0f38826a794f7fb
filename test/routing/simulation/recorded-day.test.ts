import { describe, expect, it } from 'vitest';
import { inferredPresence, LegReader, type Told } from '../../../server/routing/simulation/recorded-day.js';

const queue = { queueId: 'sales', queueName: 'Sales' };
const ana = { agentId: 'ana', agentName: 'Ana' };
const at = (minute: number, kind: Told['kind'], details: object = {}, conversationId = 'c1') =>
  ({ kind, conversationId, at: minute * 60_000, details }) as Told;
const assigned = (minute: number, how = 'offer', who = ana) => at(minute, 'conversation.assigned', { ...who, how });

function read(told: Told[]) {
  const reader = new LegReader();
  for (const one of told) reader.take(one);
  return reader.done();
}

const minutes = (value: number | null) => (value === null ? null : value / 60_000);

describe('a day is read off its timeline', () => {
  it.each([
    {
      says: 'waits, is answered, is wrapped up',
      told: [
        at(0, 'conversation.queued', queue),
        assigned(2),
        at(7, 'conversation.wrapUp', ana),
        at(8, 'conversation.closed', { by: 'agent' }),
      ],
      legs: [{ queuedAt: 0, answeredAt: 2, talkedUntil: 7, endedAt: 8, leftAt: null, agentId: 'ana', byHand: false }],
    },
    {
      says: 'leaves before an answer',
      told: [at(0, 'conversation.queued', queue), at(3, 'conversation.closed', { by: 'customer' })],
      legs: [{ queuedAt: 0, answeredAt: null, talkedUntil: null, endedAt: null, leftAt: 3, agentId: null }],
    },
    {
      says: 'is cleared away by an agent, and so is no wait at all',
      told: [at(0, 'conversation.queued', queue), at(3, 'conversation.closed', { by: 'agent' })],
      legs: [],
    },
    {
      says: 'is handed to another queue and waits again',
      told: [
        at(0, 'conversation.queued', queue),
        assigned(1),
        at(4, 'conversation.requeued', { queueId: 'orders' }),
        assigned(6),
        at(9, 'conversation.closed', { by: 'agent' }),
      ],
      legs: [
        { queueId: 'sales', queuedAt: 0, answeredAt: 1, talkedUntil: 4, endedAt: 4 },
        { queueId: 'orders', queuedAt: 4, answeredAt: 6, talkedUntil: 9, endedAt: 9 },
      ],
    },
    {
      says: 'comes back from somebody who was not there any more',
      told: [
        at(0, 'conversation.queued', queue),
        assigned(1),
        at(600, 'conversation.requeued', { ...queue, reason: 'wroteMeanwhile' }),
        assigned(601),
        at(610, 'conversation.requeued', { ...queue, reason: 'transferred' }),
        at(700, 'conversation.closed', { by: 'customer' }),
      ],
      legs: [{ cameBack: false }, { cameBack: true, queuedAt: 600 }, { cameBack: false }],
    },
    {
      says: 'goes from hand to hand and stays one talk, of whoever had it first',
      told: [
        at(0, 'conversation.queued', queue),
        assigned(1),
        assigned(5, 'transfer', { agentId: 'bo', agentName: 'Bo' }),
        at(9, 'conversation.closed', { by: 'agent' }),
      ],
      legs: [{ agentId: 'ana', answeredAt: 1, talkedUntil: 9, byHand: true }],
    },
    {
      says: 'sleeps, which gives the agent room, and waits anew when it wakes',
      told: [
        at(0, 'conversation.queued', queue),
        assigned(1),
        at(3, 'conversation.snoozed', {}),
        at(60, 'conversation.requeued', queue),
        assigned(61),
      ],
      legs: [
        { queuedAt: 0, endedAt: 3 },
        { queuedAt: 60, answeredAt: 61, talkedUntil: null, endedAt: null },
      ],
    },
  ])('$says', ({ told, legs }) => {
    const found = read(told).legs.map((leg) => ({
      ...leg,
      ...{ queuedAt: minutes(leg.queuedAt), answeredAt: minutes(leg.answeredAt), leftAt: minutes(leg.leftAt) },
      ...{ talkedUntil: minutes(leg.talkedUntil), endedAt: minutes(leg.endedAt) },
    }));
    expect(found).toHaveLength(legs.length);
    for (const [i, leg] of legs.entries()) expect(found[i]).toMatchObject(leg);
  });

  it('tells how long acceptance took, half at most so long', () => {
    const offer = (i: number, ms: number): Told[] => [
      at(i, 'offer.made', { offerId: `o${i}` }),
      { ...at(i, 'offer.accepted', { offerId: `o${i}` }), at: i * 60_000 + ms },
    ];
    expect(read([...offer(1, 4_000), ...offer(2, 90_000), ...offer(3, 7_000)]).acceptMs).toBe(7_000);
  });

  it('infers who was there from their first answer to their last end', () => {
    const { legs } = read([
      at(0, 'conversation.queued', queue),
      assigned(2),
      at(8, 'conversation.closed', { by: 'agent' }),
      at(20, 'conversation.queued', queue, 'c2'),
      { ...assigned(21), conversationId: 'c2' },
      at(30, 'conversation.closed', { by: 'customer' }, 'c2'),
    ]);
    expect(inferredPresence(legs)).toEqual([
      { agentId: 'ana', at: 2 * 60_000, state: 'online' },
      { agentId: 'ana', at: 30 * 60_000, state: 'offline' },
    ]);
  });
});
