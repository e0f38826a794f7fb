import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../base/use-texts.js';
import { dueTimeOf, timeOf } from '../../follow-ups/due-time.js';
import { When } from '../../follow-ups/when.js';
import { morningAfter } from '../../thread/snooze-times.js';

/** The server takes no later ones. */
const MOST_MS = 60 * 86_400_000;

export function SendLater({ onPick, onClose }: { onPick: (at: Date) => void; onClose: () => void }) {
  const { t, f } = useTexts();
  const [due, setDue] = useState(() => dueTimeOf(morningAfter(new Date(), 1)));
  const at = timeOf(due);
  const ahead = +at - Date.now();
  const may = ahead > 0 && ahead < MOST_MS;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('mail.compose.sendLater')}
      size="md"
      attributes={{ content: { 'data-testid': 'send-later-dialog' } }}
    >
      <Stack gap="md" tabIndex={-1} data-autofocus style={{ outline: 'none' }}>
        <When label={t('mail.compose.when')} due={due} onChange={setDue} />
        <Text size="sm" c="dimmed" role="status">
          {may ? t('mail.compose.goesAt', { time: f.dateTime(+at) }) : t('mail.compose.badTime')}
        </Text>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!may} onClick={() => onPick(at)} data-testid="send-later-submit">
            {t('mail.compose.schedule')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
