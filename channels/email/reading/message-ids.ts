import type { Fields } from './head-fields.js';
import { MAIL_LIMITS } from './limits.js';

const LONGEST_ID = 500;

/**
 * The ids of a Message-ID, In-Reply-To or References field, without their brackets. Written without any, as some programs do, words
 * with an @ count. An empty one is none: it would match every other empty one.
 */
export function messageIds(value: string): string[] {
  const bracketed = value.replace(/\s+/g, '').match(/<[^<>]+>/g);
  const ids = bracketed?.map((id) => id.slice(1, -1)) ?? value.split(/[\s,<>]+/).filter((word) => word.includes('@'));
  return [...new Set(ids.filter((id) => id.length <= LONGEST_ID))];
}

/** What a mail itself is called; null where it bears no name. */
export function messageIdOf(fields: Fields['fields']): string | null {
  return fields.flatMap(({ name, value }) => (name === 'message-id' ? messageIds(value) : [])).at(0) ?? null;
}

/** The first, which names the thread, and the newest. */
export function boundedReferences(ids: string[]): string[] {
  const { references } = MAIL_LIMITS;
  return ids.length <= references ? ids : [...ids.slice(0, 1), ...ids.slice(1 - references)];
}
