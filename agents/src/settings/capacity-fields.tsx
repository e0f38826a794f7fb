import { Fieldset, SimpleGrid, Text } from '@mantine/core';
import type { Capacity } from '../../../server/contract/index.js';
import { CHANNELS } from '../../../server/contract/names.js';
import { NumberField } from '../base/number-field.js';
import { useTexts } from '../base/use-texts.js';

/** What the server gives somebody new, too. */
export const USUAL_CAPACITY: Capacity = { webchat: 3, email: 3, sms: 3, voice: 1 };

/** How many conversations at once, by channel. */
export function CapacityFields({ value, onChange }: { value: Capacity; onChange: (capacity: Capacity) => void }) {
  const { t } = useTexts();
  return (
    <Fieldset legend={t('users.capacity')} variant="unstyled" data-testid="capacity">
      <Text size="xs" c="dimmed" mb={6}>
        {t('users.capacityHint')}
      </Text>
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing={8}>
        {CHANNELS.map((channel) => (
          <NumberField
            key={channel}
            label={t(`channel.${channel}`)}
            min={0}
            max={100}
            value={value[channel]}
            onChange={(count) => onChange({ ...value, [channel]: count })}
          />
        ))}
      </SimpleGrid>
    </Fieldset>
  );
}
