import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldCall } from '../../server/calls/index.js';
import type { CallEventRecord, CallFact } from '../../server/contract/index.js';

type Told = Parameters<typeof foldCall>[0][number];

const START = Date.parse('2030-01-01T09:00:00Z');
const told = (second: number, fact: CallFact, source: CallEventRecord['source'] = 'call', sequence = second): Told => ({
  _id: `${source}:${fact.sid}:${sequence}:${fact.kind}`,
  ...{ source, sequence, at: new Date(START + second * 1_000), fact },
});
const leg = (
  sid: string,
  role: 'customer' | 'agent',
  state: Extract<CallFact, { kind: 'leg' }>['state'],
  seconds?: number,
) => ({ kind: 'leg', sid, role, state, ...(seconds !== undefined && { seconds }) }) as const;
const part = (sid: string, what: 'join' | 'leave' | 'hold' | 'unhold' | 'mute' | 'unmute') =>
  ({ kind: 'part', sid, conferenceSid: 'CF1', what }) as const;
const said = (second: number, sequence: number, fact: CallFact) => told(second, fact, 'conference', sequence);

/** A caller waits, talks, is held, and hangs up; the agent's leg rings and ends. */
const ORDERLY: Told[] = [
  told(0, leg('CA1', 'customer', 'ringing')),
  told(1, leg('CA1', 'customer', 'inProgress')),
  told(20, leg('CA2', 'agent', 'queued')),
  told(21, leg('CA2', 'agent', 'ringing')),
  told(24, leg('CA2', 'agent', 'inProgress')),
  said(24, 1, { kind: 'conference', sid: 'CF1', what: 'start' }),
  said(24, 2, part('CA1', 'join')),
  said(25, 3, part('CA2', 'join')),
  said(40, 4, part('CA1', 'hold')),
  said(50, 5, part('CA1', 'unhold')),
  said(60, 6, part('CA2', 'mute')),
  told(61, { kind: 'recording', what: 'voicemail', sid: 'RE1', state: 'inProgress' }, 'recording'),
  said(90, 7, part('CA1', 'leave')),
  told(91, leg('CA1', 'customer', 'completed', 90)),
  said(92, 8, { kind: 'conference', sid: 'CF1', what: 'end' }),
  told(93, leg('CA2', 'agent', 'completed', 69)),
  told(95, { kind: 'recording', what: 'voicemail', sid: 'RE1', state: 'completed', seconds: 30 }, 'recording'),
];

it('tells who talked with whom, for how long, and who hung up', () => {
  const call = foldCall(ORDERLY);
  expect(call).toMatchObject({ state: 'ended', conferenceSid: 'CF1', conferenceOpen: false, endedBy: 'customer' });
  expect(call.legs.map(({ role, state }) => [role, state])).toEqual([
    ['customer', 'completed'],
    ['agent', 'completed'],
  ]);
  expect(+call.endedAt! - +call.answeredAt!).toBe(90_000);
  expect(call.recordings).toEqual([{ sid: 'RE1', what: 'voicemail', state: 'completed', lengthMs: 30_000 }]);
});

it('knows at every moment who is held and muted', () => {
  const at = (count: number) => foldCall(ORDERLY.slice(0, count)).legs;
  expect(at(9)[0]).toMatchObject({ inConference: true, held: true });
  expect(at(10)[0]).toMatchObject({ inConference: true, held: false });
  expect(at(11)[1]).toMatchObject({ inConference: true, muted: true });
  expect(at(13)[0]).toMatchObject({ inConference: false, held: false });
});

it('comes to the same whatever the order, and however often each is told', () => {
  const orderly = foldCall(ORDERLY);
  const mixed = fc
    .array(fc.nat(ORDERLY.length - 1), { maxLength: 12 })
    .chain((again) =>
      fc.shuffledSubarray([...ORDERLY, ...again.map((i) => ORDERLY[i]!)], { minLength: ORDERLY.length + again.length }),
    );
  fc.assert(
    fc.property(mixed, (events) => {
      expect(foldCall(events)).toEqual(orderly);
    }),
  );
});

it('comes to the same end when what came before the ends is lost', () => {
  const { state, endedAt, endedBy, answeredAt } = foldCall(ORDERLY);
  const isEnd = ({ fact }: Told) => fact.kind === 'leg' && fact.state === 'completed';
  const lossy = fc
    .shuffledSubarray(ORDERLY.filter((event) => !isEnd(event)))
    .map((rest) => [...rest, ...ORDERLY.filter(isEnd)]);
  fc.assert(
    fc.property(lossy, (events) => {
      const call = foldCall(events);
      expect(call).toMatchObject({ state, endedAt, endedBy, answeredAt, conferenceOpen: false });
      expect(call.legs.every(({ inConference }) => !inConference)).toBe(true);
    }),
  );
});

