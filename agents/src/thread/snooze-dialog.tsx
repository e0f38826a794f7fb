import { Button, Group, Modal, Select, Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../base/use-texts.js';
import type { Act } from './commands.js';
import styles from './dialogs.module.css';
import { morningAfter, snoozeTimes } from './snooze-times.js';

interface Props {
  /** How many are put off. */
  count: number;
  opened: boolean;
  onClose: () => void;
  act: Act;
}

export function SnoozeDialog(props: Props) {
  const { t } = useTexts();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('snooze.title', { count: props.count })}
      attributes={{ content: { 'data-testid': 'snooze-dialog' } }}
    >
      <SnoozeForm {...props} />
    </Modal>
  );
}

function SnoozeForm({ count, onClose, act }: Props) {
  const { t, f } = useTexts();
  const [busy, setBusy] = useState(false);
  const snooze = async (at: Date) => {
    setBusy(true);
    if (await act({ name: 'conversations.snooze', body: { until: at.toISOString() } })) onClose();
    else setBusy(false);
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('snooze.hint', { count })}
      </Text>
      {/* Not a choice: whoever types on would put it off. */}
      <Stack gap={2} tabIndex={-1} data-autofocus style={{ outline: 'none' }}>
        {snoozeTimes(new Date(), f.locale).map(({ id, at }) => (
          <UnstyledButton
            key={id}
            className={styles.choice}
            disabled={busy}
            onClick={() => snooze(at)}
            data-testid={`snooze-${id}`}
          >
            <span>{t(`snooze.${id}`)}</span>
            <Text size="xs" c="dimmed" className="figures">
              {f.weekday(at.getDay(), 'short')} {f.time(+at)}
            </Text>
          </UnstyledButton>
        ))}
      </Stack>
      <OwnTime busy={busy} onPick={snooze} />
    </Stack>
  );
}

const HALF_HOURS = Array.from({ length: 48 }, (_, i) => i);

/** A day and a time of one's own, in the calendar of the language. */
function OwnTime({ busy, onPick }: { busy: boolean; onPick: (at: Date) => void }) {
  const { t, f } = useTexts();
  const [days, setDays] = useState('2');
  const [slot, setSlot] = useState('18');
  const now = new Date();
  const at = morningAfter(now, Number(days), Math.floor(Number(slot) / 2), (Number(slot) % 2) * 30);
  const dayName = (n: number) => `${f.weekday(morningAfter(now, n).getDay())} ${f.date(+morningAfter(now, n))}`;
  return (
    <Group gap={8} align="flex-end" wrap="nowrap">
      <Select
        label={t('snooze.day')}
        flex={2}
        allowDeselect={false}
        value={days}
        onChange={(value) => setDays(value ?? days)}
        data={Array.from({ length: 30 }, (_, n) => ({ value: String(n), label: dayName(n) }))}
      />
      <Select
        label={t('snooze.time')}
        flex={1}
        allowDeselect={false}
        value={slot}
        onChange={(value) => setSlot(value ?? slot)}
        data={HALF_HOURS.map((n) => ({
          value: String(n),
          label: f.time(+morningAfter(now, 1, Math.floor(n / 2), (n % 2) * 30)),
        }))}
      />
      <Button size="sm" disabled={busy || +at <= +now} onClick={() => onPick(at)} data-testid="snooze-own">
        {t('action.snooze')}
      </Button>
    </Group>
  );
}
