import { describe, expect, it } from 'vitest';
import { calendarFates } from '../../agents/src/mail/calendar-fates.js';
import { asSent } from '../../agents/src/mail/compose/as-sent.js';
import { leavesAt, type OwnMessage } from '../../agents/src/mail/compose/leaves-at.js';
import { draftOfMail } from '../../agents/src/mail/compose/mail-draft.js';
import { formattedText, plainText, type RichNode } from '../../agents/src/mail/compose/plain-text.js';
import {
  answeredOf,
  deadAddresses,
  isAddress,
  suggestedRecipients,
  unique,
  usualRecipient,
} from '../../agents/src/mail/compose/recipients.js';
import {
  frameDocument,
  PAPER,
  remotePictures,
  setsColours,
  withPictures,
} from '../../agents/src/mail/frame-document.js';
import {
  bareSubject,
  differs,
  failedForSome,
  fullName,
  recipientsOf,
  waitsForSome,
} from '../../agents/src/mail/people.js';
import { layOut } from '../../agents/src/thread/items.js';
import type { CalendarCard, MailTold, TouchpointView } from '../../server/contract/index.js';
import { aCustomer, aMessage } from './build.js';

const aMail = (about: Partial<MailTold> = {}): MailTold => ({
  mailId: 'm1',
  mailboxId: 'b1',
  from: [{ name: 'Reza', address: 'reza@mail.example' }],
  to: [{ name: '', address: 'support@shop.example' }],
  cc: [],
  subject: 'Where is it?',
  hasHtml: false,
  hasQuote: false,
  signs: [],
  ...about,
});

describe('who a mail is from and to', () => {
  const at = (address: string) => ({ name: '', address });
  const toTwo = (failedFor?: string[]) =>
    aMessage(1, {
      details: { source: 'agent', mail: aMail({ to: [at('Bo@a.example')], cc: [at('cy@a.example')] }) },
      delivery: { state: 'failed', ...(failedFor && { failedFor }) },
    } as Partial<TouchpointView>) as Extract<TouchpointView, { kind: 'message' }>;

  it.each([
    { says: 'one of two', failedFor: ['bo@a.example'], some: ['bo@a.example'] },
    { says: 'both: then it failed as a whole', failedFor: ['cy@a.example', 'bo@a.example'], some: [] },
    { says: 'nobody', failedFor: undefined, some: [] },
  ])('names whom it did not get to where others have it: $says', ({ failedFor, some }) =>
    expect(failedForSome(toTwo(failedFor))).toEqual(some),
  );

  it.each([
    {
      says: 'the one who waits',
      delivery: { state: 'pending', reason: 'mail.busy', sentTo: ['bo@a.example'] },
      to: ['cy@a.example'],
    },
    { says: 'nobody while it is being sent', delivery: { state: 'pending', sentTo: ['bo@a.example'] }, to: [] },
    { says: 'nobody where none has it', delivery: { state: 'pending', reason: 'mail.busy' }, to: [] },
    { says: 'nobody once it is sent', delivery: { state: 'sent', sentTo: ['bo@a.example'] }, to: [] },
    {
      says: 'none whom it will never get to',
      delivery: { state: 'pending', reason: 'mail.busy', sentTo: ['bo@a.example'], failedFor: ['cy@a.example'] },
      to: [],
    },
  ])('names $says', ({ delivery, to }) => expect(waitsForSome({ ...toTwo(), delivery } as never)).toEqual(to));

  it('keeps a name that turns the line around apart from the address', () =>
    expect(fullName({ name: 'bank\u202e', address: 'a@b.example' })).toBe(
      '\u2068bank\u202e\u2069 <\u2068a@b.example\u2069>',
    ));
  it('says an address once that is its own name', () =>
    expect(fullName({ name: 'a@b.example', address: 'a@b.example' })).toBe('\u2068a@b.example\u2069'));
  it('counts everybody it went to', () => {
    const person = (address: string) => ({ name: '', address });
    const everybody = recipientsOf(aMail({ cc: [person('c@x.example')], bcc: [person('d@x.example')] }));
    expect(everybody.map(({ address }) => address)).toEqual(['support@shop.example', 'c@x.example', 'd@x.example']);
  });
});

