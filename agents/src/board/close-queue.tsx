import { Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { BoardQueueView, QueueView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { ClockField } from '../base/clock-field.js';
import { useQueueNames } from '../base/queue-names.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useRunning } from '../base/use-running.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk, useMay } from '../live/use-desk.js';
import { RowMenu } from './row-menu.js';
import { nextAt } from './until.js';
import { useBoardNow } from './use-board.js';

interface Props extends Pick<BoardQueueView, 'queueId' | 'name'> {
  isClosed: boolean;
}

/** Closes a queue from now on, or opens it again: for whoever may. Not drawn again with every figure of the board. */
export const CloseQueue = memo(function CloseQueue({ queueId, name: given, isClosed }: Props) {
  const { t } = useTexts();
  const names = useQueueNames();
  const [asking, setAsking] = useState(false);
  if (!useMay('queue.close')) return null;
  const params = { id: queueId };
  const name = names.of({ id: queueId, name: given });
  const reopen = () =>
    void call('queues.reopen', { params }).then(
      () => tellDone(t('closedByHand.reopened', { queue: `\u2068${name}\u2069` })),
      tellFailure,
    );
  const close = {
    id: 'close',
    label: t(isClosed ? 'closedByHand.change' : 'closedByHand.close'),
    icon: IconMoon,
    run: () => setAsking(true),
  };
  const open = { id: 'reopen', label: t('closedByHand.reopen'), icon: IconSun, run: reopen };
  return (
    <>
      <RowMenu name={name} actions={isClosed ? [open, close] : [close]} />
      {asking && <CloseDialog {...params} name={name} onClose={() => setAsking(false)} />}
    </>
  );
});

function CloseDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { t, f } = useTexts();
  const now = useBoardNow();
  const rules = useDesk((desk) => desk.queues.find((queue) => queue.id === id)?.rules);
  const [ends, setEnds] = useState<'open' | 'at'>('open');
  const [time, setTime] = useState('12:00');
  const { busy, run } = useRunning();
  const whoWaits = ({ overflow, atClosing }: QueueView['rules']) => {
    const rule = overflow.find(({ cause, to }) => cause === 'closed' && to !== 'offlineForm');
    return rule ? t(`rules.targets.${rule.to}`) : t(`rules.closing.${atClosing}`);
  };
  const until = ends === 'at' ? nextAt(time, now) : null;
  const submit = () =>
    run(async () => {
      await call('queues.close', { params: { id }, body: { until: until?.toISOString() ?? null } });
      tellDone(t('closedByHand.done', { queue: `\u2068${name}\u2069` }));
      onClose();
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('closedByHand.title', { queue: `\u2068${name}\u2069` })}
      attributes={{ content: { 'data-testid': 'close-queue-dialog' } }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('closedByHand.hint')} {rules && t('closedByHand.whoWaits', { what: whoWaits(rules) })}
        </Text>
        <SegmentedControl
          fullWidth
          aria-label={t('closedByHand.how')}
          value={ends}
          onChange={(value) => setEnds(value as 'open' | 'at')}
          data={(['open', 'at'] as const).map((value) => ({ value, label: t(`closedByHand.ends.${value}`) }))}
        />
        {until && (
          <ClockField
            label={t('closedByHand.time')}
            description={f.dateTime(until.getTime())}
            value={time}
            onChange={setTime}
            data-testid="close-queue-time"
          />
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={busy} onClick={submit} data-testid="close-queue-submit">
            {t('closedByHand.submit')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
