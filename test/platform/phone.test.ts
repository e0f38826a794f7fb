import { getCountries } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { COUNTRIES } from '../../server/contract/index.js';
import { countryOf, isPremium, parsePhone } from '../../server/platform/index.js';

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

  it.each([
    ['+982191000000', 'IR'],
    ['+12025550143', 'US'],
    ['+18765551234', 'JM'],
    ['+447911123456', 'GG'],
    ['+881612345678', null],
    ['+979123456789', null],
  ])('%s is one of %s', (number, country) => expect(countryOf(number)).toBe(country));

  it('costs whoever calls it, or does not', () => {
    for (const number of ['+19002345678', '+449098790000', '+979123456789']) expect(isPremium(number)).toBe(true);
    for (const number of ['+982191000000', '+18002345678']) expect(isPremium(number)).toBe(false);
  });
});

it('the countries that can be chosen are those whose numbers are known', () => {
  expect(COUNTRIES).toEqual(getCountries().toSorted());
});
