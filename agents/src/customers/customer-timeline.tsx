import { Skeleton } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { CustomerView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { Empty, Trouble } from '../base/states.js';
import { tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { FilterMenu } from '../thread/filter-menu.js';
import { layOut, NO_FILTER } from '../thread/items.js';
import { Timeline } from '../thread/timeline.js';
import styles from './customers-page.module.css';
import { timelineKey, useLiveCustomer } from './use-live-customer.js';

function useTimeline(customer: CustomerView) {
  return useInfiniteQuery({
    queryKey: timelineKey(customer.id),
    queryFn: ({ pageParam }) =>
      call('customers.timeline', { params: { id: customer.id }, query: { before: pageParam, limit: 100 } }),
    initialPageParam: undefined as number | undefined,
    // Counted on the customer's own stream, beside which those of joined customers stand.
    getNextPageParam: ({ earlier, touchpoints }) =>
      earlier ? touchpoints.find(({ customerId }) => customerId === customer.id)?.seq : undefined,
  });
}

export function CustomerTimeline({ customer }: { customer: CustomerView }) {
  const { t } = useTexts();
  const [filter, setFilter] = useState(NO_FILTER);
  const query = useTimeline(customer);
  useLiveCustomer(customer);
  const pages = query.data?.pages;
  const items = useMemo(() => {
    const touchpoints = [...(pages ?? [])].reverse().flatMap((page) => page.touchpoints);
    return layOut({ touchpoints, filter });
  }, [pages, filter]);
  return (
    <section className={styles.timeline} aria-label={t('thread.messages')}>
      <div className={styles.timelineHead}>
        {t('customers.timeline')}
        <FilterMenu filter={filter} onFilter={setFilter} />
      </div>
      {query.isPending && <Skeleton height={200} m="lg" />}
      {query.isError && !pages && <Trouble error={query.error} onRetry={() => void query.refetch()} />}
      {pages && items.length === 0 && <Empty icon={IconTimeline} title={t('customers.timelineEmpty')} />}
      {items.length > 0 && (
        <Timeline
          items={items}
          conversation={null}
          earlier={query.hasNextPage}
          onEarlier={async () => {
            const page = await query.fetchNextPage();
            if (page.isError) tellFailure(page.error);
          }}
        />
      )}
    </section>
  );
}
