import { expect, it } from 'vitest';
import { Openness } from '../../channels/webchat/openness.js';
import type { WidgetConfigView } from '../../server/contract/index.js';

const topic = { queueId: 'orders', label: { en: 'Orders', fa: 'سفارش‌ها' } };
const config = (open: boolean, opensAt: string | null = null) =>
  ({ open, opensAt, busy: false, topics: [{ ...topic, open, busy: false, opensAt }] }) as WidgetConfigView;
const [OPEN, SHUT] = [config(true), config(false, '2030-01-02T08:00:00.000Z')];

it('is old for whoever was told otherwise, also when it turned and turned back', () => {
  const openness = new Openness();
  expect(openness.isOld('shop', OPEN)).toBe(false); // nobody was told anything
  openness.note('shop', OPEN);
  expect(openness.isOld('shop', OPEN)).toBe(false);
  expect(openness.isOld('shop', SHUT)).toBe(true);
  openness.note('shop', SHUT); // somebody came while it was shut
  expect(openness.isOld('shop', OPEN)).toBe(true);
  openness.settle('shop', OPEN);
  expect(openness.isOld('shop', OPEN)).toBe(false);
  expect(openness.isOld('other', SHUT)).toBe(false);
});

it('looks at when it opens and at every topic', () => {
  const openness = new Openness();
  openness.note('shop', SHUT);
  expect(openness.isOld('shop', config(false, '2030-01-03T08:00:00.000Z'))).toBe(true);
  const half = { ...SHUT, topics: [{ ...topic, open: true, busy: false, opensAt: null }] };
  expect(openness.isOld('shop', half)).toBe(true);
  const busy = { ...SHUT, topics: [{ ...topic, open: false, busy: true, opensAt: SHUT.opensAt }] };
  expect(openness.isOld('shop', busy)).toBe(true);
});

it('forgets sites without visitors', () => {
  const openness = new Openness();
  openness.note('shop', OPEN);
  openness.keep(new Set());
  expect(openness.isOld('shop', SHUT)).toBe(false);
});
