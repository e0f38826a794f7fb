import { ActionIcon, Button, Group, Select, Stack, Switch, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { HoursView } from '../../../server/contract/index.js';
import { CHANNELS } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import { Holidays } from './holidays-editor.js';
import { Section } from './page.js';
import { Week } from './week-editor.js';

interface Props {
  hours: HoursView;
  onChange: (hours: HoursView) => void;
}

export function HoursEditor({ hours, onChange }: Props) {
  const { t } = useTexts();
  const set = (part: Partial<HoursView>) => onChange({ ...hours, ...part });
  const zones = useMemo(() => [...new Set([hours.timeZone, ...Intl.supportedValuesOf('timeZone')])], [hours.timeZone]);
  const closes = !hours.alwaysOpen || Object.values(hours.byChannel).some((own) => own && !own.alwaysOpen);
  return (
    <Section title={t('hours.title')} hint={t('hours.hint')}>
      <Stack gap="md">
        <Switch
          label={t('hours.always')}
          checked={hours.alwaysOpen}
          onChange={(event) => set({ alwaysOpen: event.currentTarget.checked })}
        />
        <Select
          label={t('hours.zone')}
          searchable
          allowDeselect={false}
          maw={320}
          value={hours.timeZone}
          onChange={(zone) => zone && set({ timeZone: zone })}
          data={zones}
          limit={80}
          dir="ltr"
        />
        {!hours.alwaysOpen && <Week week={hours.week} onChange={(week) => set({ week })} />}
        {closes && <Holidays holidays={hours.holidays} onChange={(holidays) => set({ holidays })} />}
        <ByChannel hours={hours} onChange={onChange} />
      </Stack>
    </Section>
  );
}

/** Weeks of their own for some channels. */
function ByChannel({ hours, onChange }: Props) {
  const { t } = useTexts();
  const { byChannel, alwaysOpen, week } = hours;
  const set = (part: HoursView['byChannel']) => onChange({ ...hours, byChannel: { ...byChannel, ...part } });
  return (
    <div data-testid="hours-by-channel">
      <Text size="sm" fw={550}>
        {t('hours.byChannel')}
      </Text>
      <Text size="xs" c="dimmed" mb={8}>
        {t('hours.byChannelHint')}
      </Text>
      {CHANNELS.map((channel) => {
        const own = byChannel[channel];
        const name = t(`channel.${channel}`);
        if (!own) return null;
        const { [channel]: _gone, ...others } = byChannel;
        return (
          <Stack key={channel} gap={8} mb="md">
            <Group gap={10}>
              <Text size="sm" fw={600}>
                {name}
              </Text>
              <Switch
                size="xs"
                label={t('hours.always')}
                checked={own.alwaysOpen}
                onChange={(event) => set({ [channel]: { ...own, alwaysOpen: event.currentTarget.checked } })}
              />
              <ActionIcon
                onClick={() => onChange({ ...hours, byChannel: others })}
                aria-label={t('hours.removeChannel', { channel: name })}
              >
                <IconX size={15} />
              </ActionIcon>
            </Group>
            {!own.alwaysOpen && (
              <Week week={own.week} onChange={(next) => set({ [channel]: { ...own, week: next } })} />
            )}
          </Stack>
        );
      })}
      <Group gap={6}>
        {CHANNELS.filter((channel) => !byChannel[channel]).map((channel) => (
          <Button
            key={channel}
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} />}
            onClick={() => set({ [channel]: { alwaysOpen, week } })}
          >
            {t('hours.addChannel', { channel: t(`channel.${channel}`) })}
          </Button>
        ))}
      </Group>
    </div>
  );
}
