import { describe, expect, it } from 'vitest';
import { belongs, type InboxList, nextAfter, placeRow, type RowPage } from '../../agents/src/live/rows.js';
import { aConversation } from './build.js';

const mine: InboxList = { view: 'mine', filter: 'open' };
const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 9, minute)).toISOString();
const row = (id: string, minute: number, version = 1) => aConversation({ id, lastActivityAt: at(minute), version });
const ids = (pages: RowPage[]) => pages.map((page) => page.items.map((item) => item.id));

describe('a list of the inbox', () => {
  it.each([
    { says: 'mine and open', change: {}, inside: true },
    { says: 'somebody else’s', change: { agent: { id: 'other', name: 'Omid' } }, inside: false },
    { says: 'closed', change: { state: 'closed' as const }, inside: false },
    { says: 'in wrap-up', change: { state: 'wrapUp' as const }, inside: true },
  ])('decides on one that is $says', ({ change, inside }) =>
    expect(belongs(aConversation(change), mine, 'me')).toBe(inside),
  );

  it('keeps to its queue', () => expect(belongs(aConversation(), { ...mine, queueId: 'q2' }, 'me')).toBe(false));

  it('moves what changed to its place', () => {
    const pages = [{ items: [row('b', 5), row('a', 3)], next: null }];
    expect(ids(placeRow(pages, row('a', 9, 2), mine, 'me'))).toEqual([['a', 'b']]);
  });

  it('takes in a new one and lets one go that left', () => {
    const pages = [{ items: [row('b', 5)], next: null }];
    const grown = placeRow(pages, row('a', 3), mine, 'me');
    expect(ids(grown)).toEqual([['b', 'a']]);
    expect(ids(placeRow(grown, { ...row('b', 6, 2), state: 'closed' }, mine, 'me'))).toEqual([['a']]);
  });

  it('ignores an older version', () => {
    const pages = [{ items: [row('a', 5, 7)], next: null }];
    expect(placeRow(pages, row('a', 9, 6), mine, 'me')).toBe(pages);
  });

  it('leaves a row for its own page when that is not loaded', () => {
    const pages = [{ items: [row('b', 5)], next: 'cursor' }];
    expect(ids(placeRow(pages, row('a', 3), mine, 'me'))).toEqual([['b']]);
  });

  it('keeps the pages apart', () => {
    const pages = [
      { items: [row('d', 9), row('c', 8)], next: 'x' },
      { items: [row('b', 5)], next: null },
    ];
    expect(ids(placeRow(pages, row('a', 6), mine, 'me'))).toEqual([
      ['d', 'c'],
      ['a', 'b'],
    ]);
  });

  it.each([
    { says: 'below', id: 'b', next: 'c' },
    { says: 'above, at the end', id: 'c', next: 'b' },
    { says: 'nowhere, from outside', id: 'x', next: undefined },
  ])('goes on $says', ({ id, next }) => expect(nextAfter(['a', 'b', 'c'], id)).toBe(next));
  it('goes on nowhere when it was the only one', () => expect(nextAfter(['a'], 'a')).toBeUndefined());
});
