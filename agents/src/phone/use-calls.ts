import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CallView } from '../../../server/contract/index.js';
import { call as ask } from '../base/api.js';
import { later } from '../live/calls.js';
import { onNotice } from '../live/live.js';

const keyOf = (conversationId: string) => ['calls', conversationId];

/** The call of a conversation that is under way; undefined where there is none, or it is not known yet. */
export function useOpenCall(conversationId: string, on: boolean): CallView | undefined {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: keyOf(conversationId),
    queryFn: ({ signal }) => ask('calls.ofConversation', { params: { id: conversationId }, signal }),
    enabled: on,
  });
  useEffect(
    () =>
      onNotice((notice) => {
        if (notice.name !== 'call:changed' || notice.data.conversationId !== conversationId) return;
        client.setQueryData<CallView[]>(keyOf(conversationId), (calls) => calls && withNewer(calls, notice.data));
      }),
    [client, conversationId],
  );
  return data?.find(({ state }) => state !== 'ended');
}

function withNewer(calls: CallView[], changed: CallView): CallView[] {
  const place = calls.findIndex(({ id }) => id === changed.id);
  return place < 0 ? [changed, ...calls] : calls.with(place, later(calls[place], changed));
}
