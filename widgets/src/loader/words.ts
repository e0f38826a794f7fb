import type { Locale } from '../../../server/contract/names.js';

/** The few words that stand in the host page itself. The chat has its own dictionaries. */
const WORDS = {
  en: { open: 'Chat with us', close: 'Close chat', panel: 'Chat', one: '1 unread message', many: '# unread messages' },
  fa: {
    open: 'گفت‌وگو با ما',
    close: 'بستن گفت‌وگو',
    panel: 'گفت‌وگو',
    one: '۱ پیام نخوانده',
    many: '# پیام نخوانده',
  },
} as const;

export const panelTitle = (locale: Locale): string => WORDS[locale].panel;

/** The button's name for everyone, and the small figure on it. */
export function launcherWords(locale: Locale, unread: number, open: boolean): { label: string; badge: string } {
  const words = WORDS[locale];
  if (open) return { label: words.close, badge: '' };
  if (unread === 0) return { label: words.open, badge: '' };
  const figure = new Intl.NumberFormat(locale).format(Math.min(unread, 9));
  const counted = unread === 1 ? words.one : words.many.replace('#', new Intl.NumberFormat(locale).format(unread));
  return { label: `${words.open} (${counted})`, badge: unread > 9 ? `${figure}+` : figure };
}
