import { describe, expect, it } from 'vitest';
import { parsePhone } from '../../server/platform/index.js';

describe('a phone number', () => {
  it.each([
    '09123456789',
    '0912 345 6789',
    '00989123456789',
    '+98 (0)912 345-6789',
    '۰۹۱۲۳۴۵۶۷۸۹',
    '٠٩١٢٣٤٥٦٧٨٩',
    '\u200e+98 912 345 6789\u200e',
    'tel:+989123456789',
    '09123456789 داخلی 12',
    '09123456789 داخلی ۱۲',
    '0912 345 6789 ext. 12',
    '09123456789,12',
  ])('has one spelling, however it is written: %s', (text) => {
    expect(parsePhone(text, 'IR')).toBe('+989123456789');
  });

  it('is read as one of its own country, or of the one that it names', () => {
    expect(parsePhone('020 7946 0018', 'GB')).toBe('+442079460018');
    expect(parsePhone('+44 20 7946 0018', 'IR')).toBe('+442079460018');
  });

  it.each(['', '12345', 'Payvand', '+266696687', '+7378742833', '+98', 'call 09123456789 now', '0'.repeat(200)])(
    'is none: %s',
    (text) => expect(parsePhone(text, 'IR')).toBe(null),
  );
});
