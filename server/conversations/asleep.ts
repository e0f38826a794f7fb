import type { ConversationRecord, ConversationState } from '../contract/index.js';

const ASLEEP: readonly ConversationState[] = ['snoozed', 'wrapUp', 'closed'];

/** Nobody hears there that somebody wrote, or left a message: it is to go on. */
export const isAsleep = ({ state }: Pick<ConversationRecord, 'state'>): boolean => ASLEEP.includes(state);
