import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VisitorTouchpointView, VisitSnapshot, WidgetConfigView } from '../../server/contract/index.js';
import {
  type Action,
  type ChatState,
  emptyState,
  isBehind,
  lastSeq,
  nextToSend,
  reduce,
  unreadCount,
} from '../../widgets/src/app/state.js';
import { aConversation, aPending, aTouchpoint, mine, theirs } from './build.js';

const stateAfter = (...actions: Action[]): ChatState => actions.reduce(reduce, emptyState);
const appended = (touchpoint: VisitorTouchpointView): Action => ({ type: 'appended', touchpoint });
const opened = (touchpoints: VisitorTouchpointView[], about: Partial<VisitSnapshot> = {}, from = 0): Action => ({
  type: 'snapshot',
  after: from,
  snapshot: {
    visitor: { customerId: 'a', name: 'Ada', email: null },
    conversation: aConversation(),
    touchpoints,
    more: false,
    config: {} as WidgetConfigView,
    ...about,
  },
});
const seqs = (state: ChatState): number[] => state.touchpoints.map((touchpoint) => touchpoint.seq);

describe('the list', () => {
  it('ignores a seq it has', () => {
    expect(seqs(stateAfter(opened(theirs([1, 2])), appended(aTouchpoint(2)), appended(aTouchpoint(1))))).toEqual([
      1, 2,
    ]);
  });

  it('does not show what comes after a gap, and knows that it is behind', () => {
    const state = stateAfter(opened(theirs([1])), appended(aTouchpoint(3)));
    expect(seqs(state)).toEqual([1]);
    expect(isBehind(state)).toBe(true);
  });

  it('is whole again once the gap is filled', () => {
    const state = stateAfter(opened(theirs([1])), appended(aTouchpoint(4)), {
      type: 'caughtUp',
      touchpoints: theirs([2, 3, 4]),
      more: false,
      asked: 4,
    });
    expect(seqs(state)).toEqual([1, 2, 3, 4]);
    expect(isBehind(state)).toBe(false);
  });

  it('knows of what was pushed while the first reading was on its way', () => {
    const state = stateAfter(appended(aTouchpoint(3)), opened(theirs([1, 2])));
    expect(isBehind(state)).toBe(true);
  });

  it('stops asking for what the server does not have', () => {
    const state = stateAfter(opened(theirs([1])), appended(aTouchpoint(9)), {
      type: 'caughtUp',
      touchpoints: [],
      more: false,
      asked: 9,
    });
    expect(isBehind(state)).toBe(false);
  });

  it('goes on asking when more was heard of meanwhile', () => {
    const state = stateAfter(opened(theirs([1])), appended(aTouchpoint(3)), appended(aTouchpoint(4)), {
      type: 'caughtUp',
      touchpoints: theirs([2, 3]),
      more: false,
      asked: 3,
    });
    expect(isBehind(state)).toBe(true);
  });

  it('starts again when the timeline is somebody else’s', () => {
    const other = { visitor: { customerId: 'b', name: 'Bo', email: null } };
    const state = stateAfter(opened(theirs([1, 2, 3])), opened(theirs([4]), other, 3));
    expect(seqs(state)).toEqual([]);
    expect(isBehind(state)).toBe(true);
  });

  it('is the same in the end, in whatever order and however often notices come', () => {
    const all = theirs([1, 2, 3, 4, 5, 6, 7]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { maxLength: 30 }), fc.nat({ max: 7 }), (notices, read) => {
        let state = stateAfter(opened(all.slice(0, read)), ...notices.map(appended));
        while (isBehind(state)) {
          const from = lastSeq(state);
          const answer = all.filter((touchpoint) => touchpoint.seq > from).slice(0, 2);
          const more = from + answer.length < all.length;
          state = reduce(state, { type: 'caughtUp', touchpoints: answer, more, asked: state.heardSeq });
        }
        const heard = Math.max(read, ...notices.map((notice) => notice.seq));
        expect(seqs(state)).toEqual(all.map((touchpoint) => touchpoint.seq).slice(0, lastSeq(state)));
        expect(lastSeq(state)).toBeGreaterThanOrEqual(heard);
      }),
    );
  });
});

