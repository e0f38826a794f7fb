import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysIn, isoOf, partsOf } from '../../agents/src/base/calendar.js';
import { clockTime } from '../../agents/src/base/clock-time.js';
import { asDialled } from '../../agents/src/base/copy-numbers.js';
import { fold } from '../../agents/src/base/fold.js';
import { formatFor } from '../../agents/src/base/format.js';
import { nameOf } from '../../agents/src/base/keys.js';
import type { Translate } from '../../agents/src/base/use-texts.js';
import { askedAt, fittingReplies } from '../../agents/src/composer/suggest.js';
import { eachOnce } from '../../agents/src/customers/each-once.js';
import { stepsLeft } from '../../agents/src/inbox/first-steps.js';
import { type Outgoing, withOthers } from '../../agents/src/live/outgoing-item.js';
import { offerTold, writtenTold } from '../../agents/src/offers/notification-words.js';
import { addSpan, fromClock, toClock } from '../../agents/src/settings/hours.js';
import { mayDo } from '../../agents/src/thread/policy.js';
import { snoozeTimes } from '../../agents/src/thread/snooze-times.js';
import {
  type CannedReplyView,
  type IdentityView,
  type MeView,
  may,
  type OfferView,
  PERMISSIONS,
  type Permission,
  type Role,
  type TouchpointView,
} from '../../server/contract/index.js';
import { aConversation, aMessage } from './build.js';

it.each([
  ['21:00', '21:00'],
  [' ۸:۳۰ ', '08:30'],
  ['٠٧.١٥', '07:15'],
  ['24:00', null],
  ['12:6', null],
  ['9 PM', null],
])('reads the time of day %s as %s', (typed, time) => expect(clockTime(typed)).toBe(time));

it.each([
  { says: 'the letter on the key (French A)', key: 'a', code: 'KeyQ', altKey: true, names: 'Alt+KeyA' },
  { says: 'the letter on the key (German Z)', key: 'z', code: 'KeyY', altKey: true, names: 'Alt+KeyZ' },
  { says: 'its place where that is no Latin letter (Persian)', key: 'ت', code: 'KeyJ', names: 'KeyJ' },
  { says: 'its place where Alt makes a sign of it (Mac)', key: 'å', code: 'KeyA', altKey: true, names: 'Alt+KeyA' },
  { says: 'help by ? wherever that is (German)', key: '?', code: 'Minus', shiftKey: true, names: 'Shift+Slash' },
  { says: 'help by the Persian ؟', key: '؟', code: 'Slash', shiftKey: true, names: 'Shift+Slash' },
  { says: 'no letter of a browser that fills in', key: undefined as unknown as string, code: '', names: '' },
])('names a key by $says', ({ names, ...pressed }) =>
  expect(nameOf({ ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...pressed })).toBe(names),
);

it.each([
  { says: 'all of it at first', queues: [], ways: 0, left: ['queue', 'members', 'way'] },
  { says: 'members of a queue that has none', queues: [{ memberIds: [] }], ways: 1, left: ['members'] },
  { says: 'a way in', queues: [{ memberIds: [] }, { memberIds: ['ana'] }], ways: 0, left: ['way'] },
  { says: 'nothing where customers reach somebody', queues: [{ memberIds: ['ana'] }], ways: 2, left: [] },
])('a new installation lacks $says', ({ left, ...has }) => expect(stepsLeft(has)).toEqual(left));

