import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../agents/src/live/outgoing-item.js';
import { cameAfter, type Item, layOut, NO_FILTER, opensAt, sameItem, seqsOf } from '../../agents/src/thread/items.js';
import type { TouchpointView } from '../../server/contract/index.js';
import { aMessage } from './build.js';

const pending = (clientId: string): Outgoing => ({
  clientId,
  conversationId: 'c1',
  kind: 'message',
  text: 'on its way',
  attachments: [],
  mentions: [],
  at: '2030-01-01T09:00:00.000Z',
  state: 'sending',
});
const page = (seq: number) =>
  aMessage(seq, { kind: 'page.viewed', direction: 'internal', details: { url: 'https://a.example', title: 'A' } });
const aMailed = (seq: number, source = 'mail') => {
  const mail = { from: [], to: [], cc: [], subject: 'A lamp', signs: [] };
  return aMessage(seq, { details: { source, mail } } as never);
};

describe('a timeline laid out', () => {
  it('begins each day with its date', () => {
    const items = layOut({ touchpoints: [aMessage(1), aMessage(2, { at: '2030-01-03T09:00:00.000Z' })] });
    expect(items.map((item) => item.type)).toEqual(['day', 'message', 'day', 'message']);
  });
  it('joins messages of one author that stand close', () => {
    const far = aMessage(3, { at: '2030-01-01T09:30:00.000Z' });
    const items = layOut({ touchpoints: [aMessage(1), aMessage(2), far] });
    expect(items.flatMap((item) => (item.type === 'message' ? [item.joined] : []))).toEqual([false, true, false]);
  });
  it('tells the time of what the customer wrote in one minute once, below the last of it', () => {
    const ours = [4, 5].map((seq) =>
      aMessage(seq, { direction: 'out', author: { type: 'agent', id: 'a', name: 'Ana' } }),
    );
    const later = aMessage(3, { at: '2030-01-01T09:01:00.000Z' });
    const items = layOut({ touchpoints: [aMessage(1), aMessage(2), later, ...ours] });
    const untimed = items.flatMap((item) => (item.type === 'message' && item.untimed ? item.key : []));
    expect(untimed).toEqual(['t1']);
  });
  it('marks the first unread message of the customer', () => {
    const touchpoints = [aMessage(1), aMessage(2, { direction: 'out' }), aMessage(3)];
    const types = layOut({ touchpoints, unread: { conversationId: 'c1', after: 1 } }).map((item) => item.type);
    expect(types).toEqual(['day', 'message', 'message', 'unread', 'message']);
  });
  it('counts only what was written in this conversation as unread', () => {
    const touchpoints = [aMessage(1, { conversationId: 'c0' }), aMessage(2)];
    const types = layOut({ touchpoints, unread: { conversationId: 'c1', after: 0 } }).map((item) => item.type);
    expect(types).toEqual(['day', 'message', 'unread', 'message']);
  });
  it.each<{ says: string; touchpoints: TouchpointView[]; after?: number; at: string | null }>([
    { says: 'the first unread message', touchpoints: [aMessage(1), aMessage(2), aMessage(3)], after: 1, at: 't2' },
    { says: 'a mail that was said last', touchpoints: [aMessage(1), aMailed(2), page(3)], at: 't2' },
    { says: 'the mail before our own acknowledgement', touchpoints: [aMailed(1), aMailed(2, 'automatic')], at: 't1' },
    { says: 'the end, where all of a chat is read', touchpoints: [aMailed(1), aMessage(2)], at: null },
    {
      says: 'the end, where a note came after the mail',
      touchpoints: [aMailed(1), aMessage(2, { kind: 'note' })],
      at: null,
    },
    {
      says: 'what was said last in this one',
      touchpoints: [aMessage(1), aMessage(2, { conversationId: 'c2' })],
      at: 't1',
    },
    { says: 'the end, where nobody said anything', touchpoints: [page(1)], at: null },
  ])('opens at $says', ({ touchpoints, after, at }) => {
    const unread = after === undefined ? null : { conversationId: 'c1', after };
    expect(opensAt(layOut({ touchpoints, unread }), 'c1')).toBe(at);
  });
  it('says once who has it', () => {
    const given = (how: 'offer' | 'picked', seq: number) =>
      aMessage(seq, { kind: 'conversation.assigned', details: { agentId: 'a', agentName: 'Ana', how, waitedMs: 1 } });
    const accepted = aMessage(1, { kind: 'offer.accepted', details: {} as never });
    const items = layOut({ touchpoints: [accepted, given('offer', 2), given('picked', 3)] });
    expect(items.flatMap(seqsOf)).toEqual([1, 3]);
  });
  it('puts a run of pages into one line', () => {
    const items = layOut({ touchpoints: [page(1), page(2), aMessage(3)] });
    expect(items.map((item) => item.type)).toEqual(['day', 'pages', 'message']);
  });
  it('shows what is on its way until the server has it', () => {
    const confirmed = aMessage(1, { clientId: 'x', direction: 'out' });
    const items = layOut({ touchpoints: [confirmed], outgoing: [pending('x'), pending('y')] });
    expect(items.map((item) => item.key)).toEqual(['day-t1', 'x', 'y']);
  });
  it('filters by kind and channel', () => {
    const touchpoints = [aMessage(1), aMessage(2, { channel: 'email' }), page(3)];
    const only = layOut({ touchpoints, filter: { ...NO_FILTER, kinds: 'messages', channel: 'email' } });
    expect(only.map((item) => item.type)).toEqual(['day', 'message']);
  });
  it('tells how much the customer wrote after a line', () => {
    const items = layOut({
      touchpoints: [aMessage(1), aMessage(2), aMessage(3, { direction: 'out' }), page(4), aMessage(5)],
    });
    expect(['t1', 't2', 't5', 'gone', undefined].map((key) => cameAfter(items, key))).toEqual([2, 1, 0, 0, 0]);
  });
  it('is drawn anew only where it shows something else', () => {
    const [hello, seen, answer] = [aMessage(1), page(2), aMessage(3, { direction: 'out' })];
    const outgoing = [pending('x')];
    const sent = { ...answer, delivery: { state: 'sent' as const } };
    const typesDrawnAnew = (...touchpoints: (typeof hello)[]) => {
      const before = layOut({ touchpoints: [hello, seen, answer], outgoing });
      const items = layOut({ touchpoints, outgoing });
      const known = (item: Item) => before.some((one) => one.key === item.key && sameItem(one, item));
      return items.filter((item) => !known(item)).map(({ type }) => type);
    };
    expect(typesDrawnAnew(hello, seen, answer)).toEqual([]);
    expect(typesDrawnAnew(hello, seen, page(4), answer)).toEqual(['pages']);
    expect(typesDrawnAnew(hello, seen, sent)).toEqual(['message']);
    expect(typesDrawnAnew(hello, seen, answer, aMessage(4, { direction: 'out' }))).toEqual(['message']);
  });

  describe('says of an invitation that it stands no more', () => {
    type Given = [method: 'REQUEST' | 'CANCEL' | 'REPLY', sequence: number, about?: { from?: string; in?: string }];
    const aCard = (
      [method, sequence, { from = 'ali@home.example', in: conversationId = 'c1' } = {}]: Given,
      i: number,
    ) => {
      const card = { method, sequence, uid: 'u', summary: '', location: '', organizer: null, start: null, end: null };
      const address = { name: '', address: from };
      const mail = { from: [address], to: [], cc: [], subject: '', signs: [], calendar: { ...card, allDay: false } };
      return aMessage(i + 1, { conversationId, details: { source: 'mail', mail } } as never);
    };

    it.each<{ says: string; cards: Given[]; fates: (string | null)[] }>([
      {
        says: 'cancelled',
        cards: [
          ['REQUEST', 0],
          ['CANCEL', 1],
        ],
        fates: ['cancelled', null],
      },
      {
        says: 'cancelled under its own number',
        cards: [
          ['REQUEST', 0],
          ['CANCEL', 0],
        ],
        fates: ['cancelled', null],
      },
      {
        says: 'changed',
        cards: [
          ['REQUEST', 0],
          ['REQUEST', 2],
        ],
        fates: ['changed', null],
      },
      {
        says: 'the later one, though it came first',
        cards: [
          ['CANCEL', 2],
          ['REQUEST', 1],
        ],
        fates: [null, 'cancelled'],
      },
      {
        says: 'not the same again',
        cards: [
          ['REQUEST', 1],
          ['REQUEST', 1],
        ],
        fates: [null, null],
      },
      {
        says: 'not by an answer',
        cards: [
          ['REQUEST', 0],
          ['REPLY', 3],
        ],
        fates: [null, null],
      },
      {
        says: 'not by somebody else',
        cards: [
          ['REQUEST', 0],
          ['CANCEL', 1, { from: 'eve@x.example' }],
        ],
        fates: [null, null],
      },
      {
        says: 'not elsewhere',
        cards: [
          ['REQUEST', 0],
          ['CANCEL', 1, { in: 'c2' }],
        ],
        fates: [null, null],
      },
    ])('$says', ({ cards, fates }) => {
      const items = layOut({ touchpoints: cards.map(aCard) });
      expect(items.flatMap((item) => (item.type === 'message' ? [item.fate] : []))).toEqual(fates);
    });
  });
});
