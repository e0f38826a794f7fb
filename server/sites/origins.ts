import type { SiteRecord } from '../contract/index.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** This machine goes by several names; a trial install is opened by any of them. */
export function sameOrigin(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const [a, b] = [new URL(one), new URL(other)];
  return a.origin === b.origin || (LOOPBACK.has(a.hostname) && LOOPBACK.has(b.hostname) && a.port === b.port);
}

/** The widget's frame is on our own origin, so that is what its socket says; the site's own may come from the loader. */
export function originAllowed(site: SiteRecord, origin: string | undefined, publicUrl: string): boolean {
  if (!origin) return false;
  return sameOrigin(origin, publicUrl) || site.origins.includes(origin);
}

/** For the frame's Content-Security-Policy: only these pages may show the widget. */
export const frameAncestors = (site: SiteRecord | null): string => ["'self'", ...(site?.origins ?? [])].join(' ');
