import { Button, Table } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { call } from '../base/api.js';
import { Empty, Trouble } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { Page } from './page.js';
import styles from './settings.module.css';

/** Who did what, newest first. Actions without a word of their own stand as the server names them. */
export function Audit() {
  const { t, f } = useTexts();
  const query = useInfiniteQuery({
    queryKey: ['settings', 'audit'],
    queryFn: ({ pageParam }) => call('audit.list', { query: { after: pageParam, limit: 50 } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const actionName = (action: string) =>
    i18next.exists(`auditAction.${action}`) ? i18next.t(`auditAction.${action}` as 'audit.title') : action;
  return (
    <Page wide title={t('settings.audit')} hint={t('audit.title')}>
      {query.isError && entries.length === 0 && <Trouble error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && entries.length === 0 && <Empty icon={IconHistory} title={t('audit.none')} />}
      {entries.length > 0 && (
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
                  <Table.Td className="figures" style={{ whiteSpace: 'nowrap' }}>
                    {f.dateTime(entry.at)}
                  </Table.Td>
                  <Table.Td>
                    <bdi>{entry.actor.name}</bdi>
                  </Table.Td>
                  <Table.Td>{actionName(entry.action)}</Table.Td>
                  <Table.Td className={styles.dim} dir="ltr">
                    <span className="wrap">{detailsOf(entry.details)}</span>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {query.hasNextPage && (
        <Button mt="md" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('audit.more')}
        </Button>
      )}
    </Page>
  );
}

const detailsOf = (details: Record<string, unknown>): string =>
  Object.entries(details)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
