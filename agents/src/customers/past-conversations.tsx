import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../base/api.js';
import { ChannelIcon } from '../base/channel-icon.js';
import { Trouble } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { outcomeName } from '../thread/outcome-name.js';
import { StateBadge } from '../thread/state-badge.js';
import styles from './customers.module.css';

export function PastConversations({ customerId, openId }: { customerId: string; openId?: string }) {
  const { t, f } = useTexts();
  const query = useQuery({
    queryKey: ['customer', customerId, 'conversations'],
    queryFn: () => call('customers.conversations', { params: { id: customerId }, query: { limit: 20 } }),
  });
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
            {(one.outcome && outcomeName(one.outcome, t)) ?? one.lastMessage?.text ?? one.subject ?? ''}
          </div>
        </Link>
      ))}
    </Stack>
  );
}
