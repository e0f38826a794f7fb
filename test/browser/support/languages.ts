/**
 * What is told the same way in both languages takes its turn in one of them: the story in Persian, calls and mails in English first.
 * `npm run test:browser` tells all in both (BROWSER_ALL=1).
 */
import type { Locale } from '../../../server/contract/index.js';

export const ALL = process.env.BROWSER_ALL === '1';

export const toldIn = <Case extends { locale: Locale }>(cases: readonly Case[], locale: Locale): Case[] =>
  cases.filter((one) => ALL || one.locale === locale);
