import { ActionIcon, Indicator, Menu, Text, Tooltip } from '@mantine/core';
import { IconAt } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { MentionView } from '../../../server/contract/index.js';
import { named } from '../base/named.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { useMentions } from '../live/use-mentions.js';
import styles from './inbox.module.css';

/** Where colleagues named me in a note that I have not looked at: how many, and the way there. */
export function MentionsMenu() {
  const { t, f } = useTexts();
  const mentions = useMentions();
  const count = mentions.length;
  const says = count > 0 ? t('mentions.some', { count }) : t('mentions.none');
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Tooltip label={says}>
          <ActionIcon className={styles.mentions} aria-label={says} data-testid="mentions" data-count={count}>
            <Indicator label={f.upTo(9, count)} size={15} disabled={count === 0} color="red.7" zIndex={1} inline>
              <IconAt size={18} stroke={1.7} />
            </Indicator>
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className={`${styles.mentionList} scroll`}>
        {count === 0 && (
          <Text size="sm" c="dimmed" p={10}>
            {t('mentions.empty')}
          </Text>
        )}
        {mentions.map((mention) => (
          <Item key={mention.touchpointId} mention={mention} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ mention: { conversation, seq, at, by, text } }: { mention: MentionView }) {
  const { t, f } = useTexts();
  const now = useNow(30);
  const navigate = useNavigate();
  const go = () =>
    void navigate({
      to: '/inbox/$conversationId',
      params: { conversationId: conversation.id },
      search: (kept) => ({ ...kept, seq }),
    });
  return (
    <Menu.Item onClick={go} classNames={{ itemLabel: styles.mention }} data-testid="mention">
      <span className={styles.mentionHead}>
        <bdi className="cut">{by.name}</bdi>
        <time dateTime={at} title={f.dateTime(at)}>
          {f.ago(at, now)}
        </time>
      </span>
      <Text component="bdi" size="sm" lineClamp={2}>
        {text}
      </Text>
      <Text size="xs" c="dimmed" className="cut">
        <bdi>{named({ t, f }, conversation.customerName)}</bdi>{' '}
        <bdi>{t('thread.number', { number: f.plain(conversation.number) })}</bdi>
      </Text>
    </Menu.Item>
  );
}