describe('what a mail is about', () => {
  it.each(['Re: Where is it?', 'RE[2]: Fwd: Where is it?', 'AW: Where is it?', 'پاسخ: Where is it?'])('%s', (subject) =>
    expect(bareSubject(subject)).toBe('Where is it?'),
  );
  it('leaves a word alone that only begins like a prefix', () =>
    expect(bareSubject('Return: my lamp')).toBe('Return: my lamp'));
  it('is told where it is not what the mail before it was about', () => {
    expect(differs('re: where is it?', 'Where is it?')).toBe(false);
    expect(differs('An invoice', 'Where is it?')).toBe(true);
  });
});

describe('formatted text in a frame', () => {
  it('may load nothing but pictures and letters of ours', () => {
    const document = frameDocument('<p>x</p>', PAPER, { family: 'sans-serif', faces: '' });
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(document)?.[1];
    const allowed = ["img-src 'self' data:", "font-src 'self'", "style-src 'unsafe-inline'"];
    expect(policy?.split('; ')).toEqual(["default-src 'none'", ...allowed]);
    expect(document.indexOf('Content-Security-Policy')).toBeLessThan(document.indexOf('<p>'));
  });
  it('names whom its pictures would tell', () =>
    expect(
      remotePictures(
        '<img data-remote="https://a.example/p?x=1&amp;y=2"><img data-remote="https://a.example/q"><img data-remote="//b">',
      ),
    ).toEqual({ count: 3, hosts: ['a.example'] }));
  it('shows them, once that is asked for, from where we get them', () =>
    expect(withPictures('<img data-remote="https://a.example/p" data-ours="/pictures/m/0?e=1&amp;s=x" alt="" />')).toBe(
      '<img data-remote="https://a.example/p" src="/pictures/m/0?e=1&amp;s=x" alt="" />',
    ));
  it.each([
    ['<td bgcolor="#fff">', true],
    ['<font color="red">', true],
    ['<p style="margin:0; background-color: #eee">', true],
    ['<p style="border-color:#eee">colour: none</p>', false],
    ['<p><b>x</b></p>', false],
  ])('knows whether %s thinks of white paper: %s', (html, sets) => expect(setsColours(html)).toBe(sets));
});

describe('mails on a timeline', () => {
  it('stand by themselves, each with its head', () => {
    const [one, two] = [1, 2].map((seq) => aMessage(seq, { channel: 'email', details: { mail: aMail() } }));
    const items = layOut({ touchpoints: [one!, two!] });
    expect(items.flatMap((item) => (item.type === 'message' ? [item.joined] : []))).toEqual([false, false]);
  });
  it('know what the one before them in their conversation was about', () => {
    const [about, elsewhere] = [{ mail: aMail({ subject: 'Re: A lamp' }) }, { mail: aMail() }];
    const items = layOut({
      touchpoints: [
        aMessage(1, { details: elsewhere }),
        aMessage(2, { details: about, conversationId: 'c2' }),
        aMessage(3),
        aMessage(4, { details: elsewhere }),
      ],
    });
    const known = items.flatMap((item) => (item.type === 'message' ? [item.about] : []));
    expect(known).toEqual([null, null, null, 'Where is it?']);
  });
  it('that are no messages are lines that open', () => {
    const kinds = ['mail.automatic', 'mail.apart', 'mail.bounced'] as const;
    const items = layOut({ touchpoints: kinds.map((kind, at) => aMessage(at + 1, { kind })) });
    expect(items.map(({ type }) => type)).toEqual(['day', 'mail', 'mail', 'mail']);
  });
  it('say nothing of a mail where they only tell what was asked or decided about one', () => {
    const touchpoints = [
      aMessage(1, { kind: 'mail.asked' }),
      aMessage(2, { kind: 'mail.placed', details: { mailId: 'm9', from: '', to: 'own' } }),
    ];
    expect(layOut({ touchpoints }).map(({ type }) => type)).toEqual(['day', 'system', 'system']);
  });
  it('offer their place once: not where somebody has said it', () => {
    const apart = aMessage(1, { kind: 'mail.apart', details: { mail: aMail({ mailId: 'm1' }) } });
    const other = aMessage(2, { kind: 'mail.apart', details: { mail: aMail({ mailId: 'm2' }) } });
    const said = aMessage(3, { kind: 'mail.placed', details: { mailId: 'm1', from: 'bo@b.example', to: 'here' } });
    const items = layOut({ touchpoints: [apart, other, said] });
    expect(items.flatMap((item) => (item.type === 'mail' ? [item.placed] : []))).toEqual([true, false]);
  });
});

