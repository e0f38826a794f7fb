import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, hexColor, readableAs, readableOn } from '../../widgets/src/shared/color.js';
import { chooseLocale } from '../../widgets/src/shared/locale.js';

describe('a site’s colour', () => {
  const anyColor = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);

  it('always carries readable text', () => {
    fc.assert(fc.property(anyColor, (color) => contrast(color, readableOn(color)) >= 4.5));
  });

  it('can always be read, as text, on the light and on the dark page', () => {
    fc.assert(
      fc.property(
        anyColor,
        fc.constantFrom('#ffffff', '#1c1f24'),
        (color, page) => contrast(readableAs(color, page), page) >= 4.5,
      ),
    );
  });

  it.each([
    ['#0F766E', '#0f766e'],
    ['#abc', '#aabbcc'],
    ['red', null],
    ['url(https://evil.example)', null],
    [null, null],
  ])('reads %s as %s', (given, read) => expect(hexColor(given)).toBe(read));
});

describe('the language', () => {
  const wishes = { explicit: null, site: null, host: null, browser: ['de-DE', 'fa-IR', 'en-US'] };

  it.each([
    { says: 'what the page’s author asks for', given: { explicit: 'fa', site: 'en', host: 'en' }, is: 'fa' },
    { says: 'else the site’s setting', given: { site: 'fa', host: 'en' }, is: 'fa' },
    { says: 'else the page’s own', given: { host: 'en-GB' }, is: 'en' },
    { says: 'else the browser’s first that we know', given: { host: 'ar' }, is: 'fa' },
    { says: 'else English', given: { browser: ['de'] }, is: 'en' },
  ])('is $says', ({ given, is }) => expect(chooseLocale({ ...wishes, ...given })).toBe(is));
});
