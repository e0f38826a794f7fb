import { describe, expect, it } from 'vitest';
import type { OverflowRule, QueueRules } from '../../server/contract/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { remedyFor, type Situation, turnsAway } from '../../server/routing/remedy.js';

const rules = (overflow: Partial<OverflowRule>[], about: Partial<QueueRules> = {}): QueueRules => ({
  ...QUEUE_DEFAULTS.rules,
  overflow: overflow.map((one) => ({ cause: 'age', seconds: 60, to: 'message', queueId: null, ...one })),
  ...about,
});
const waiter = (about: Partial<Situation> = {}): Situation => ({
  ...{ waitedMs: 10_000, foreseenMs: 30_000, isOpen: true, cameWhileOpen: true, signedIn: 2, alsoQueueIds: [] },
  place: null,
  inLine: true,
  ...about,
});
const closing = (atClosing: QueueRules['atClosing']) => rules([], { atClosing });
const closed = { isOpen: false };
const full = rules([{ cause: 'full', seconds: 0, most: 5 }]);

describe('what becomes of one who waits', () => {
  it.each([
    { says: 'nothing, without rules', of: rules([]), is: {}, gets: null },
    { says: 'nothing before the time', of: rules([{}]), is: { waitedMs: 59_999 }, gets: null },
    {
      says: 'a message after the time',
      of: rules([{}]),
      is: { waitedMs: 60_000 },
      gets: { to: 'message', cause: 'age' },
    },
    {
      says: 'a call where a long wait is foreseen',
      of: rules([{ cause: 'forecast', to: 'callback', seconds: 20 }]),
      is: {},
      gets: { to: 'callback', cause: 'forecast' },
    },
    {
      says: 'nothing where no time can be named',
      of: rules([{ cause: 'forecast', seconds: 20 }]),
      is: { foreseenMs: null },
      gets: null,
    },
    {
      says: 'another queue where a long wait is foreseen, once',
      of: rules([{ cause: 'forecast', seconds: 20, to: 'queue', queueId: 'q' }]),
      is: {},
      gets: { to: 'queue', queueId: 'q', cause: 'forecast' },
    },
    {
      says: 'nothing more when that queue may serve already',
      of: rules([{ cause: 'forecast', seconds: 20, to: 'queue', queueId: 'q' }]),
      is: { alsoQueueIds: ['q'] },
      gets: null,
    },
    {
      says: 'nothing by age to a queue: that is a step',
      of: rules([{ to: 'queue', queueId: 'q' }]),
      is: { waitedMs: 99_000 },
      gets: null,
    },
    {
      says: 'nothing to a mail, which stands in no line',
      of: rules([{}, { to: 'callback' }], { atClosing: 'close' }),
      is: { waitedMs: 60_000, inLine: false, ...closed },
      gets: null,
    },
    {
      says: 'another queue to a mail as to everybody',
      of: rules([{ cause: 'forecast', seconds: 20, to: 'queue', queueId: 'q' }]),
      is: { inLine: false },
      gets: { to: 'queue', queueId: 'q', cause: 'forecast' },
    },
    {
      says: 'a message when nobody is signed in',
      of: rules([{ cause: 'nobodySignedIn' }]),
      is: { signedIn: 0 },
      gets: { to: 'message', cause: 'nobodySignedIn' },
    },
    { says: 'nothing at the last place', of: full, is: { place: 5 }, gets: null },
    { says: 'a message behind the last place', of: full, is: { place: 6 }, gets: { to: 'message', cause: 'full' } },
    { says: 'nothing while somebody is', of: rules([{ cause: 'nobodySignedIn' }]), is: { signedIn: 1 }, gets: null },
    {
      says: 'the first rule that applies',
      of: rules([{ cause: 'closed' }, { to: 'callback', seconds: 5 }]),
      is: {},
      gets: { to: 'callback', cause: 'age' },
    },
    { says: 'a message at closing', of: closing('message'), is: closed, gets: { to: 'message', cause: 'closed' } },
    { says: 'the end at closing', of: closing('close'), is: closed, gets: { to: 'close', cause: 'closed' } },
    { says: 'to go on waiting at closing', of: closing('keep'), is: closed, gets: null },
    {
      says: 'to wait for the opening when it came by the form while closed',
      of: rules([{ cause: 'closed' }], { atClosing: 'close' }),
      is: { isOpen: false, cameWhileOpen: false },
      gets: null,
    },
  ])('$says', ({ of, is, gets }) => expect(remedyFor(of, waiter(is))).toEqual(gets));
});

it('shows new visitors the form when its rule applies, and only then', () => {
  const form = rules([{ cause: 'forecast', seconds: 20, to: 'offlineForm' }]);
  expect(turnsAway(form, waiter())).toBe(true);
  expect(turnsAway(form, waiter({ foreseenMs: 20_000 }))).toBe(false);
  expect(turnsAway(rules([{ cause: 'forecast', seconds: 20 }]), waiter())).toBe(false);
  const fullForm = rules([{ cause: 'full', most: 5, to: 'offlineForm' }]);
  expect([5, 6].map((place) => turnsAway(fullForm, waiter({ place })))).toEqual([false, true]);
});
