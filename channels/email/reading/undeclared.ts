import { isUtf8 } from 'node:buffer';
import { Transform } from 'node:stream';

/** Bytes of windows-1256 that are letters: first the Arabic alphabet's, then what Persian has beside it. */
const LETTERS = new Set([
  ...range(0xc0, 0xd6),
  ...range(0xd8, 0xdf),
  ...[0xe1, 0xe3, 0xe4, 0xe5, 0xe6, 0xec, 0xed],
  ...[0x81, 0x8d, 0x8e, 0x90, 0x98, 0xaa],
]);
/** ل م ن ه و ی: a third of any text. Other alphabets have their capitals there, or nothing. */
const FREQUENT = new Set([0xe1, 0xe3, 0xe4, 0xe5, 0xe6, 0xec, 0xed]);
/** Joiners, spaces, quotes, marks and vowel signs: they say nothing either way. */
const BESIDE = new Set([
  ...range(0x91, 0x97),
  ...[0x85, 0x9d, 0x9e, 0xa0, 0xa1, 0xab, 0xba, 0xbb, 0xbf, 0xdc, 0xfd, 0xfe],
  ...[0xf0, 0xf1, 0xf2, 0xf3, 0xf5, 0xf6, 0xf8, 0xfa],
]);
const FEWEST = 3;
const ENOUGH = 2_000;

/**
 * Whether bytes that are no UTF-8 are Persian or Arabic in windows-1256: nearly all of what is not ASCII is a letter there, in the
 * shares those languages have, and no letter stands in the middle of a Latin word, as accented ones do.
 */
export function isWindows1256(bytes: Uint8Array): boolean {
  const count = { high: 0, letters: 0, frequent: 0, amidLatin: 0 };
  for (let at = 0; at < bytes.length && count.letters < ENOUGH; at += 1) {
    const byte = bytes[at]!;
    if (byte < 0x80 || BESIDE.has(byte)) continue;
    count.high += 1;
    if (!LETTERS.has(byte)) continue;
    count.letters += 1;
    if (FREQUENT.has(byte)) count.frequent += 1;
    if (isLatin(bytes[at - 1]) || isLatin(bytes[at + 1])) count.amidLatin += 1;
  }
  const { high, letters, frequent, amidLatin } = count;
  return letters >= FEWEST && letters >= 0.9 * high && frequent >= 0.15 * letters && amidLatin <= 0.1 * letters;
}

/** In UTF-8, whatever it was: bytes that are UTF-8 already, or cannot be told, stay as they are. */
export const asUtf8 = (bytes: Buffer): Buffer =>
  !isUtf8(bytes) && isWindows1256(bytes) ? Buffer.from(new TextDecoder('windows-1256').decode(bytes)) : bytes;

/** For a text whose charset is not said, or said to be what anybody says: it is judged as a whole once all of it is there. */
export function undeclaredDecoder(): Transform {
  const chunks: Buffer[] = [];
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
    flush(done) {
      done(null, asUtf8(Buffer.concat(chunks)));
    },
  });
}

const isLatin = (byte = 0): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