describe('the calendar', () => {
  it('knows the Persian new year', () => expect(partsOf('2026-03-21', 'fa')).toEqual({ year: 1405, month: 1, day: 1 }));
  it('knows the leap day', () => expect([daysIn(1403, 12, 'fa'), daysIn(1404, 12, 'fa')]).toEqual([30, 29]));
  it('holds a day to its month', () => expect(isoOf({ year: 2026, month: 2, day: 31 }, 'en')).toBe('2026-02-28'));
  it.each(['en', 'fa'] as const)('comes back to the same date (%s)', (locale) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
        const iso = new Date(days * 86_400_000).toISOString().slice(0, 10);
        expect(isoOf(partsOf(iso, locale), locale)).toBe(iso);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the addresses of somebody who was joined', () => {
  const one = (id: string, evidence: IdentityView['evidence'], more: Partial<IdentityView> = {}): IdentityView => ({
    ...{
      id,
      kind: 'email',
      value: 'sara@mail.example',
      since: '2030-01-01T09:00:00.000Z',
      undeliverable: null,
      takesTexts: false,
    },
    ...{ evidence, ...more },
  });
  it('stand once, by what proves most, and dead where one of them is', () => {
    const dead = { since: '2030-01-02T09:00:00.000Z', status: '5.1.1' };
    const phone = one('p', 'claimed', { kind: 'phone', value: '+989121234567' });
    const given = [one('a', 'claimed'), phone, one('b', 'agent'), one('c', 'claimed', { undeliverable: dead })];
    expect(eachOnce(given)).toEqual([one('b', 'agent', { undeliverable: dead }), phone]);
  });
});

describe('what the desktop shows', () => {
  const t = ((key: string, with_?: object) => [key, ...Object.values(with_ ?? {})].join(' ')) as Translate;
  const words = { t, f: formatFor('fa'), queueName: () => 'سفارش‌ها' };
  const caller = '\u2066+۹۸۹۱۲۱۲۳۴۵۶۷\u2069';
  const offer = {
    id: 'o1',
    conversationId: 'c1',
    channel: 'voice',
    queue: { id: 'q1', name: 'Orders' },
    customer: { id: 'p1', name: '+989121234567', verified: false },
    subject: null,
    firstText: null,
    callTo: null,
  } as OfferView;
  it.each([
    { of: 'a call', given: offer, body: 'channel.voice · سفارش‌ها' },
    {
      of: 'a mail',
      given: { ...offer, channel: 'email', subject: 'کجاست؟' } as const,
      body: 'channel.email · سفارش‌ها · کجاست؟',
    },
    {
      of: 'a callback',
      given: { ...offer, callTo: '+989121234567' },
      body: `channel.voice · سفارش‌ها · callback.line ${caller}`,
    },
  ])('of $of offered, in the digits and queue names of the language', ({ given, body }) => {
    expect(offerTold(given, words)).toEqual({ title: `offer.title: ${caller}`, body });
  });
  it('of a message without words, that it is a file, and whose', () => {
    const attachments = [{ id: 'f1' }] as unknown as TouchpointView['attachments'];
    const author = { type: 'customer', id: 'p1', name: '+989121234567' } as const;
    const told = writtenTold(aMessage(1, { text: '', attachments, author }), words);
    expect(told).toEqual({ title: caller, body: 'thread.files 1' });
  });
});

describe('formats', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  it('write Persian with its own digits and calendar', () => {
    expect(formatFor('fa').clock(65_000)).toBe('۱:۰۵');
    expect(formatFor('fa').date(now)).toContain('۱۴۰۵');
  });
  it.each([
    { named: '+989121234567', en: '\u2066+989121234567\u2069', fa: '\u2066+۹۸۹۱۲۱۲۳۴۵۶۷\u2069' },
    { named: 'Ali 2', en: 'Ali 2', fa: 'Ali 2' },
  ])('show the name $named as a number only where it is one', ({ named, en, fa }) => {
    expect(formatFor('en').phone(named)).toBe(en);
    expect(formatFor('fa').phone(named)).toBe(fa);
  });
  it.each([
    { count: 9, en: '9', fa: '۹' },
    { count: 10, en: '9+', fa: '۹+' },
  ])('count $count no further than there is room', ({ count, en, fa }) => {
    expect(formatFor('en').upTo(9, count)).toBe(en);
    expect(formatFor('fa').upTo(9, count)).toBe(fa);
  });
  it('are copied as they are dialled, where numbers are shown', () => {
    const number = formatFor('fa').phone('+989121234567');
    expect(asDialled(`تماس با ${number}، ۲ بار`)).toBe('تماس با +989121234567، ۲ بار');
    expect(asDialled(number.slice(2))).toBe('989121234567');
    expect(asDialled('۱۲۳')).toBe('۱۲۳');
    expect(asDialled('صف \u2068فروش ۲\u2069')).toBe('صف \u2068فروش ۲\u2069');
  });
  it('tell how long ago', () => expect(formatFor('en').ago(now - 120_000, now)).toBe('2 min ago'));
  it.each([
    { from: 5, to: 30, en: '5–30 seconds', fa: '۵–۳۰ ثانیه' },
    { from: 30, to: 120, en: '30 seconds to 2 minutes', fa: '۳۰ ثانیه تا ۲ دقیقه' },
    { from: 61, to: 62, en: '1 minute', fa: '۱ دقیقه' },
  ])('say from $from to $to seconds with each unit once', ({ from, to, en, fa }) => {
    expect(formatFor('en').spans(from, to)).toBe(en);
    expect(formatFor('fa').spans(from, to)).toBe(fa);
  });
  it.each([
    { seconds: 0, en: '0 seconds', fa: '۰ ثانیه' },
    { seconds: 60, en: '1 minute', fa: '۱ دقیقه' },
    { seconds: 77, en: '1 minute and 17 seconds', fa: '۱ دقیقه و ۱۷ ثانیه' },
    { seconds: 90_000, en: '1 day and 1 hour', fa: '۱ روز و ۱ ساعت' },
  ])('say a setting of $seconds seconds exactly', ({ seconds, en, fa }) => {
    expect(formatFor('en').exactly(seconds)).toBe(en);
    expect(formatFor('fa').exactly(seconds)).toBe(fa);
  });
  it('count hours only when there are some', () => {
    expect(formatFor('en').clock(7_000)).toBe('0:07');
    expect(formatFor('en').clock(3_723_000)).toBe('1:02:03');
  });
});

