import { Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { call } from '../base/api.js';
import { NumberField } from '../base/number-field.js';
import { tellDone } from '../base/tell.js';
import { useRunning } from '../base/use-running.js';
import { useTexts } from '../base/use-texts.js';
import { takeIn } from '../live/live.js';

const DAY_MINUTES = 1_440;

/** Forward or back in the line, by minutes. */
export function PriorityDialog({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const { t } = useTexts();
  const [clientId] = useState(() => crypto.randomUUID());
  const [direction, setDirection] = useState<'forward' | 'back'>('forward');
  const [minutes, setMinutes] = useState(10);
  const { busy, run } = useRunning();
  const submit = () =>
    run(async () => {
      const ahead = minutes * (direction === 'forward' ? 1 : -1);
      takeIn(await call('conversations.prioritise', { params: { id: conversationId }, body: { clientId, ahead } }));
      tellDone(t('priority.done'));
      onClose();
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('priority.title')}
      attributes={{ content: { 'data-testid': 'priority-dialog' } }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('priority.hint')}
        </Text>
        <SegmentedControl
          fullWidth
          aria-label={t('priority.direction')}
          value={direction}
          onChange={(value) => setDirection(value as 'forward' | 'back')}
          data={(['forward', 'back'] as const).map((value) => ({ value, label: t(`priority.${value}`) }))}
          data-testid="priority-direction"
        />
        <NumberField
          label={t('priority.minutes')}
          min={1}
          max={DAY_MINUTES}
          value={minutes}
          onChange={setMinutes}
          data-testid="priority-minutes"
          data-autofocus
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button loading={busy} onClick={submit} data-testid="priority-submit">
            {t('priority.submit')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
