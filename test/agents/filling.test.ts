import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filled, fillingFrom, hoursIn, type Known, PLACEHOLDERS } from '../../agents/src/composer/filling.js';
import type { HoursView, WeekView } from '../../server/contract/index.js';

const nine: [number, number][] = [[540, 1_020]];
const week = (open: Partial<WeekView>): WeekView => ({
  ...{ mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
  ...open,
});
const hours = (open: Partial<WeekView>, more: Partial<HoursView> = {}): HoursView => ({
  ...{ alwaysOpen: false, timeZone: 'Asia/Tehran', week: week(open), holidays: [], byChannel: {} },
  ...more,
});
const sara: Known = {
  ...{ customer: 'سارا محمدی نژاد', agent: 'Jonas Weber', number: 1234, channel: 'webchat' },
  queue: { name: 'Orders', nameFa: 'سفارش‌ها', hours: hours({ sat: nine, sun: nine, thu: [[540, 780]] }) },
};
const nobody: Known = { customer: '', agent: '' };
const write = (text: string, known: Known = sara, locale: 'en' | 'fa' = 'en') =>
  filled(text, fillingFrom(known, locale));

describe('what a canned reply leaves open', () => {
  it.each([
    ['{{customer.name}}, {{ agent.name }}', 'سارا محمدی نژاد, Jonas Weber'],
    ['{{customer.firstName}} {{customer.lastName}}', 'سارا محمدی نژاد'],
    ['{{agent.firstName}} of {{queue.name}}: #{{conversation.number}}', 'Jonas of Orders: #1234'],
    ['{{x}} {{customer.salary}} {{constructor}}', '{{x}} {{customer.salary}} {{constructor}}'],
    ['Dear {{customer.firstName|customer}}', 'Dear سارا'],
  ])('is filled in: %s', (text, says) => expect(write(text)).toBe(says));

  it('is in the digits and names of the language it is written in', () =>
    expect(write('{{queue.name}} #{{conversation.number}}', sara, 'fa')).toBe('سفارش‌ها #۱۲۳۴'));

  it.each([
    { text: 'Hello {{customer.name}}, how are you?', says: 'Hello, how are you?' },
    { text: 'سلام {{customer.firstName}}، بفرمایید', says: 'سلام، بفرمایید' },
    { text: 'Hi {{customer.firstName}} {{customer.lastName}}!', says: 'Hi!' },
    { text: '{{customer.name}}, welcome\n{{customer.firstName}} {{customer.lastName}}: yes', says: 'welcome\nyes' },
    { text: 'Hello {{customer.firstName|there}}!', says: 'Hello there!' },
    { text: '{{customer.firstName|مشتری گرامی}}، سلام', says: 'مشتری گرامی، سلام' },
  ])('leaves no hole where it is not known: $text', ({ text, says }) => expect(write(text, nobody)).toBe(says));

  it.each(['+989121234567', 'sara@example.com', '  '])('does not call somebody %s', (customer) =>
    expect(write('Hello {{customer.name}}.', { ...nobody, customer })).toBe('Hello.'),
  );

  it('does not look through what was filled in', () =>
    expect(write('{{customer.name}}', { ...sara, customer: '{{agent.name}} $& $1' })).toBe('{{agent.name}} $& $1'));

  it('leaves nothing open, whatever is known', () => {
    const name = fc.string({ maxLength: 12 }).map((text) => text.replace(/[{}|]/g, ''));
    const part = fc.oneof(fc.constantFrom(...PLACEHOLDERS.map((one) => `{{${one}}}`), ' ', ', ', '\n'), name);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), name, name, (parts, customer, agent) => {
        expect(write(parts.join(''), { customer, agent })).not.toMatch(/\{\{[\w.]+\}\}/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('opening hours in words', () => {
  it.each([
    { says: 'Saturday–Sunday 09:00–17:00', open: { sat: nine, sun: nine }, locale: 'en' as const },
    {
      says: 'Monday–Wednesday 09:00–17:00, Friday 09:00–12:00 and 13:00–17:00',
      open: {
        mon: nine,
        tue: nine,
        wed: nine,
        fri: [
          [540, 720],
          [780, 1_020],
        ] as [number, number][],
      },
      locale: 'en' as const,
    },
    {
      says: 'شنبه–یکشنبه ۰۹:۰۰–۱۷:۰۰، پنجشنبه ۰۹:۰۰–۱۳:۰۰',
      open: { sat: nine, sun: nine, thu: [[540, 780]] as [number, number][] },
      locale: 'fa' as const,
    },
    { says: '', open: {}, locale: 'en' as const },
  ])('are $says', ({ says, open, locale }) => expect(hoursIn(hours(open), undefined, locale)).toBe(says));

  it('are the channel’s own where it has its own', () => {
    const given = hours({ mon: nine }, { byChannel: { email: { alwaysOpen: true, week: week({}) } } });
    expect(hoursIn(given, 'email', 'fa')).toBe('۲۴/۷');
    expect(hoursIn(given, 'webchat', 'en')).toBe('Monday 09:00–17:00');
  });
});
