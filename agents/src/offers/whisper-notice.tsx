import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import type { TouchpointView } from '../../../server/contract/index.js';
import { apart } from '../thread/apart.js';

/** A whisper about a conversation that is not on the screen: stays until it is put away or followed. */
export function showWhisper({ id, author, text }: TouchpointView, open: () => void): void {
  const follow = () => {
    notifications.hide(id);
    open();
  };
  notifications.show({
    id,
    title: i18next.t('whisper.from', { name: apart(author.name) }),
    message: (
      <div data-testid="whisper-notice">
        <Text size="sm" c="var(--mantine-color-text)" dir="auto" className="wrap">
          {text}
        </Text>
        <Text size="xs" c="dimmed" mt={4}>
          {i18next.t('whisper.hint')}
        </Text>
        <Button size="compact-xs" variant="default" mt={6} onClick={follow} data-testid="whisper-open">
          {i18next.t('whisper.open')}
        </Button>
      </div>
    ),
    color: 'yellow',
    autoClose: false,
    withBorder: true,
    role: 'alert',
  });
}
