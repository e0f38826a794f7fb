import { keep, keptJson } from '../base/keep.js';
import { createStore, useStore } from '../base/store.js';

/** What was written and not sent, by conversation; kept in this browser until sent or signed out. */
const drafts = createStore<Readonly<Record<string, string>>>(keptJson('drafts', {}));
let saving: ReturnType<typeof setTimeout> | undefined;

export function setDraft(conversationId: string, text: string): void {
  drafts.set((all) => {
    const { [conversationId]: _old, ...rest } = all;
    return text.trim() ? { ...rest, [conversationId]: text } : rest;
  });
  clearTimeout(saving);
  saving = setTimeout(save, 300);
}

function save(): void {
  keep('drafts', JSON.stringify(drafts.get()));
  saving = undefined;
}
// A page that is left may not live those milliseconds.
if (typeof window !== 'undefined') window.addEventListener('pagehide', () => saving !== undefined && save());

export const draftOf = (conversationId: string): string => drafts.get()[conversationId] ?? '';

export const useDraft = (conversationId: string): string => useStore(drafts, (all) => all[conversationId] ?? '');
