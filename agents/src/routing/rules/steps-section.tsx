import { Button, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { WideningStep } from '../../../../server/contract/index.js';
import { NumberField } from '../../base/number-field.js';
import { RemoveKey } from '../../base/remove-key.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../../settings/page.js';
import { asOptions, useNames } from '../names.js';
import styles from '../routing.module.css';
import type { RulesProps } from './rules-editor.js';
import { SecondsField } from './seconds-field.js';

const MOST_STEPS = 6;

/** Who may serve as well, the longer somebody waits. */
export function StepsSection({ queueId, rules, set }: RulesProps) {
  const { t } = useTexts();
  const { steps } = rules;
  const last = steps.at(-1);
  const change = (at: number, part: Partial<WideningStep>) =>
    set({ steps: steps.map((step, i) => (i === at ? { ...step, ...part } : step)) });
  // From where the last one left it: steps only ever widen.
  const add = () => {
    const from = last ?? { afterSeconds: 0, lowerBy: 0, withoutSkillIds: [], alsoQueueIds: [] };
    set({ steps: [...steps, { ...from, afterSeconds: from.afterSeconds + 60 }] });
  };
  return (
    <Section title={t('rules.steps')} hint={t('rules.stepsHint')}>
      <Stack gap="md">
        {steps.map((step, at) => (
          <Step
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what identifies a step
            key={at}
            place={at + 1}
            step={step}
            queueId={queueId}
            tooEarly={at > 0 && step.afterSeconds <= (steps[at - 1]?.afterSeconds ?? 0)}
            onChange={(part) => change(at, part)}
            onRemove={() => set({ steps: steps.filter((_, i) => i !== at) })}
          />
        ))}
        <Button
          size="compact-xs"
          variant="subtle"
          w="fit-content"
          leftSection={<IconPlus size={13} />}
          disabled={steps.length >= MOST_STEPS}
          onClick={add}
        >
          {t('rules.addStep')}
        </Button>
      </Stack>
    </Section>
  );
}

interface StepProps {
  place: number;
  step: WideningStep;
  queueId: string;
  tooEarly: boolean;
  onChange: (part: Partial<WideningStep>) => void;
  onRemove: () => void;
}

function Step({ place, step, queueId, tooEarly, onChange, onRemove }: StepProps) {
  const { t, f } = useTexts();
  const { skills, queues } = useNames();
  const name = t('rules.step', { place: f.number(place) });
  return (
    <fieldset className={styles.step}>
      <legend>{name}</legend>
      <RemoveKey className={styles.stepRemove} what={name} onClick={onRemove} />
      <Group gap={12} align="flex-start">
        <SecondsField
          label={t('rules.after')}
          w={170}
          min={1}
          value={step.afterSeconds}
          error={tooEarly && t('rules.tooEarly')}
          onChange={(afterSeconds) => onChange({ afterSeconds })}
        />
        <NumberField
          label={t('rules.lowerBy')}
          w={190}
          min={0}
          max={5}
          value={step.lowerBy}
          onChange={(lowerBy) => onChange({ lowerBy })}
        />
      </Group>
      <Group gap={12} align="flex-start" mt={10} grow>
        <MultiSelect
          label={t('rules.without')}
          data={asOptions(skills)}
          value={step.withoutSkillIds}
          onChange={(withoutSkillIds) => onChange({ withoutSkillIds })}
        />
        <MultiSelect
          label={t('rules.alsoQueues')}
          data={asOptions(queues.filter(({ id }) => id !== queueId))}
          value={step.alsoQueueIds}
          onChange={(alsoQueueIds) => onChange({ alsoQueueIds })}
        />
      </Group>
      {step.lowerBy === 0 && step.withoutSkillIds.length === 0 && step.alsoQueueIds.length === 0 && (
        <Text size="xs" c="dimmed" mt={8}>
          {t('rules.stepEmpty')}
        </Text>
      )}
    </fieldset>
  );
}
