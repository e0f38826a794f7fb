import { describe, expect, it } from 'vitest';
import { fold } from '../../agents/src/base/fold.js';
import { formatFor } from '../../agents/src/base/format.js';
import { nameOf } from '../../agents/src/base/keys.js';
import { named } from '../../agents/src/base/named.js';
import type { Translate } from '../../agents/src/base/use-texts.js';
import { askedAt, fittingReplies } from '../../agents/src/composer/suggest.js';
import { eachOnce } from '../../agents/src/customers/each-once.js';
import { stepsLeft } from '../../agents/src/inbox/first-steps.js';
import { lastText } from '../../agents/src/inbox/last-text.js';
import { type Outgoing, withOthers } from '../../agents/src/live/outgoing-item.js';
import { offerTold, writtenTold } from '../../agents/src/offers/notification-words.js';
import { closedText } from '../../agents/src/thread/closed-text.js';
import { mayDo } from '../../agents/src/thread/policy.js';
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
  { state: 'closed', told: 'close.done' },
  { state: 'wrapUp', told: 'close.writeUp' },
] as const)('tells whoever closed it that it is $state', ({ state, told }) =>
  expect(closedText(aConversation({ state }))).toBe(told),
);

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

const asKey = ((key: string) => key) as Translate;

it.each([
  { says: 'by their name', name: 'Olga', shown: 'Olga' },
  { says: 'by their number, from left to right', name: '+989121110000', shown: '\u2066+989121110000\u2069' },
  { says: 'as one without a name', name: '', shown: 'customer.nameless' },
])('calls a customer $says', ({ name, shown }) => expect(named({ t: asKey, f: formatFor('en') }, name)).toBe(shown));

it.each([
  { says: 'its words', last: { text: 'Hello', attachments: 1 }, told: 'Hello' },
  { says: 'its files', last: { text: '', attachments: 2 }, told: 'thread.files' },
  { says: 'that it has neither', last: { text: '', attachments: 0 }, told: 'mail.noText' },
])('a line of the inbox tells of the last message $says', ({ last, told }) => expect(lastText(last, asKey)).toBe(told));

it.each([
  { says: 'all of it at first', queues: [], ways: 0, left: ['queue', 'members', 'way'] },
  { says: 'members of a queue that has none', queues: [{ memberIds: [] }], ways: 1, left: ['members'] },
  { says: 'a way in', queues: [{ memberIds: [] }, { memberIds: ['ana'] }], ways: 0, left: ['way'] },
  { says: 'nothing where customers reach somebody', queues: [{ memberIds: ['ana'] }], ways: 2, left: [] },
])('a new installation lacks $says', ({ left, ...has }) => expect(stepsLeft(has)).toEqual(left));

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

  it('calls whoever wrote without a name by what they are', () => {
    const author = { type: 'customer' as const, id: 'c1', name: '' };
    expect(writtenTold(aMessage(1, { text: 'Hello', author }), words).title).toBe('author.customer');
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
