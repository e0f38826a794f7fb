/**
 * The story is told in both languages each time. What else is told the same way in both takes its turn in one of them;
 * `npm run test:browser` tells all (BROWSER_ALL=1).
 */
import type { Locale } from '../../../server/contract/index.js';

export const ALL = process.env.BROWSER_ALL === '1';

export const toldIn = <Case extends { locale: Locale }>(cases: readonly Case[], locale: Locale): Case[] =>
  cases.filter((one) => ALL || one.locale === locale);
