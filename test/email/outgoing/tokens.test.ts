import { describe, expect, it } from 'vitest';
import { makeMailTokens } from '../../../channels/email/tokens.js';

const tokens = makeMailTokens('k'.repeat(32));
const strange = makeMailTokens('x'.repeat(32));
const support = { id: 'a'.repeat(24), address: 'support@shop.example' };
const sales = { id: 'b'.repeat(24), address: 'sales@shop.example' };
const MAIL_ID = '0123456789abcdef01234567';
const genuine = tokens.addressToken(support, 4_821)!;
const bounce = tokens.bounceAddress(support, MAIL_ID, 'Sara@home.example')!;

describe('an address that names a conversation', () => {
  it('is the mailbox with a signed tag', () =>
    expect(genuine).toMatch(/^support\+c\.3px\.[0-9a-f]{16}@shop\.example$/));

  it.each([
    { says: 'is read again', address: genuine, number: 4_821 },
    { says: 'is read in capitals', address: genuine.toUpperCase(), number: 4_821 },
    { says: 'is read with spaces about it', address: ` ${genuine} `, number: 4_821 },
    {
      says: 'is read at another domain of the same mailbox',
      address: genuine.replace(/@.*/, '@a.example'),
      number: 4_821,
    },
    { says: 'says nothing with another number', address: genuine.replace('c.3px.', 'c.3py.'), number: null },
    { says: 'says nothing when its signature is cut', address: genuine.replace(/.@/, '@'), number: null },
    { says: 'says nothing when its signature is longer', address: genuine.replace('@', '0@'), number: null },
    { says: 'says nothing without a signature', address: 'support+c.3px@shop.example', number: null },
    { says: 'says nothing signed by somebody else', address: strange.addressToken(support, 4_821)!, number: null },
    { says: 'says nothing as a bounce address', address: bounce, number: null },
    { says: 'is not found in an ordinary address', address: 'support@shop.example', number: null },
    { says: 'is not found in nothing', address: '', number: null },
  ])('$says', ({ address, number }) => expect(tokens.conversationOf(support, address)).toBe(number));

  it('says nothing in another mailbox', () => expect(tokens.conversationOf(sales, genuine)).toBeNull());

  it('keeps a tag that the mailbox has of its own', () => {
    const tagged = { ...support, address: 'support+eu@shop.example' };
    const address = tokens.addressToken(tagged, 7)!;
    expect(address).toMatch(/^support\+eu\+c\.7\./);
    expect(tokens.conversationOf(tagged, address)).toBe(7);
  });

  it.each([
    [43, true],
    [44, false],
  ])('with a name of %i characters is there: %s', (length, there) => {
    const long = { ...support, address: `${'n'.repeat(length)}@shop.example` };
    const address = tokens.addressToken(long, 1);
    expect(address !== null).toBe(there);
    if (address) expect(address.indexOf('@')).toBeLessThanOrEqual(64);
  });
});

describe('an address that complaints go to', () => {
  it.each([
    { says: 'is for its recipient', mailbox: support, address: bounce, to: 'sara@home.example', isFor: true },
    {
      says: 'is so in capitals',
      mailbox: support,
      address: bounce.toUpperCase(),
      to: 'SARA@home.example',
      isFor: true,
    },
    { says: 'is not for who got it too', mailbox: support, address: bounce, to: 'bo@home.example', isFor: false },
    {
      says: 'proves nothing in another mailbox',
      mailbox: sales,
      address: bounce,
      to: 'sara@home.example',
      isFor: false,
    },
    {
      ...{ says: 'proves nothing of another mail', mailbox: support, to: 'sara@home.example', isFor: false },
      address: bounce.replace('b.0', 'b.1'),
    },
  ])('$says', ({ mailbox, address, to, isFor }) => expect(tokens.bouncedMail(mailbox, address)?.isFor(to)).toBe(isFor));

  it('names its mail, and an answer’s address names none', () => {
    expect(tokens.bouncedMail(support, bounce)?.mailId).toBe(MAIL_ID);
    expect(tokens.bouncedMail(support, genuine)).toBeNull();
  });

  it('is not there where the mailbox’s name is too long for it', () =>
    expect(
      tokens.bounceAddress({ ...support, address: `${'n'.repeat(30)}@shop.example` }, MAIL_ID, 'a@b.example'),
    ).toBeNull());
});

describe('a subject that names a conversation', () => {
  const token = tokens.subjectToken(support.id, 4_821);

  it('does so in brackets that a person can read', () => expect(token).toMatch(/^\[#4821-[2-9a-hjkmnp-z]{4}\]$/));

  it.each([
    { says: 'is read among other words', subject: `Re: سفارش ${token} کجاست؟`, number: 4_821 },
    { says: 'is read in capitals', subject: token.toUpperCase(), number: 4_821 },
    { says: 'is read after a forged one', subject: `[#1-aaaa] ${token}`, number: 4_821 },
    { says: 'says nothing with another number', subject: token.replace('4821', '4822'), number: null },
    { says: 'says nothing when cut', subject: token.replace(/.\]/, ']'), number: null },
    { says: 'is not found in a bare number', subject: 'Re: [#4821] order', number: null },
  ])('$says', ({ subject, number }) => expect(tokens.conversationOfSubject(support.id, subject)).toBe(number));

  it('says nothing in another mailbox', () => expect(tokens.conversationOfSubject(sales.id, token)).toBeNull());
});