const incoming = (seq: number, address: string, about: Partial<MailTold> = {}) =>
  aMessage(seq, { channel: 'email', details: { mail: aMail({ from: [{ name: '', address }], ...about }) } });
const ours = (seq: number, about: Partial<TouchpointView> = {}, mail: Partial<MailTold> = {}) =>
  aMessage(seq, {
    channel: 'email',
    direction: 'out',
    at: '2030-01-01T09:00:00.000Z',
    author: { type: 'agent', id: 'me', name: 'Sara' },
    details: { mail: aMail(mail) },
    delivery: { state: 'pending' },
    ...about,
  } as Partial<TouchpointView>) as OwnMessage;

describe('whom an answer goes to', () => {
  const us = new Set(['support@shop.example']);
  it.each([
    ['a@b.example', true],
    ['first.last+tag@mail.b.example', true],
    ['رضا@نمونه.ایران', true],
    ['a@localhost', false],
    ['a b@c.example', false],
    ['a@@c.example', false],
    ['a@-c.example', false],
    ['', false],
  ])('%s is an address: %s', (text, is) => expect(isAddress(text)).toBe(is));
  it('takes the address out of what an address book gives', () => {
    expect(unique(['Sara <Sara@Mail.example>', 'mailto:sara@mail.example', '\u200fb@c.example\u200e', ' '])).toEqual([
      'sara@mail.example',
      'b@c.example',
    ]);
  });
  it('is whoever wrote last, of this conversation', () => {
    const timeline = [incoming(1, 'a@x.example'), incoming(2, 'b@x.example'), ours(3), incoming(4, 'c@x.example')];
    const elsewhere = { ...timeline[3]!, conversationId: 'c2' };
    const answered = answeredOf([...timeline.slice(0, 3), elsewhere], 'c1');
    expect(answered?.seq).toBe(2);
    expect(usualRecipient(answered, aCustomer())).toEqual(['b@x.example']);
  });
  it('is where that mail wants it, unless that is us, or its sender is not proved', () => {
    const wanted = aMessage(1, {
      details: {
        mail: {
          ...aMail(),
          from: [{ name: '', address: 'b@x.example' }],
          replyTo: [{ name: '', address: 'Office@x.example' }],
        },
      },
    }) as Parameters<typeof usualRecipient>[0];
    expect(usualRecipient(wanted, aCustomer())).toEqual(['office@x.example']);
    expect(usualRecipient(wanted, aCustomer(), new Set(['office@x.example']))).toEqual(['b@x.example']);
    const claimed = structuredClone(wanted)!;
    claimed.details.mail!.signs = ['unverified'];
    expect(usualRecipient(claimed, aCustomer())).toEqual(['b@x.example']);
    expect(usualRecipient(claimed, aCustomer(), new Set(['b@x.example']))).toEqual(['office@x.example']);
    const byToken = structuredClone(wanted)!;
    byToken.details.mail!.replyTo = [{ name: '', address: 'support+c.9i.24701a10dccd3203@shop.example' }];
    expect(usualRecipient(byToken, aCustomer(), us)).toEqual(['b@x.example']);
  });
  it('is else the address that is known best', () => {
    const identity = (value: string, evidence: 'claimed' | 'agent') =>
      ({ id: value, kind: 'email', value, evidence, since: '', undeliverable: null, takesTexts: false }) as const;
    const identities = [identity('claimed@x.example', 'claimed'), identity('told@x.example', 'agent')];
    expect(usualRecipient(null, aCustomer({ identities }))).toEqual(['told@x.example']);
    expect(usualRecipient(null, aCustomer())).toEqual([]);
  });
  it('is suggested from everybody who has part, but not ourselves', () => {
    const told = {
      to: ['d@x.example', 'support+c.9i.24701a10dccd3203@shop.example'].map((address) => ({ name: '', address })),
    };
    const timeline = [incoming(1, 'a@x.example', { cc: [{ name: '', address: 'B@x.example' }] }), ours(2, {}, told)];
    expect(suggestedRecipients(timeline, 'c1', aCustomer(), us)).toEqual(['d@x.example', 'a@x.example', 'b@x.example']);
  });
  it('is suggested also who wrote what was forwarded, and whose mail was kept apart', () => {
    const forwarded = incoming(1, 'a@x.example', { forwardedFrom: { name: 'First', address: 'first@x.example' } });
    const apart = aMessage(2, {
      ...{ kind: 'mail.apart', conversationId: 'c1', channel: 'email' },
      details: { mail: aMail({ from: [{ name: '', address: 'stranger@x.example' }] }) },
    } as Partial<TouchpointView>);
    expect(suggestedRecipients([forwarded, apart], 'c1', aCustomer(), us)).toEqual([
      'stranger@x.example',
      'a@x.example',
      'first@x.example',
    ]);
  });
});