describe('search words', () => {
  it('fold what is typed differently and read the same', () => expect(fold('كتاب‌هاي')).toBe(fold('کتاب های')));
});

describe('what is asked for while writing', () => {
  it.each([
    { text: '/sa', kind: 'message' as const, asks: 'canned' },
    { text: 'hello /', kind: 'message' as const, asks: 'canned' },
    { text: 'https://a', kind: 'message' as const, asks: undefined },
    { text: '@om', kind: 'note' as const, asks: 'mention' },
    { text: '@om', kind: 'message' as const, asks: undefined },
  ])('$text in a $kind', ({ text, kind, asks }) => expect(askedAt(text, text.length, kind)?.type).toBe(asks));

  const reply = (shortcut: string, about: Partial<CannedReplyView>): CannedReplyView => ({
    id: shortcut,
    shortcut,
    title: shortcut,
    text: '',
    locale: null,
    queueIds: [],
    ...about,
  });
  it('finds by what it says once there are letters enough, after shortcut and title', () => {
    const all = [
      reply('a', { text: 'مرجوعی تا هفت روز' }),
      reply('b', { title: 'مرجوعی' }),
      reply('مرجوعی', { locale: 'en' }),
      reply('c', {}),
    ];
    const found = (words: string) => fittingReplies(all, words, 'q1', 'fa').map((one) => one.id);
    expect(found('مرجوعي')).toEqual(['b', 'a', 'مرجوعی']);
    expect(found('تا')).toEqual([]);
  });
  it('offers the conversation’s own language first, and only this queue’s', () => {
    const all = [reply('sb', { locale: 'en' }), reply('sa', { locale: 'fa' }), reply('sc', { queueIds: ['q2'] })];
    expect(fittingReplies(all, 's', 'q1', 'fa').map((one) => one.id)).toEqual(['sa', 'sb']);
  });
});

describe('opening hours', () => {
  it('read back what they wrote', () => expect(fromClock(toClock(545))).toBe(545));
  it('take a break without two openings touching', () => {
    for (const spans of [[], [[540, 1_020]], [[0, 1_440]], [[60, 1_400]]] as [number, number][][]) {
      const next = addSpan(spans);
      expect(next.every(([from, to], i) => from < to && (i === 0 || next[i - 1]![1] <= from))).toBe(true);
    }
  });
});

describe('times to snooze until', () => {
  it('lie ahead, and next week begins where the language begins it', () => {
    const now = new Date(2026, 10, 22, 10, 0);
    const times = snoozeTimes(now, 'fa');
    expect(times.every(({ at }) => at > now)).toBe(true);
    expect(times.at(-1)?.at.getDay()).toBe(6);
    expect(snoozeTimes(now, 'en').at(-1)?.at.getDay()).toBe(1);
  });
});

