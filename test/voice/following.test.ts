/** Whether anything can follow from what was told of a call: only then is its conversation looked at. */
import { expect, it } from 'vitest';
import { asksForMore } from '../../channels/voice/following.js';
import type { CallRecord, Leg } from '../../server/contract/index.js';

const ANA = 'a'.repeat(24);
const customer = { sid: 'CA1', role: 'customer', state: 'inProgress', endedAt: null } as Leg;
const rung = { sid: 'CA2', role: 'agent', address: `client:agent_${ANA}`, state: 'ringing', endedAt: null } as Leg;
const there: Leg = { ...rung, state: 'inProgress' };
const gone: Leg = { ...rung, state: 'completed', endedAt: new Date(0) };
const ringing = { agentId: ANA, sid: 'CA2', joined: false } as CallRecord['ringing'];
const joined = { ...ringing!, joined: true };

interface About extends Partial<Omit<CallRecord, 'state'>> {
  legs?: Leg[];
  endedAt?: Date;
}

function aCall({ legs = [], endedAt, ...about }: About): CallRecord {
  const state = { endedAt: endedAt ?? null, legs: [customer, ...legs] };
  return { direction: 'in', freed: false, transfer: null, ringing: null, ...about, state } as CallRecord;
}

it.each<{ says: string; call: About; asks: boolean }>([
  { says: 'nothing of a caller in the menu or the line', call: {}, asks: false },
  { says: 'nothing while an agent is rung', call: { ringing, legs: [rung] }, asks: false },
  {
    says: 'nothing while it is not known yet which leg is theirs',
    call: { ringing: { ...ringing!, sid: null }, legs: [there] },
    asks: false,
  },
  { says: 'something when their agent has come', call: { ringing, legs: [there] }, asks: true },
  { says: 'nothing of a talk that is under way', call: { ringing: joined, legs: [there] }, asks: false },
  { says: 'something when their agent has gone', call: { ringing: joined, legs: [gone] }, asks: true },
  { says: 'something when one who was rung did not come', call: { ringing, legs: [gone] }, asks: true },
  {
    says: 'nothing of whoever had it before its agent',
    call: { ringing: { ...joined, sid: 'CA3' }, legs: [gone, { ...there, sid: 'CA3' }] },
    asks: false,
  },
  { says: 'something while it is being handed over', call: { transfer: {} as CallRecord['transfer'] }, asks: true },
  { says: 'something when its customer has gone', call: { endedAt: new Date(0) }, asks: true },
  { says: 'something when it was left to others', call: { freed: true }, asks: true },
  { says: 'something of each that we began', call: { direction: 'out' }, asks: true },
])('asks for $says', ({ call, asks }) => expect(asksForMore(aCall(call))).toBe(asks));
