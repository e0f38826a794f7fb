import { describe, expect, it } from 'vitest';
import { frameDocument, PAPER, remotePictures, setsColours } from '../../agents/src/mail/frame-document.js';
import { bareSubject, differs, fullName, recipientsOf } from '../../agents/src/mail/people.js';
import { layOut } from '../../agents/src/thread/items.js';
import type { MailTold } from '../../server/contract/index.js';
import { aMessage } from './build.js';

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
  it('is told where it is not what the conversation is about', () => {
    expect(differs('re: where is it?', 'Where is it?')).toBe(false);
    expect(differs('An invoice', 'Where is it?')).toBe(true);
    expect(differs('', null)).toBe(false);
  });
});

describe('formatted text in a frame', () => {
  it('may load nothing but pictures of ours', () => {
    const document = frameDocument('<p>x</p>', PAPER, 'sans-serif');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(document)?.[1];
    expect(policy?.split('; ')).toEqual(["default-src 'none'", "img-src 'self' data:", "style-src 'unsafe-inline'"]);
    expect(document.indexOf('Content-Security-Policy')).toBeLessThan(document.indexOf('<p>'));
  });
  it('names whom its pictures would tell', () =>
    expect(
      remotePictures(
        '<img data-remote="https://a.example/p?x=1&amp;y=2"><img data-remote="https://a.example/q"><img data-remote="//b">',
      ),
    ).toEqual({ count: 3, hosts: ['a.example'] }));
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
  it('that are no messages are lines that open', () => {
    const kinds = ['mail.automatic', 'mail.apart', 'mail.bounced'] as const;
    const items = layOut({ touchpoints: kinds.map((kind, at) => aMessage(at + 1, { kind })) });
    expect(items.map(({ type }) => type)).toEqual(['day', 'mail', 'mail', 'mail']);
  });
});
