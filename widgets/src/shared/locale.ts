import type { Locale } from '../../../server/contract/names.js';

/** 'fa-IR' → 'fa'; null when it is none of ours. */
export function knownLocale(tag: string | null | undefined): Locale | null {
  const language = tag?.toLowerCase().split(/[-_]/)[0];
  return language === 'fa' || language === 'en' ? language : null;
}

/** Explicit wish, else the site's setting, else the host page's language, else the browser's; English at last. */
export function chooseLocale(wishes: {
  explicit: string | null;
  site: string | null;
  host: string | null;
  browser: readonly string[];
}): Locale {
  const inOrder = [wishes.explicit, wishes.site, wishes.host, ...wishes.browser];
  return inOrder.map(knownLocale).find((locale) => locale !== null) ?? 'en';
}

export const directionOf = (locale: Locale): 'ltr' | 'rtl' => (locale === 'fa' ? 'rtl' : 'ltr');
