import { describe, expect, it } from 'vitest';
import { makeSealer } from '../../server/platform/index.js';

const sealer = makeSealer('k'.repeat(32));
const place = 'mailbox:a:password';
const secret = 'گذرواژه correct horse';

/** With one bit of one byte turned. */
function touched(sealed: string, at: number): string {
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  bytes[at] = (bytes[at] as number) ^ 1;
  return `s1.${bytes.toString('base64url')}`;
}

describe('a sealed secret', () => {
  it.each(['', secret, 'x'.repeat(8_000)])('is opened by the same key in its own place', (text) => {
    expect(makeSealer('k'.repeat(32)).unseal(sealer.seal(text, place), place)).toBe(text);
  });

  it('does not show what it is, nor that it is the same as another', () => {
    const [one, other] = [sealer.seal(secret, place), sealer.seal(secret, place)];
    expect(one).not.toBe(other);
    expect(Buffer.from(one.slice(3), 'base64url').includes(Buffer.from(secret))).toBe(false);
  });

  it.each([
    { says: 'by another key', open: (sealed: string) => makeSealer('j'.repeat(32)).unseal(sealed, place) },
    { says: 'in another place', open: (sealed: string) => sealer.unseal(sealed, 'mailbox:b:password') },
    { says: 'with another beginning', open: (sealed: string) => sealer.unseal(sealed.replace('s1.', 's2.'), place) },
    { says: 'cut short', open: (sealed: string) => sealer.unseal(sealed.slice(0, 20), place) },
    { says: 'cut at its end', open: (sealed: string) => sealer.unseal(sealed.slice(0, -4), place) },
    { says: 'touched at its beginning', open: (sealed: string) => sealer.unseal(touched(sealed, 0), place) },
    { says: 'touched in its tag', open: (sealed: string) => sealer.unseal(touched(sealed, 20), place) },
    { says: 'touched in its text', open: (sealed: string) => sealer.unseal(touched(sealed, 30), place) },
    { says: 'that was never sealed', open: () => sealer.unseal(secret, place) },
  ])('is not opened $says', ({ open }) => expect(open(sealer.seal(secret, place))).toBeNull());
});
