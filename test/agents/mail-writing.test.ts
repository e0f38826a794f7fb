import { describe, expect, it } from 'vitest';
import { asSent } from '../../agents/src/mail/compose/as-sent.js';
import { leavesAt } from '../../agents/src/mail/compose/leaves-at.js';
import { draftOfMail } from '../../agents/src/mail/compose/mail-draft.js';
import { formattedText, plainText, type RichNode } from '../../agents/src/mail/compose/plain-text.js';
import {
  addressesOf,
  answeredOf,
  answerFacts,
  deadAddresses,
  isAddress,
  keptTo,
  othersOf,
  suggestedRecipients,
  unique,
} from '../../agents/src/mail/compose/recipients.js';
import type { TouchpointView } from '../../server/contract/index.js';
import { aCustomer, aMessage } from './build.js';
import { aMail, incoming, ours } from './build-mail.js';

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
  it('is settled by the mails of this conversation that were not taken back', () => {
    const timeline = [incoming(1, 'a@x.example'), incoming(2, 'b@x.example'), ours(3), incoming(4, 'c@x.example')];
    const elsewhere = { ...timeline[3]!, conversationId: 'c2' };
    const takenBack = { ...ours(5), delivery: { state: 'failed', reason: 'takenBack' } } as TouchpointView;
    const all = [...timeline.slice(0, 3), elsewhere, takenBack];
    expect(answeredOf(all, 'c1')?.seq).toBe(2);
    expect(answerFacts(all, 'c1', aCustomer(), us).said).toEqual(timeline.slice(0, 3));
  });
  it.each<[says: string, html: string, to: string[] | null, kept: string[] | null]>([
    ['nothing is written: open', '', null, null],
    ['it is begun: as it is now', '<p>a</p>', null, ['a@x.example']],
    ['somebody else wrote since: as it was', '<p>a</p>', ['b@x.example'], ['b@x.example']],
    ['its words are gone again: open', '', ['a@x.example'], null],
    ['its words are gone, and somebody had chosen: as chosen', '', ['b@x.example'], ['b@x.example']],
  ])('is kept while one writes; %s', (_, html, to, kept) => {
    expect(keptTo(html, to, ['a@x.example'])).toEqual(kept);
    expect(keptTo(html, null, [])).toBeNull();
  });
  it('is else the address that is known best', () => {
    const identity = (value: string, evidence: 'claimed' | 'agent') =>
      ({ id: value, kind: 'email', value, evidence, since: '', undeliverable: null, takesTexts: false }) as const;
    const identities = [identity('claimed@x.example', 'claimed'), identity('told@x.example', 'agent')];
    expect(addressesOf(aCustomer({ identities }))).toEqual(['told@x.example', 'claimed@x.example']);
    expect(addressesOf(aCustomer())).toEqual([]);
  });
  it('is suggested from everybody who has part, but not ourselves', () => {
    const told = {
      to: ['d@x.example', 'support+c.9i.24701a10dccd3203@shop.example'].map((address) => ({ name: '', address })),
    };
    const timeline = [incoming(1, 'a@x.example', { cc: [{ name: '', address: 'B@x.example' }] }), ours(2, {}, told)];
    expect(suggestedRecipients(timeline, 'c1', aCustomer(), us)).toEqual(['d@x.example', 'a@x.example', 'b@x.example']);
  });
  it('are all who had the mail, once somebody says so; never we, nor who has it already', () => {
    const people = (...all: string[]) => all.map((address) => ({ name: '', address }));
    const mail = incoming(1, 'a@x.example', {
      to: people('support+c1.k@shop.example', 'B@x.example', 'undisclosed'),
      cc: people('c@x.example', 'b@x.example', 'a@x.example', 'd@x.example'),
    });
    const factsOf = (...all: TouchpointView[]) => answerFacts(all, 'c1', aCustomer(), us);
    expect(othersOf(factsOf(mail), ['a@x.example', 'd@x.example'])).toEqual(['b@x.example', 'c@x.example']);
    const since = ours(2, {}, { to: people('a@x.example'), cc: people('e@x.example') });
    expect(othersOf(factsOf(incoming(1, 'a@x.example'), since), ['a@x.example'])).toEqual(['e@x.example']);
    expect(othersOf(factsOf(), [])).toEqual([]);
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
  const bounced = (seq: number, address: string, bounce: 'hard' | 'soft', more = {}) =>
    aMessage(seq, { kind: 'mail.bounced', details: { mailId: 'm1', address, bounce, status: '', ...more } } as never);
  const writes = (seq: number, address: string) =>
    aMessage(seq, { channel: 'email', details: { mail: aMail({ from: [{ name: '', address }] }) } } as never);

  it.each([
    { says: 'the customer has one that is marked so', timeline: [], dead: ['old@mail.example'] },
    { says: 'a mail came back for good', timeline: [bounced(1, 'Bo@a.example', 'hard')], dead: ['bo@a.example'] },
    {
      says: 'anybody may have written that it came back',
      timeline: [bounced(1, 'bo@a.example', 'hard', { unconfirmed: true })],
      alive: 'bo@a.example',
    },
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
  it('takes no file from what stands in the composer, and none twice', () => {
    const [a, b] = ['a', 'b'].map((id) => ({ id, name: id, type: 'image/png', sizeBytes: 1, url: '' }));
    const { files } = draftOfMail(ours(1, { attachments: [a!] }), '<p>x</p>', [b!, a!]);
    expect(files?.map(({ id }) => id)).toEqual(['a', 'b']);
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
