import { Button, Group, Progress, Select, Stack, Text } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { chooseInput, chooseOutput, line } from './line.js';
import { playTestTone } from './test-tone.js';
import { useInputLevel } from './use-input-level.js';

/** Which microphone and which loudspeaker; how loud one is, and what one hears. */
export function Devices() {
  const { t } = useTexts();
  const { inputs, outputs, input, output } = useStore(line, (now) => now.devices);
  const level = useInputLevel(input);
  return (
    <Stack gap={8}>
      <Select
        {...{ size: 'xs', label: t('devices.input'), allowDeselect: false, value: input }}
        comboboxProps={{ withinPortal: false }}
        onChange={(id) => id && chooseInput(id)}
        data={inputs.map(({ id, name }) => ({ value: id, label: name || t('devices.unnamed') }))}
      />
      {level === null ? (
        <Text size="xs" c="dimmed">
          {t('devices.silent')}
        </Text>
      ) : (
        <Progress value={level * 100} size="sm" aria-label={t('devices.level')} />
      )}
      {outputs.length > 0 && (
        <Select
          {...{ size: 'xs', label: t('devices.output'), allowDeselect: false, value: output }}
          comboboxProps={{ withinPortal: false }}
          onChange={(id) => id && chooseOutput(id)}
          data={outputs.map(({ id, name }) => ({ value: id, label: name || t('devices.unnamed') }))}
        />
      )}
      <Group>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconVolume size={14} aria-hidden />}
          onClick={() => void playTestTone(output)}
        >
          {t('devices.test')}
        </Button>
      </Group>
    </Stack>
  );
}
