import { useEffect } from 'react';
import type { CustomerView, TouchpointView } from '../../../server/contract/index.js';
import { queries } from '../base/query.js';
import { onNotice, onReturn } from '../live/live.js';
import { request, tell } from '../live/socket.js';
import { connection } from '../live/state.js';
import { type TimelinePages, withAppended, withDelivery } from './timeline-pages.js';

export const timelineKey = (customerId: string) => ['customer', customerId, 'timeline'];

/** While the page is there, what the server tells of this customer goes into what is loaded of them. */
export function useLiveCustomer({ id, mergedFrom }: CustomerView): void {
  const streams = [id, ...mergedFrom.map((other) => other.id)].join();
  useEffect(() => {
    const follow = () => void open(id);
    if (connection.get().state === 'online') follow();
    const theirs = new Set(streams.split(','));
    const stops = [
      onReturn(follow),
      onNotice((notice) => {
        if (notice.name === 'touchpoint:appended' && theirs.has(notice.data.customerId)) append(id, notice.data);
        if (notice.name === 'delivery:moved' && theirs.has(notice.data.customerId))
          queries.setQueryData<TimelinePages>(timelineKey(id), (pages) => pages && withDelivery(pages, notice.data));
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      tell('customer:leave', { customerId: id });
    };
  }, [id, streams]);
}

/** First the rooms are joined, then what may have been missed is read; a failure is made good by the next connect. */
async function open(customerId: string): Promise<void> {
  const customer = await request('customer:open', { customerId }).catch(() => null);
  if (!customer) return;
  queries.setQueryData(['customer', customerId], customer);
  await queries.invalidateQueries({ queryKey: timelineKey(customerId) });
}

function append(id: string, touchpoint: TouchpointView): void {
  const { kind, customerId, seq } = touchpoint;
  if (kind === 'customer.merged' || kind === 'customer.unmerged') {
    void queries.invalidateQueries({ queryKey: ['customer', id] });
    return;
  }
  const queryKey = timelineKey(id);
  const pages = queries.getQueryData<TimelinePages>(queryKey);
  const next = pages && withAppended(pages, touchpoint);
  // An answer under way may be from before this: it is asked for anew.
  if (next && queries.isFetching({ queryKey }) === 0) queries.setQueryData(queryKey, next);
  else void queries.invalidateQueries({ queryKey });
  if (customerId === id)
    queries.setQueryData<CustomerView>(
      ['customer', id],
      (now) => now && { ...now, lastSeq: Math.max(now.lastSeq, seq) },
    );
}
