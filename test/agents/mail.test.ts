import { describe, expect, it } from 'vitest';
import { calendarFates } from '../../agents/src/mail/calendar-fates.js';
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
import type { CalendarCard, TouchpointView } from '../../server/contract/index.js';
import { aMessage } from './build.js';
import { aMail, incoming } from './build-mail.js';

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
