import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../base/api.js';
import { watchInbox } from '../live/live.js';
import type { InboxList } from '../live/rows.js';

const PAGE = 50;

/** A list of conversations, page by page; live notices keep the loaded pages in order. */
export function useInbox(list: InboxList) {
  useEffect(() => (list.view === 'all' ? watchInbox() : undefined), [list.view]);
  return useInfiniteQuery({
    queryKey: ['inbox', list],
    queryFn: ({ pageParam, signal }) =>
      call('conversations.list', { query: { ...list, limit: PAGE, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 60_000,
  });
}