describe('what we wrote', () => {
  const written = (clientId: string): Action => ({ type: 'written', pending: aPending(clientId) });
  const acked = (clientId: string, seq: number): Action => ({
    type: 'acked',
    clientId,
    seq,
    id: `t${seq}`,
    at: '2030-01-01T09:00:01.000Z',
  });

  it.each([
    { says: 'the answer alone', actions: [acked('x', 2)] },
    { says: 'the answer, then the notice', actions: [acked('x', 2), appended(mine(2, 'x'))] },
    { says: 'the notice, then the answer', actions: [appended(mine(2, 'x')), acked('x', 2)] },
    { says: 'the notice alone, because the answer was lost', actions: [appended(mine(2, 'x'))] },
    { says: 'the next reading', actions: [opened([mine(2, 'x')], {}, 1)] },
  ])('takes its place once by $says', ({ actions }) => {
    const state = stateAfter(opened(theirs([1])), written('x'), ...actions);
    expect(state.touchpoints.map((touchpoint) => touchpoint.clientId)).toEqual([null, 'x']);
    expect(state.pending).toEqual([]);
    expect(isBehind(state)).toBe(false);
  });

  it('waits, unsent again, when something before it is missing', () => {
    const state = stateAfter(opened(theirs([1])), written('x'), acked('x', 3));
    expect(state.pending).toHaveLength(1);
    expect(nextToSend(state)).toBeUndefined();
    expect(isBehind(state)).toBe(true);
    const whole = reduce(state, {
      type: 'caughtUp',
      touchpoints: [aTouchpoint(2), mine(3, 'x')],
      more: false,
      asked: 3,
    });
    expect(whole.pending).toEqual([]);
    expect(seqs(whole)).toEqual([1, 2, 3]);
  });

  it('is sent in the order of writing', () => {
    const late = aPending('late', { order: 2 });
    const early = aPending('early', { order: 1 });
    const state = stateAfter({ type: 'written', pending: late }, { type: 'written', pending: early });
    expect(nextToSend(state)?.clientId).toBe('early');
  });

  it('is not sent again after a refusal, until asked to', () => {
    const refused = stateAfter(written('x'), { type: 'failed', clientId: 'x', code: 'conversation.closed' });
    expect(nextToSend(refused)).toBeUndefined();
    expect(nextToSend(reduce(refused, { type: 'retried', clientId: 'x' }))?.clientId).toBe('x');
  });

  it('is not there twice when another tab has brought it already', () => {
    expect(stateAfter(opened([mine(1, 'x')]), written('x')).pending).toEqual([]);
  });
});

describe('the rest', () => {
  it('counts what they have not seen of ours to them, and nothing else', () => {
    const line = aTouchpoint(2, { kind: 'conversation.assigned' });
    const state = stateAfter(opened([aTouchpoint(1), line, mine(3, 'x'), aTouchpoint(4)]));
    expect(unreadCount(state)).toBe(2);
    expect(unreadCount(reduce(state, { type: 'read', seq: 1 }))).toBe(1);
    expect(unreadCount(stateAfter(opened(theirs([1, 2])), { type: 'read', seq: 2 }, { type: 'read', seq: 1 }))).toBe(0);
  });

  it('moves a delivery forward only', () => {
    const moved = (state: string): Action => ({ type: 'delivery', seq: 1, state });
    expect(stateAfter(opened([mine(1, 'x')]), moved('read'), moved('delivered')).touchpoints[0]?.delivery.state).toBe(
      'read',
    );
    expect(stateAfter(opened([mine(1, 'x')]), moved('nonsense')).touchpoints[0]?.delivery.state).toBe('sent');
  });

  it('stops the typing with the message, and with the connection', () => {
    const typing: Action = { type: 'typing', name: 'Sara' };
    expect(stateAfter(opened(theirs([1])), typing).typing).toBe('Sara');
    expect(stateAfter(opened(theirs([1])), typing, appended(aTouchpoint(2))).typing).toBeNull();
    expect(stateAfter(opened(theirs([1])), typing, { type: 'link', link: 'down' }).typing).toBeNull();
  });

  it('forgets everything about the visitor', () => {
    const state = stateAfter(
      opened(theirs([1, 2])),
      { type: 'written', pending: aPending('x') },
      { type: 'forgotten' },
    );
    expect(state).toEqual({ ...emptyState, config: {}, link: 'connecting' });
  });
});

describe('the conversation', () => {
  const after = (...told: Parameters<typeof aConversation>[0][]) =>
    stateAfter(...told.map((about) => ({ type: 'conversation' as const, conversation: aConversation(about) })))
      .conversation;

  it.each([
    { says: 'is as it was told last', told: { version: 2, rating: 5 }, gives: { version: 2, rating: 5 } },
    {
      says: 'stays as it is when something older comes later',
      told: { version: 1 },
      gives: { version: 2, rating: null },
    },
    { says: 'is another one, whatever its age', told: { id: 'c2', version: 1 }, gives: { id: 'c2', version: 1 } },
  ])('$says', ({ told, gives }) => expect(after({ version: 2 }, told)).toMatchObject(gives));
});

describe('a place in the line', () => {
  const place = { conversationId: 'c1', position: 3, forecast: { fromSeconds: 30, toSeconds: 90 } };
  const after = (about: Parameters<typeof aConversation>[0], told: typeof place) =>
    stateAfter({ type: 'conversation', conversation: aConversation(about) }, { type: 'place', place: told })
      .conversation;

  it.each([
    { says: 'moves one who waits', about: { state: 'waiting' as const }, told: place, gives: 3 },
    { says: 'is ignored once an agent is there', about: { state: 'active' as const }, told: place, gives: null },
    {
      says: 'is ignored when it is of another conversation',
      about: { state: 'waiting' as const },
      told: { ...place, conversationId: 'c0' },
      gives: null,
    },
  ])('$says', ({ about, told, gives }) => expect(after(about, told)).toMatchObject({ position: gives }));

  it('is nothing to one who has no conversation', () =>
    expect(stateAfter({ type: 'place', place }).conversation).toBeNull());
});
