import { Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMatch, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { call } from '../base/api.js';
import { Empty, Trouble } from '../base/states.js';
import { times } from '../base/times.js';
import { useTexts } from '../base/use-texts.js';
import { CustomerRows } from './customer-rows.js';
import styles from './customers-page.module.css';

function useCustomers(search: string) {
  return useInfiniteQuery({
    queryKey: ['customers', search],
    queryFn: ({ pageParam, signal }) =>
      call('customers.list', { query: { search: search || undefined, after: pageParam, limit: 60 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
}

export function CustomersPage() {
  const { t } = useTexts();
  const { search: asAddressed, pathname } = useMatch({ from: '/shell/customers' });
  const navigate = useNavigate();
  const router = useRouter();
  const [words, setWords] = useState(asAddressed.search ?? '');
  const [asked] = useDebouncedValue(words.trim(), 250);
  useEffect(() => {
    // Whoever has pressed a row meanwhile is on the way to it, and is not called back.
    if (router.latestLocation.pathname !== pathname) return;
    void navigate({ to: '/customers', search: asked ? { search: asked } : {}, replace: true });
  }, [asked, navigate, pathname, router]);
  const customers = useCustomers(asked);
  const rows = customers.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <TextInput
          className={styles.search}
          leftSection={<IconSearch size={16} />}
          placeholder={t('customers.search')}
          aria-label={t('customers.search')}
          type="search"
          maxLength={100}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          data-testid="customer-search"
        />
      </div>
      {customers.isPending && <RowSkeletons />}
      {customers.isError && rows.length === 0 && (
        <Trouble error={customers.error} onRetry={() => void customers.refetch()} />
      )}
      {customers.isSuccess && rows.length === 0 && (
        <Empty
          icon={IconUsers}
          title={asked ? t('customers.notFound') : t('customers.none')}
          hint={asked ? t('customers.notFoundHint') : t('customers.noneHint')}
        />
      )}
      {rows.length > 0 && (
        <CustomerRows
          rows={rows}
          stale={customers.isPlaceholderData}
          whole={!customers.hasNextPage}
          failed={customers.isFetchNextPageError}
          onEnd={() => customers.hasNextPage && !customers.isFetchingNextPage && void customers.fetchNextPage()}
        />
      )}
    </div>
  );
}

function RowSkeletons() {
  return (
    <div aria-busy="true">
      {times(10).map((n) => (
        <div key={n} className={styles.skeleton}>
          <Skeleton circle height={34} />
          <Skeleton height={11} width={`${16 + ((n * 7) % 12)}%`} />
          <Skeleton height={11} width={`${18 + ((n * 5) % 10)}%`} />
        </div>
      ))}
    </div>
  );
}
