import { expect, it } from 'vitest';
import { type TimelinePages, withAppended, withDelivery } from '../../agents/src/customers/timeline-pages.js';
import { aMessage } from './build.js';

const pages: TimelinePages = {
  pageParams: [undefined, 3],
  pages: [
    { touchpoints: [aMessage(3), aMessage(4, { delivery: { state: 'sent' } })], earlier: true, more: false },
    { touchpoints: [aMessage(1), aMessage(2)], earlier: false, more: false },
  ],
};
const seqs = (now: TimelinePages | null) => now?.pages.map((page) => page.touchpoints.map(({ seq }) => seq));
const other = { customerId: 'p2' };

it.each([
  {
    says: 'what comes next, at the end of the latest page',
    told: aMessage(5),
    becomes: [
      [3, 4, 5],
      [1, 2],
    ],
  },
  {
    says: 'nothing that is there already',
    told: aMessage(4),
    becomes: [
      [3, 4],
      [1, 2],
    ],
  },
  { says: 'nothing after a gap: what is missing is asked for', told: aMessage(6), becomes: undefined },
  {
    says: 'the first of a joined customer, on their own count',
    told: aMessage(1, other),
    becomes: [
      [3, 4, 1],
      [1, 2],
    ],
  },
  { says: 'nothing of a joined customer whose last is not known', told: aMessage(9, other), becomes: undefined },
])('takes in $says', ({ told, becomes }) => expect(seqs(withAppended(pages, told))).toEqual(becomes));

it('moves a delivery up, never down', () => {
  const moved = (state: string) => {
    const notice = { customerId: 'p1', touchpointId: 't4', seq: 4, state };
    return withDelivery(pages, notice).pages[0]?.touchpoints[1]?.delivery.state;
  };
  expect(moved('read')).toBe('read');
  expect(moved('pending')).toBe('sent');
});