describe('an address that gets to nobody', () => {
  const since = '2030-01-01T09:00:00.000Z';
  const identity = { id: 'i1', kind: 'email', evidence: 'claimed', since, takesTexts: false } as const;
  const marked = { since: '2030-01-01T09:00:00.000Z', status: '5.1.1' };
  const customer = aCustomer({
    identities: [
      { ...identity, value: 'old@mail.example', undeliverable: marked },
      { ...identity, id: 'i2', value: 'reza@mail.example', undeliverable: null },
    ],
  });
  const bounced = (seq: number, address: string, bounce: 'hard' | 'soft') =>
    aMessage(seq, { kind: 'mail.bounced', details: { mailId: 'm1', address, bounce, status: '' } } as never);
  const writes = (seq: number, address: string) =>
    aMessage(seq, { channel: 'email', details: { mail: aMail({ from: [{ name: '', address }] }) } } as never);

  it.each([
    { says: 'the customer has one that is marked so', timeline: [], dead: ['old@mail.example'] },
    { says: 'a mail came back for good', timeline: [bounced(1, 'Bo@a.example', 'hard')], dead: ['bo@a.example'] },
    { says: 'it may go another time', timeline: [bounced(1, 'bo@a.example', 'soft')], alive: 'bo@a.example' },
    {
      says: 'somebody has written from there since',
      timeline: [bounced(1, 'bo@a.example', 'hard'), writes(2, 'bo@a.example')],
      alive: 'bo@a.example',
    },
  ])('is known: $says', ({ timeline, dead = [], alive = 'reza@mail.example' }) => {
    const known = deadAddresses(timeline, customer);
    expect([...known]).toEqual(expect.arrayContaining(dead));
    expect(known.has(alive)).toBe(false);
  });
});

describe('a mail that can be taken back', () => {
  const at = Date.parse('2030-01-01T09:00:00.000Z');
  it('leaves ten seconds after it was written', () => expect(leavesAt(ours(1))).toBe(at + 10_000));
  it('leaves when that was chosen, but not sooner', () => {
    expect(leavesAt(ours(1, {}, { sendAt: '2030-01-02T09:00:00.000Z' }))).toBe(at + 86_400_000);
    expect(leavesAt(ours(1, {}, { sendAt: '2029-01-01T09:00:00.000Z' }))).toBe(at + 10_000);
  });
  it.each([
    ['that is on its way', { delivery: { state: 'sent' } }],
    ['that was tried and is tried again', { delivery: { state: 'pending', reason: 'mail.busy' } }],
    ['that is no mail', { details: {} }],
  ])('is not one %s', (_, about) => expect(leavesAt(ours(1, about as Partial<TouchpointView>))).toBeNull());
  it('is the draft again that it was', () => {
    const cc = [{ name: 'C', address: 'c@x.example' }];
    expect(draftOfMail(ours(1, {}, { cc, hasQuote: true }), '<p>x</p>')).toEqual({
      ...{ to: ['support@shop.example'], cc: ['c@x.example'], bcc: [], subject: 'Where is it?' },
      ...{ quote: true, html: '<p>x</p>', files: [] },
    });
  });
});

