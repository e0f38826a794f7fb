import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { CustomerView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { ChannelIcon } from '../base/channel-icon.js';
import { queries } from '../base/query.js';
import { Trouble } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { onNotice, onReturn } from '../live/live.js';
import { outcomeName } from '../thread/outcome-name.js';
import { StateBadge } from '../thread/state-badge.js';
import styles from './customers.module.css';

/** Of the customer and of all who were joined with them. */
export function PastConversations({ customer, openId }: { customer: CustomerView; openId?: string }) {
  const { t, f } = useTexts();
  const streams = [customer.id, ...customer.mergedFrom.map(({ id }) => id)].join();
  const query = useQuery({
    queryKey: ['customer', customer.id, 'conversations', streams],
    queryFn: () => call('customers.conversations', { params: { id: customer.id }, query: { limit: 20 } }),
    // Those of the same customer stand until all are read; never another's.
    placeholderData: (had, before) => (before?.queryKey[1] === customer.id ? had : undefined),
  });
  useEffect(() => {
    const theirs = new Set(streams.split(','));
    const queryKey = ['customer', customer.id, 'conversations'];
    const readAnew = () => void queries.invalidateQueries({ queryKey });
    const stops = [
      onReturn(readAnew),
      onNotice(({ name, data }) => {
        if (name === 'touchpoint:appended' && data.kind.startsWith('conversation.') && theirs.has(data.customerId))
          readAnew();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [customer.id, streams]);
  if (query.isPending) return <Skeleton height={52} />;
  if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  const others = query.data.items.filter((conversation) => conversation.id !== openId);
  if (others.length === 0)
    return <span className={styles.small}>{openId ? t('customer.noOthers') : t('customer.noConversations')}</span>;
  return (
    <Stack gap={2}>
      {others.map((one) => (
        <Link
          key={one.id}
          to="/inbox/$conversationId"
          params={{ conversationId: one.id }}
          className={styles.past}
          data-testid="past-conversation"
        >
          <div className={styles.pastTop}>
            <ChannelIcon channel={one.channel} size={13} />
            <span className="figures">{t('thread.number', { number: f.plain(one.number) })}</span>
            <StateBadge state={one.state} />
            <time className={styles.end}>{f.date(one.openedAt)}</time>
          </div>
          <div className={`${styles.small} cut`} dir="auto">
            {(one.outcome && outcomeName(one.outcome, t)) || one.lastMessage?.text || one.subject}
          </div>
        </Link>
      ))}
    </Stack>
  );
}
