import { describe, expect, it } from 'vitest';
import { withCall } from '../../agents/src/live/calls.js';
import { absent, companions, consulted, type Phase, phaseOf } from '../../agents/src/phone/phase.js';
import type { CallView, LegView } from '../../server/contract/index.js';

function aLeg(about: Partial<LegView>): LegView {
  const at = '2030-01-01T09:00:00.000Z';
  return {
    ...{ sid: 'CA0', role: 'agent', agentId: null, name: 'x', number: null, state: 'inProgress', inConference: true },
    ...{ held: false, muted: false, how: null, answeredAt: at, endedAt: null },
    ...about,
  };
}
const customer = aLeg({ sid: 'CA1', role: 'customer', name: 'Reza' });
const mine = aLeg({ sid: 'CA2', agentId: 'me', name: 'Sara' });
const omid = aLeg({ sid: 'CA3', agentId: 'omid', name: 'Omid' });
const ended = { endedAt: '2030-01-01T09:05:00.000Z', inConference: false };
const aCall = (legs: LegView[], about: Partial<CallView> = {}): CallView => ({
  ...{ id: 'k1', version: 1, conversationId: 'c1', customerId: 'p1', customerName: 'Reza', direction: 'in' },
  ...{ numberId: 'n1', number: '+989120000001', state: 'inProgress', legs, records: 'asked' },
  ...{ recording: 'off' },
  ...{ startedAt: null, answeredAt: null, endedAt: null },
  ...about,
});
const talk = aCall([customer, mine]);

describe('the calls one is in', () => {
  it('take in one that rings or is spoken', () => {
    expect(withCall([], aCall([customer, { ...mine, state: 'ringing', inConference: false }]), 'me')).toHaveLength(1);
  });
  it('know no old sight, nor anybody else’s', () => {
    const calls = [aCall([customer, mine], { version: 5 })];
    expect(withCall(calls, aCall([], { version: 4 }), 'me')).toBe(calls);
    expect(withCall(calls, aCall([customer, omid], { id: 'k2' }), 'me')).toBe(calls);
  });
  it.each([
    { says: 'it has ended', after: aCall([customer, mine], { version: 2, state: 'ended' }) },
    { says: 'one’s own leg has', after: aCall([customer, { ...mine, ...ended }], { version: 2 }) },
  ])('let one go when $says', ({ after }) => expect(withCall([talk], after, 'me')).toEqual([]));
});

describe('where a call stands', () => {
  const held = { ...customer, held: true };
  const called = { ...omid, state: 'ringing' as const, inConference: false };
  it.each<{ phase: Phase; legs: LegView[] }>([
    { phase: 'ringing', legs: [customer, { ...mine, state: 'ringing' }] },
    { phase: 'connecting', legs: [{ ...customer, state: 'queued', inConference: false }, mine] },
    { phase: 'connecting', legs: [mine] },
    { phase: 'connecting', legs: [{ ...customer, inConference: false }, mine] },
    { phase: 'talking', legs: [customer, mine] },
    { phase: 'held', legs: [held, mine] },
    { phase: 'held', legs: [held, mine, called] },
    { phase: 'consulting', legs: [held, mine, omid] },
    { phase: 'ending', legs: [{ ...customer, ...ended }, mine] },
    { phase: 'whisper', legs: [customer, omid, { ...mine, role: 'supervisor', how: 'whisper' }] },
  ])('is $phase', ({ phase, legs }) => expect(phaseOf(aCall(legs), 'me')).toBe(phase));
  it.each([{ legs: [mine] }, { legs: [{ ...customer, state: 'ringing' as const, inConference: false }, mine] }])(
    'is calling while a customer whom we ring has not answered',
    ({ legs }) => expect(phaseOf(aCall(legs, { direction: 'out' }), 'me')).toBe('calling'),
  );
  it('names whom one speaks with while the customer waits, and nobody else', () => {
    expect(consulted(aCall([held, mine, called]), 'me')?.sid).toBe('CA3');
    expect(consulted(aCall([customer, mine, omid]), 'me')).toBeUndefined();
  });
  it('hides who only listens', () => {
    const listens = aLeg({ sid: 'CA4', role: 'supervisor', agentId: 'sue', how: 'monitor' });
    expect(companions(aCall([customer, mine, listens]), 'me')).toEqual([]);
    expect(companions(aCall([customer, mine, { ...listens, how: 'barge' }]), 'me')).toHaveLength(1);
  });
  it('tells who was called and did not come', () => {
    const busy = { ...omid, ...ended, state: 'busy' as const, answeredAt: null };
    const gone = { ...busy, sid: 'gone', agentId: omid.agentId, role: omid.role };
    expect(absent(aCall([customer, mine, busy, { ...omid, ...ended }, gone])).map(({ state }) => state)).toEqual([
      'busy',
    ]);
  });
});
