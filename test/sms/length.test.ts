import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { quietUntil } from '../../channels/twilio/quiet.js';
import { textLength, textParts } from '../../server/contract/index.js';

/** What people write: both scripts, what costs two, what is made of several. */
const words = fc.array(
  fc.constantFrom('a', 'Z', ' ', '\n', '€', '{', '^', 'é', 'س', '\u200c', '۷', '😀', '👨‍👩‍👧', '“', 'hello ', 'سلام '),
  { maxLength: 500 },
);

describe('the length of a text', () => {
  it('is what the carrier counts', () => {
    fc.assert(
      fc.property(words, (pieces) => {
        const text = pieces.join('');
        fc.pre(text.length > 0);
        const theirs = new SegmentedMessage(text);
        expect(textLength(text)).toMatchObject({
          segments: theirs.segmentsCount,
          encoding: theirs.encodingName === 'GSM-7' ? 'gsm7' : 'ucs2',
        });
      }),
      { numRuns: 60 },
    );
  });

  it('may be cut, but never within a character, and nothing is lost', () => {
    fc.assert(
      fc.property(words, (pieces) => {
        const text = pieces.join('');
        const parts = textParts(text, 60);
        const bare = parts.length > 1 ? parts.map((part) => part.replace(/ \(\d+\/\d+\)$/, '')) : parts;
        expect(parts.every((part) => part.length <= 60)).toBe(true);
        expect(bare.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        const clusters = (one: string) =>
          Array.from(new Intl.Segmenter().segment(one), ({ segment }) => segment.trim());
        expect(bare.flatMap(clusters).filter(Boolean)).toEqual(clusters(text).filter(Boolean));
      }),
      { numRuns: 60 },
    );
  });
});

describe('quiet hours', () => {
  const night = { from: '21:00', to: '08:00' };
  it.each([
    { says: 'before midnight', at: '2030-01-01T22:10:30Z', until: '2030-01-02T08:00:00.000Z' },
    { says: 'after midnight', at: '2030-01-02T03:00:00Z', until: '2030-01-02T08:00:00.000Z' },
    { says: 'when they begin', at: '2030-01-01T21:00:00Z', until: '2030-01-02T08:00:00.000Z' },
    { says: 'when they end', at: '2030-01-01T08:00:00Z', until: undefined },
    { says: 'by day', at: '2030-01-01T12:00:00Z', until: undefined },
  ])('$says', ({ at, until }) => expect(quietUntil(night, 'UTC', new Date(at))?.toISOString()).toBe(until));

  it('are by the clock of the place', () => {
    const until = quietUntil(night, 'Asia/Tehran', new Date('2030-01-01T18:00:00Z')); // 21:30 there
    expect(until?.toISOString()).toBe('2030-01-02T04:30:00.000Z');
  });
});
