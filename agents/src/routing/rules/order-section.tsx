import { Radio, Select, Stack, VisuallyHidden } from '@mantine/core';
import type { QueueRules } from '../../../../server/contract/index.js';
import {
  AGENT_CHOICES,
  type AgentChoice,
  WAITING_ORDERS,
  type WaitingOrder,
} from '../../../../server/contract/names.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../../settings/page.js';
import type { RulesProps } from './rules-editor.js';
import { SecondsField } from './seconds-field.js';

/** Who goes first, and who is asked first. */
export function OrderSection({ rules, set }: RulesProps) {
  const { t } = useTexts();
  return (
    <Section title={t('rules.order')} hint={t('rules.orderHint')}>
      <Stack gap="md">
        <Radio.Group
          label={<VisuallyHidden>{t('rules.order')}</VisuallyHidden>}
          styles={{ label: { display: 'block', minHeight: 0 } }}
          value={rules.order}
          onChange={(order) => set({ order: order as WaitingOrder })}
        >
          <Stack gap={8}>
            {WAITING_ORDERS.map((order) => (
              <Radio
                key={order}
                value={order}
                label={t(`rules.orders.${order}`)}
                description={t(`rules.ordersHint.${order}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <SecondsField
          label={t('rules.headStart')}
          description={t('rules.headStartHint')}
          maw={420}
          value={rules.headStartSeconds ?? 0}
          onChange={(seconds) => set({ headStartSeconds: seconds || undefined })}
        />
        <Select
          label={t('rules.choice')}
          description={t(`rules.choicesHint.${rules.choice}`)}
          allowDeselect={false}
          maw={420}
          data={AGENT_CHOICES.map((choice) => ({ value: choice, label: t(`rules.choices.${choice}`) }))}
          value={rules.choice}
          onChange={(choice) => choice && set({ choice: choice as AgentChoice } satisfies Partial<QueueRules>)}
        />
      </Stack>
    </Section>
  );
}