describe('more time to write up', () => {
  const left = (extensionsLeft: number) => ({ until: '2030-01-01T09:10:00.000Z', extensionsLeft });
  it.each([
    { says: 'while the queue gives some', about: { state: 'wrapUp', wrapUp: left(1) }, may: true },
    { says: 'not when it is used up', about: { state: 'wrapUp', wrapUp: left(0) }, may: false },
    { says: 'not for a colleague', about: { state: 'wrapUp', wrapUp: left(1), agent: null }, may: false },
    { says: 'not in a talk', about: {}, may: false },
  ] as const)('$says', ({ about, may: expected }) => {
    const me = { id: 'me', permissions: Object.keys(PERMISSIONS) } as unknown as MeView;
    expect(mayDo(aConversation(about), me).extendWrapUp).toBe(expected);
  });
});

describe('what one may do with somebody else’s conversation', () => {
  const as = (role: Role) =>
    ({ id: 'me', permissions: (Object.keys(PERMISSIONS) as Permission[]).filter((one) => may(role, one)) }) as MeView;
  const theirs = aConversation({ agent: { id: 'ana', name: 'Ana' } });
  const [me, other] = [
    { id: 'me', name: 'Sup' },
    { id: 'sue', name: 'Sue' },
  ];
  it.each([
    { says: 'nothing as an agent', role: 'agent', about: {}, can: [] },
    { says: 'whisper or join as a supervisor', role: 'supervisor', about: {}, can: ['whisper', 'join'] },
    { says: 'the same when another has joined', role: 'admin', about: { joinedBy: [other] }, can: ['whisper', 'join'] },
    {
      says: 'answer and leave once joined',
      role: 'admin',
      about: { joinedBy: [me] },
      can: ['reply', 'whisper', 'withdraw'],
    },
    { says: 'whisper while it is written up', role: 'admin', about: { state: 'wrapUp' }, can: ['whisper'] },
    { says: 'none of it in one of one’s own', role: 'admin', about: { agent: me }, can: ['reply'] },
  ] as const)('$says', ({ role, about, can }) => {
    const now = mayDo({ ...theirs, ...(about as object) }, as(role));
    expect((['reply', 'whisper', 'join', 'withdraw'] as const).filter((one) => now[one])).toEqual(can);
  });
});

describe('what is on its way in two tabs without a connection', () => {
  const anItem = (clientId: string) => ({ clientId, conversationId: 'c1', state: 'waiting' }) as Outgoing;
  const ids = (all: readonly Outgoing[]) => all.map(({ clientId }) => clientId);
  /** A tab takes up what is kept as it opens, and writes down all that it knows of with each change. */
  function aTab(browser: { kept: readonly Outgoing[] }) {
    let own = [...browser.kept];
    const seen = new Set(ids(own));
    function change(next: Outgoing[]): void {
      own = next;
      for (const id of ids(own)) seen.add(id);
      browser.kept = withOthers(own, browser.kept, seen);
    }
    return {
      write: (id: string) => change([...own, anItem(id)]),
      arrived: (id: string) => change(own.filter(({ clientId }) => clientId !== id)),
    };
  }

  it('is kept of both, and goes once it has arrived, whichever tab sent it', () => {
    const browser = { kept: [] as readonly Outgoing[] };
    const [one, two] = [aTab(browser), aTab(browser)];
    one.write('a');
    two.write('b');
    one.write('c');
    expect(ids(browser.kept).toSorted()).toEqual(['a', 'b', 'c']);
    one.arrived('a');
    expect(ids(browser.kept).toSorted()).toEqual(['b', 'c']);
    const afterReload = aTab(browser);
    afterReload.arrived('b');
    expect(ids(browser.kept)).toEqual(['c']);
    two.write('d');
    // The one that wrote it has not heard: it is sent again, under the same id, and not lost.
    expect(ids(browser.kept).toSorted()).toEqual(['b', 'c', 'd']);
    two.arrived('b');
    expect(ids(browser.kept).toSorted()).toEqual(['c', 'd']);
  });
});
