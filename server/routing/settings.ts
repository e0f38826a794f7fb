/** What the router is told of people, queues and rules, and whether any of it changed. */
import { isDeepStrictEqual } from 'node:util';
import type { CommonRules, Locale, QueueRecord, UserRecord } from '../contract/index.js';
import type { CoreQueue } from './core/index.js';

export type Person = Pick<UserRecord, '_id' | 'name' | 'active' | 'capacity' | 'skills'>;

export interface Settings {
  /** Everyone active; who is known and not among them no longer is. */
  users: readonly Person[];
  queues: readonly QueueRecord[];
  common: CommonRules;
  /** The skill that is a language; null where none is marked so. */
  languages: Record<Locale, string | null>;
}

export const samePerson = (a: Person | undefined, b: Person): boolean =>
  a !== undefined &&
  a.name === b.name &&
  a.active === b.active &&
  isDeepStrictEqual(a.capacity, b.capacity) &&
  isDeepStrictEqual(a.skills, b.skills);

/** What of a queue is about those who wait in it. */
export const sameLine = (a: QueueRecord, b: QueueRecord): boolean => isDeepStrictEqual(a.rules, b.rules);

/** What of a queue is about choosing. */
export const sameChoosing = (a: QueueRecord, b: QueueRecord): boolean =>
  a.offerSeconds === b.offerSeconds &&
  a.autoAccept === b.autoAccept &&
  a.rules.choice === b.rules.choice &&
  a.rules.offersAtOnce === b.rules.offersAtOnce &&
  isDeepStrictEqual(a.memberIds, b.memberIds);

export function coreQueueOf(
  { _id: id, offerSeconds, autoAccept, rules, memberIds }: QueueRecord,
  isActive: (userId: string) => boolean,
): CoreQueue {
  const { choice, offersAtOnce } = rules;
  return { id, memberIds: memberIds.filter(isActive), offerMs: offerSeconds * 1_000, autoAccept, choice, offersAtOnce };
}
