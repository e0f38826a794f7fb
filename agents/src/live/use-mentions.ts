import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { MentionView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import type { Store } from '../base/store.js';
import { whenLookedAt } from '../base/when-looked-at.js';
import { lastSeq, type Thread } from './thread.js';

const NONE: readonly MentionView[] = [];

/** Notes that name me and that I have not looked at; asked again whenever there is news of them. */
export function useMentions(): readonly MentionView[] {
  return useQuery({ queryKey: ['mentions'], queryFn: ({ signal }) => call('mentions.list', { signal }) }).data ?? NONE;
}

/** Those of the open conversation are looked at once it is in front of somebody, up to what is read of it. */
export function useSeeMentions(id: string, store: Store<Thread>): void {
  const newest = Math.max(
    0,
    ...useMentions().flatMap(({ conversation, seq }) => (conversation.id === id ? [seq] : [])),
  );
  const told = useRef(0);
  useEffect(() => {
    return whenLookedAt(store, () => {
      if (lastSeq(store.get()) < newest || newest <= told.current) return;
      told.current = newest;
      call('mentions.see', { params: { id }, body: { seq: newest } }).catch(() => {
        told.current = 0; // at the next look
      });
    });
  }, [id, store, newest]);
}
