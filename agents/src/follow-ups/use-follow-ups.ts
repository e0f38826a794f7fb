import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { FollowUpView } from '../../../server/contract/index.js';
import { type CallInput, call } from '../base/api.js';
import { tellFailure } from '../base/tell.js';
import { onNotice } from '../live/live.js';

type Query = NonNullable<CallInput<'followUps.list'>['query']>;

/** Pages of follow-ups; read again whenever anybody changes one. */
export function useFollowUps(query: Query) {
  return useInfiniteQuery({
    queryKey: ['followUps', query],
    queryFn: ({ pageParam, signal }) => call('followUps.list', { query: { ...query, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
}

/** One's own that are open, the most pressing first: as many as a badge can tell. */
export function useMyFollowUps() {
  return useQuery({
    queryKey: ['followUps', 'badge'],
    queryFn: () => call('followUps.list', { query: { whose: 'mine', limit: 20 } }),
  });
}

/** Keeps every list of follow-ups up with what colleagues do. Once, around all pages. */
export function useFollowUpsLive(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      onNotice((notice) => {
        if (notice.name !== 'followUp:changed' && notice.name !== 'followUp:due') return;
        void client.invalidateQueries({ queryKey: ['followUps'] });
      }),
    [client],
  );
}

export function useMakeFollowUp(customerId: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CallInput<'followUps.create'>['body']) =>
      call('followUps.create', { params: { id: customerId }, body }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['followUps'] });
      onDone();
    },
    onError: tellFailure,
  });
}

type Change = Omit<CallInput<'followUps.change'>['body'], 'version'>;

export function useChangeFollowUp({ id, version }: Pick<FollowUpView, 'id' | 'version'>, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) => call('followUps.change', { params: { id }, body: { ...change, version } }),
    onSuccess: () => onDone?.(),
    onError: tellFailure,
    // Also after a refusal: somebody else was quicker, and this shows what they did.
    onSettled: () => client.invalidateQueries({ queryKey: ['followUps'] }),
  });
}
