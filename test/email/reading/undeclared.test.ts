import { describe, expect, it } from 'vitest';
import { asUtf8 } from '../../../channels/email/reading/undeclared.js';

const PERSIAN = 'با سلام، گليم‌هاي شما رسيد. ممنون! KD-204';
/** Node writes no other charset than these: windows-1256 by its own table. */
function in1256(text: string): Buffer {
  const decoder = new TextDecoder('windows-1256');
  const byteOf = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Buffer.from([...text].map((sign) => byteOf.get(sign) ?? 0x3f));
}
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

describe('bytes of which nobody says what they are', () => {
  it.each([
    { says: 'a text', text: PERSIAN },
    { says: 'one word', text: 'سلام' },
    { says: 'a word in an English text', text: 'Order KD-204 for Sara (سارا محمدي), thanks' },
  ])('are windows-1256 where they read as Persian: $says', ({ text }) =>
    expect(asUtf8(in1256(text)).toString()).toBe(text),
  );

  it.each([
    { says: 'UTF-8', given: Buffer.from(PERSIAN) },
    { says: 'ASCII', given: Buffer.from('hello') },
    { says: 'French', given: bytes('D\xe9j\xe0 re\xe7u, merci. O\xf9 est la cl\xe9? \xc0 bient\xf4t, \xc7a va') },
    { says: 'German', given: bytes('Gr\xfc\xdfe aus M\xfcnchen, \xdcberweisung f\xfcr \xd6l') },
    { says: 'Russian in windows-1251', given: bytes([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x20, 0xec, 0xe8, 0xf0]) },
    { says: 'Russian in KOI8-R', given: bytes([0xd0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x20, 0xcd, 0xc9, 0xd2]) },
    { says: 'Greek', given: bytes([0xc3, 0xe5, 0xe9, 0xe1, 0x20, 0xf3, 0xef, 0xf5]) },
    { says: 'Chinese in GB2312', given: bytes([0xc4, 0xe3, 0xba, 0xc3, 0xca, 0xc0, 0xbd, 0xe7]) },
    { says: 'half of a letter at the end', given: Buffer.from(PERSIAN).subarray(0, 1) },
  ])('stay as they are: $says', ({ given }) => expect(asUtf8(given)).toEqual(given));
});
