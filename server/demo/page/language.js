/** The two languages of the demo's pages: the address says which, else the last choice, else the browser. */
const LOCALES = ['en', 'fa'];
/** The sample shop's own choice: one visitor, one language. */
const KEPT_AS = 'shop:lang';

export const byId = (id) => document.getElementById(id);

export function wantedLocale() {
  const wishes = [new URLSearchParams(location.search).get('lang'), kept(), ...navigator.languages];
  return wishes.map((wish) => wish?.slice(0, 2)).find((wish) => LOCALES.includes(wish)) ?? 'en';
}

/** Says everything of the page that has a text of its own, and keeps the choice. */
export function speakPage(locale, texts) {
  keep(locale);
  Object.assign(document.documentElement, { lang: locale, dir: locale === 'fa' ? 'rtl' : 'ltr' });
  document.title = texts.title;
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = texts[node.dataset.text];
  Object.assign(byId('language'), { textContent: texts.other, lang: other(locale) });
}

export const other = (locale) => (locale === 'fa' ? 'en' : 'fa');

function kept() {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

function keep(locale) {
  try {
    localStorage.setItem(KEPT_AS, locale);
  } catch {
    // without storage the page works, and forgets
  }
}