it('believes the first end, and its own word before an answer to a question', () => {
  const asked = told(30, leg('CA1', 'customer', 'completed', 29), 'asked', 0);
  expect(foldCall([ORDERLY[0]!, asked])).toMatchObject({ state: 'ended', reconciled: true });
  const late = [ORDERLY[0]!, asked, told(25, leg('CA1', 'customer', 'noAnswer'), 'call', 9)];
  expect(foldCall(late)).toMatchObject({ reconciled: false, legs: [{ state: 'noAnswer' }] });
});

it('says that the customer hung up, though a page rang on for long after them', () => {
  const gone = told(30, leg('CA1', 'customer', 'completed', 29));
  const rangOn = told(40, leg('CA2', 'agent', 'canceled'));
  expect(foldCall([...ORDERLY.slice(0, 4), gone, rangOn])).toMatchObject({ state: 'ended', endedBy: 'customer' });
});

it('says who hung up where both went in the same second', () => {
  const ends = [told(91, leg('CA1', 'customer', 'completed', 90)), told(91, leg('CA2', 'agent', 'completed', 67))];
  const left = (first: string, second: string) => [
    said(91, 7, part(first, 'leave')),
    said(91, 8, part(second, 'leave')),
  ];
  const begun = ORDERLY.slice(0, 8);
  expect(foldCall([...begun, ...ends, ...left('CA2', 'CA1')]).endedBy).toBe('agent');
  expect(foldCall([...begun, ...ends, ...left('CA1', 'CA2')]).endedBy).toBe('customer');
  expect(foldCall([...begun, ...ends]).endedBy).toBe('customer');
});

it('says who hung up though the page that rang is known to be over only later', () => {
  const rings = [...ORDERLY.slice(0, 4), told(30, leg('CA1', 'customer', 'completed', 29))];
  expect(foldCall([...rings, told(90, leg('CA2', 'agent', 'canceled'), 'asked')]).endedBy).toBe('customer');
});

it('knows from the line who hung up there, and from their leg when', () => {
  const left = told(28, { kind: 'gone', sid: 'CA1' }, 'line', 0);
  const begun = ORDERLY.slice(0, 4);
  const gone = foldCall([...begun, left]);
  expect(gone).toMatchObject({ state: 'ended', endedAt: left.at, endedBy: 'customer' });
  expect(gone.legs.map(({ endedAt }) => endedAt)).toEqual([null, null]);
  const own = told(30, leg('CA1', 'customer', 'completed', 29));
  const both = foldCall([...begun, left, own]);
  expect(both).toMatchObject({ state: 'ended', endedAt: own.at, reconciled: false });
  fc.assert(
    fc.property(fc.shuffledSubarray([...begun, left, left, own], { minLength: 7 }), (events) => {
      expect(foldCall(events)).toEqual(both);
    }),
  );
  expect(foldCall([...begun, told(28, { kind: 'gone', sid: 'CA9' }, 'line', 0)]).endedAt).toBeNull();
});

it('knows from a talk who hung up there, and from their leg how long they talked', () => {
  const left = said(90, 7, { ...part('CA1', 'leave'), gone: true });
  const end = said(90, 9, { kind: 'conference', sid: 'CF1', what: 'end' });
  const agent = [said(90, 8, part('CA2', 'leave')), told(90, leg('CA2', 'agent', 'completed', 66))];
  const begun = ORDERLY.slice(0, 11);
  const gone = foldCall([...begun, ...agent, end, left]);
  expect(gone).toMatchObject({ state: 'ended', endedAt: left.at, endedBy: 'customer', conferenceOpen: false });
  expect(gone.legs[0]).toMatchObject({ sid: 'CA1', endedAt: null, inConference: false });
  const own = told(91, leg('CA1', 'customer', 'completed', 90));
  const both = foldCall([...begun, ...agent, end, left, own]);
  expect(both).toMatchObject({ state: 'ended', endedAt: own.at, endedBy: 'customer' });
  // Of all that they did only their going was told.
  expect(foldCall([ORDERLY[0]!, end, left])).toMatchObject({ answeredAt: left.at, endedAt: left.at });
  // An agent's going ends nothing.
  expect(foldCall([...begun, said(90, 7, { ...part('CA2', 'leave'), gone: true })]).endedAt).toBeNull();
  expect(foldCall([...begun, said(90, 7, part('CA1', 'leave'))]).endedAt).toBeNull();
});

it('knows nothing of nothing', () => {
  expect(foldCall([])).toMatchObject({
    state: 'ringing',
    legs: [],
    startedAt: null,
    endedAt: null,
    conferenceSid: null,
  });
});
