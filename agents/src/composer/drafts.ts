import { keptByKey } from '../base/kept-by-key.js';
import { useStore } from '../base/store.js';

/** What was written and not sent, by conversation. */
const drafts = keptByKey<string>('drafts', { isWorthKeeping: (text) => text.trim() !== '' });

export const setDraft = (conversationId: string, text: string): void =>
  drafts.change(conversationId, text.trim() ? text : undefined);

export const draftOf = (conversationId: string): string => drafts.get()[conversationId] ?? '';

export const useDraft = (conversationId: string): string => useStore(drafts, (all) => all[conversationId] ?? '');
