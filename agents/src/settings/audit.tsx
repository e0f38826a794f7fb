import { Button, Table } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { type UseQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AuditEntryView } from '../../../server/contract/index.js';
import { Answered, Loading } from '../base/answered.js';
import { call } from '../base/api.js';
import { Empty, Trouble } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { NamesProvider } from '../routing/names.js';
import { useActionWord, useDetails, useTargetName } from './audit-words.js';
import { Page } from './page.js';
import styles from './settings.module.css';
import { useList } from './use-settings.js';

/** Who did what, newest first. */
export function Audit() {
  const { t } = useTexts();
  const query = useInfiniteQuery({
    queryKey: ['settings', 'audit'],
    queryFn: ({ pageParam }) => call('audit.list', { query: { after: pageParam, limit: 50 } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page wide title={t('settings.audit')} hint={t('audit.title')}>
      {query.isPending && <Loading />}
      {query.isError && entries.length === 0 && <Trouble error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && entries.length === 0 && <Empty icon={IconHistory} title={t('audit.none')} />}
      {entries.length > 0 && <WithNames entries={entries} />}
      {query.hasNextPage && (
        <Button mt="md" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('audit.more')}
        </Button>
      )}
    </Page>
  );
}

/** Entries hold ids: without their names a reader would be told that everything is gone. */
function WithNames({ entries }: { entries: AuditEntryView[] }) {
  const lists: UseQueryResult<unknown>[] = [useList('users.list'), useList('skills.list'), useList('sites.list')];
  return (
    <Answered query={lists.find(({ data }) => data === undefined) ?? lists[0]!}>
      {() => (
        <NamesProvider>
          <Entries entries={entries} />
        </NamesProvider>
      )}
    </Answered>
  );
}

function Entries({ entries }: { entries: AuditEntryView[] }) {
  const { t, f } = useTexts();
  const actionWord = useActionWord();
  const targetName = useTargetName();
  return (
    <div className={`${styles.card} ${styles.tableBox}`}>
      <Table fz="sm" verticalSpacing="xs" data-testid="audit-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('audit.at')}</Table.Th>
            <Table.Th>{t('audit.who')}</Table.Th>
            <Table.Th>{t('audit.what')}</Table.Th>
            <Table.Th>{t('audit.details')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id}>
              <Table.Td className={`figures ${styles.auditAt}`}>{f.dateTime(entry.at)}</Table.Td>
              <Table.Td>
                <bdi>{entry.actor.name}</bdi>
              </Table.Td>
              <Table.Td>
                {actionWord(entry.action)}
                <div className={`${styles.dim} wrap`}>
                  <bdi>{targetName(entry)}</bdi>
                </div>
              </Table.Td>
              <Table.Td className={`${styles.dim} ${styles.auditDetails}`}>
                <Details entry={entry} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Details({ entry }: { entry: AuditEntryView }) {
  return useDetails()(entry).map(({ label, value, ltr, customerId }) => (
    <div key={label} className="wrap">
      <bdi>{label}</bdi>:{' '}
      {customerId ? (
        <Link to="/customers/$customerId" params={{ customerId }} className={styles.textLink}>
          {value}
        </Link>
      ) : (
        <bdi dir={ltr ? 'ltr' : 'auto'}>{value}</bdi>
      )}
    </div>
  ));
}
