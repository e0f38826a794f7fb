import { describe, expect, it } from 'vitest';
import { applyToDesk, type Desk, toDesk } from '../../agents/src/live/desk.js';
import type { AgentPresenceView, DeskView, OfferView } from '../../server/contract/index.js';

const me: AgentPresenceView = {
  agentId: 'me',
  name: 'Sara',
  state: 'online',
  reason: null,
  since: '2030-01-01T09:00:00.000Z',
  setBy: null,
  load: 0,
  ...{ capacity: 3, hasRoom: true },
  units: 0,
  wrapUp: 0,
  queueIds: [],
};
const offer: OfferView = {
  id: 'o1',
  conversationId: 'c1',
  number: 1,
  channel: 'webchat',
  queue: { id: 'q1', name: 'Sales' },
  customer: { id: 'p1', name: 'Reza', verified: false },
  subject: null,
  callTo: null,
  firstText: 'سلام',
  waitedMs: 1_000,
  remainingMs: 20_000,
  expiresAt: '2030-01-01T09:00:20.000Z',
  reason: { strategy: 'longestIdle', idleMs: 5_000, excluded: 0 },
};
const aDesk = (): Desk =>
  toDesk({ me: { id: 'me' }, presence: me, offers: [], agents: [me], counts: {} } as unknown as DeskView, 0);

describe('the desk', () => {
  it('sets an offer’s end on the monotonic clock', () => {
    const desk = applyToDesk(aDesk(), { name: 'offer:made', data: offer }, 5_000);
    expect(desk.offers.map(({ id, deadline }) => [id, deadline])).toEqual([['o1', 25_000]]);
  });
  it('shows an offer told twice once', () => {
    const once = applyToDesk(aDesk(), { name: 'offer:made', data: offer }, 0);
    expect(applyToDesk(once, { name: 'offer:made', data: offer }, 10).offers).toHaveLength(1);
  });
  it('puts an ended offer away', () => {
    const desk = applyToDesk(aDesk(), { name: 'offer:made', data: offer }, 0);
    const ended = { offerId: 'o1', conversationId: 'c1', how: 'expired' as const };
    expect(applyToDesk(desk, { name: 'offer:ended', data: ended }, 0).offers).toEqual([]);
  });
  it('knows its own presence among the others', () => {
    const other = { ...me, agentId: 'omid', name: 'Omid' };
    const joined = applyToDesk(aDesk(), { name: 'presences:changed', data: [other] }, 0);
    expect(joined.agents).toHaveLength(2);
    expect(joined.presence.state).toBe('online');
    const missed = applyToDesk(joined, { name: 'presence:changed', data: { ...me, state: 'notResponding' } }, 0);
    expect(missed.presence.state).toBe('notResponding');
    const back = applyToDesk(missed, { name: 'presences:changed', data: [other, me] }, 0);
    expect([back.presence.state, back.agents.map(({ agentId }) => agentId)]).toEqual(['online', ['me', 'omid']]);
  });
  it('stays the same when a notice is not about it', () => {
    const desk = aDesk();
    const typing = { conversationId: 'c1', who: { type: 'customer' as const, id: 'p1', name: 'Reza' }, on: true };
    expect(applyToDesk(desk, { name: 'typing:changed', data: typing }, 0)).toBe(desk);
  });
});
