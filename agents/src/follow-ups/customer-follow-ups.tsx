import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Trouble } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { NewFollowUp } from './follow-up-dialog.js';
import { FollowUpRow } from './follow-up-row.js';
import styles from './follow-ups.module.css';
import { useFollowUps } from './use-follow-ups.js';

/** What is still to be done for one customer, by whom and when. */
export function CustomerFollowUps({ customerId, conversationId }: { customerId: string; conversationId?: string }) {
  const { t } = useTexts();
  const [adding, setAdding] = useState(false);
  const query = useFollowUps({ customerId, limit: 20 });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isPending) return <Skeleton height={40} />;
  if (query.isError && rows.length === 0) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      {rows.length === 0 ? (
        <p className={styles.none}>{t('followUp.noneOpen')}</p>
      ) : (
        <ul className={styles.list}>
          {rows.map((followUp) => (
            <FollowUpRow key={followUp.id} followUp={followUp} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button variant="subtle" size="compact-xs" onClick={() => void query.fetchNextPage()}>
          {t('followUp.showMore')}
        </Button>
      )}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        onClick={() => setAdding(true)}
        data-testid="add-follow-up"
      >
        {t('followUp.new')}
      </Button>
      {adding && (
        <NewFollowUp customerId={customerId} conversationId={conversationId} onClose={() => setAdding(false)} />
      )}
    </>
  );
}
