import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { LOCALES, type Locale } from '../../../server/contract/names.js';
import type en from '../locales/en.json';
import { keep, kept } from './keep.js';
import { whenReached } from './when-reached.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

const texts: Record<Locale, () => Promise<{ default: object }>> = {
  en: () => import('../locales/en.json'),
  fa: () => import('../locales/fa.json'),
};

/** The language to start in: the one used last in this browser, else the browser's own. */
export function firstLocale(): Locale {
  const last = LOCALES.find((locale) => locale === kept('locale'));
  return last ?? (navigator.language.startsWith('fa') ? 'fa' : 'en');
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: firstLocale(),
    fallbackLng: false,
    resources: {},
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false, // no advertisement in a company's console
  });
  await turnTo(firstLocale());
}

async function load(locale: Locale): Promise<void> {
  if (!i18next.hasResourceBundle(locale, 'translation'))
    i18next.addResourceBundle(locale, 'translation', (await whenReached(texts[locale])).default);
}

/** The texts of a language that is not the page's own: of what a customer is to read. */
export async function textsIn(locale: Locale) {
  await load(locale);
  return i18next.getFixedT(locale);
}

/** The language asked for last: another one's texts may come later, once the network is back. */
let wanted: Locale | undefined;

/** Loads the language's texts if they are not there yet, then turns everything to it: words, digits, dates, direction. */
export async function turnTo(locale: Locale): Promise<void> {
  wanted = locale;
  await load(locale);
  if (locale !== wanted) return;
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
  keep('locale', locale);
  await i18next.changeLanguage(locale);
}

export const directionOf = (locale: string): 'rtl' | 'ltr' => (locale === 'fa' ? 'rtl' : 'ltr');