it('a mail that did not get to one of several is written again to that one', () => {
  const [cc, bcc] = ['c@x.example', 'D@x.example'].map((address) => [{ name: '', address }]);
  const again = (state: string, failedFor: string[]) => {
    const {
      to,
      cc: copies,
      bcc: blind,
    } = draftOfMail(ours(1, { delivery: { state, failedFor } } as Partial<TouchpointView>, { cc, bcc }), '<p>x</p>');
    return [to, copies, blind];
  };
  expect(again('sent', ['d@x.example'])).toEqual([['d@x.example'], [], []]);
  const everybody = ['support@shop.example', 'c@x.example', 'd@x.example'];
  expect(again('failed', everybody)).toEqual([['support@shop.example'], ['c@x.example'], ['D@x.example']]);
});

describe('an invitation', () => {
  const card = (about: Partial<CalendarCard>) =>
    ({
      ...{ method: 'REQUEST', uid: 'u1', sequence: 0, summary: '', location: '', organizer: null },
      ...{ start: null, end: null, allDay: false, ...about },
    }) as CalendarCard;
  const told = (seq: number, about: Partial<CalendarCard>, from = 'a@x.example', conversationId = 'c1') => ({
    ...incoming(seq, from, { calendar: card(about) }),
    conversationId,
  });
  const fates = (...all: TouchpointView[]) => [...calendarFates(all).entries()];

  it.each<[string, TouchpointView[], ['cancelled' | 'changed'] | []]>([
    ['stands by itself', [], []],
    ['is changed by a higher number, also where that came first', [told(0, { sequence: 1 })], ['changed']],
    ['is cancelled under its own number', [told(2, { method: 'CANCEL' })], ['cancelled']],
    ['is not cancelled by an answer', [told(2, { method: 'REPLY', sequence: 4 })], []],
    ['is not cancelled by somebody else', [told(2, { method: 'CANCEL' }, 'b@x.example')], []],
    ['is another one elsewhere', [told(2, { method: 'CANCEL' }, 'a@x.example', 'c2')], []],
    ['is another one under another name', [told(2, { method: 'CANCEL', uid: 'u2' })], []],
  ])('%s', (_, others, [fate]) => {
    const invitation = told(1, {});
    expect(fates(invitation, ...others)).toEqual(fate ? [[invitation.id, fate]] : []);
  });
});

describe('formatted text without its formats', () => {
  const words = (text: string, ...marks: RichNode['marks'] & object) => ({ type: 'text', text, marks });
  const paragraph = (...content: RichNode[]): RichNode => ({ type: 'paragraph', content });
  const item = (...content: RichNode[]): RichNode => ({ type: 'listItem', content });
  it.each<[string, RichNode[], string]>([
    [
      'paragraphs',
      [paragraph(words('a'), words('b', { type: 'bold' })), paragraph(), paragraph(words('c'))],
      'ab\n\nc',
    ],
    [
      'lists in lists',
      [
        {
          type: 'orderedList',
          attrs: { start: 3 },
          content: [
            item(paragraph(words('x')), { type: 'bulletList', content: [item(paragraph(words('y')))] }),
            item(paragraph(words('z'))),
          ],
        },
      ],
      '3. x\n   - y\n4. z',
    ],
    ['quotes', [{ type: 'blockquote', content: [paragraph(words('a')), paragraph(words('b'))] }], '> a\n> \n> b'],
    [
      'links',
      [paragraph(words('here', { type: 'link', attrs: { href: 'https://a.example' } }))],
      'here <https://a.example>',
    ],
    ['lines', [paragraph(words('a'), { type: 'hardBreak' }, words('b'))], 'a\nb'],
  ])('keeps what %s say', (_, content, text) => expect(plainText({ type: 'doc', content })).toBe(text));
  it('becomes formatted again without a tag of its own', () =>
    expect(formattedText('<b>a\nb\n\nc & d')).toBe('<p>&lt;b&gt;a<br>b</p><p>c &amp; d</p>'));
});

it('a list is sent with one direction for all of it', () =>
  expect(
    asSent(
      '<p dir="auto">a</p><ul dir="auto"><li dir="auto"><p dir="auto">b</p><ol dir="auto"></ol></li></ul><p dir="auto">c</p>',
    ),
  ).toBe('<p dir="auto">a</p><ul dir="auto"><li><p>b</p><ol></ol></li></ul><p dir="auto">c</p>'));
