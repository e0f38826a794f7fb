import { hexColor } from '../shared/color.js';

/** What the page's author may say, in the script tag (data-…) or in Payvand('boot', {…}). */
export interface Options {
  site: string;
  /** A language the author insists on; without it the site's setting, the page and the browser decide. */
  locale: string | null;
  color: string | null;
  position: 'start' | 'end' | null;
}

export function ownScript(): HTMLScriptElement | null {
  const current = document.currentScript;
  if (current instanceof HTMLScriptElement) return current;
  return document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]');
}

export function optionsFrom(from: Partial<Record<keyof Options, unknown>>, before?: Options): Options {
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const position = from.position === 'start' || from.position === 'end' ? from.position : null;
  return {
    site: text(from.site) ?? before?.site ?? '',
    locale: 'locale' in from ? text(from.locale) : (before?.locale ?? null),
    color: hexColor(text(from.color)) ?? before?.color ?? null,
    position: position ?? before?.position ?? null,
  };
}
