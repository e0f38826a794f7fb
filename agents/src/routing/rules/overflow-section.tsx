import { Button, Group, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { OverflowRule } from '../../../../server/contract/index.js';
import {
  AT_CLOSING,
  type AtClosing,
  OVERFLOW_CAUSES,
  OVERFLOW_TARGETS,
  type OverflowCause,
  type OverflowTarget,
} from '../../../../server/contract/names.js';
import { NumberField } from '../../base/number-field.js';
import { RemoveKey } from '../../base/remove-key.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../../settings/page.js';
import { asOptions, useNames } from '../names.js';
import type { RulesProps } from './rules-editor.js';
import { SecondsField } from './seconds-field.js';

const MOST_WAYS = 10;

/** What becomes of those who wait too long or in vain, and of those who still wait at closing time. */
export function OverflowSection({ queueId, rules, set }: RulesProps) {
  const { t } = useTexts();
  const { overflow } = rules;
  return (
    <Section title={t('rules.overflow')} hint={t('rules.overflowHint')}>
      <Stack gap="md">
        {overflow.map((rule, at) => (
          <Way
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what identifies a way out
            key={at}
            place={at + 1}
            rule={rule}
            queueId={queueId}
            onChange={(next) => set({ overflow: overflow.map((one, i) => (i === at ? next : one)) })}
            onRemove={() => set({ overflow: overflow.filter((_, i) => i !== at) })}
          />
        ))}
        <Button
          size="compact-xs"
          variant="subtle"
          w="fit-content"
          leftSection={<IconPlus size={13} />}
          disabled={overflow.length >= MOST_WAYS}
          onClick={() => set({ overflow: [...overflow, { cause: 'age', seconds: 300, to: 'message', queueId: null }] })}
        >
          {t('rules.addOverflow')}
        </Button>
        <Select
          label={t('rules.atClosing')}
          allowDeselect={false}
          maw={420}
          data={AT_CLOSING.map((what) => ({ value: what, label: t(`rules.closing.${what}`) }))}
          value={rules.atClosing}
          onChange={(what) => what && set({ atClosing: what as AtClosing })}
        />
      </Stack>
    </Section>
  );
}

/** Only a full queue says how many. */
const causedBy = ({ most = 20, ...rule }: OverflowRule, cause: OverflowCause): OverflowRule => ({
  ...{ ...rule, cause },
  ...(cause === 'full' && { most }),
});

interface WayProps {
  place: number;
  rule: OverflowRule;
  queueId: string;
  onChange: (rule: OverflowRule) => void;
  onRemove: () => void;
}

function Way({ place, rule, queueId, onChange, onRemove }: WayProps) {
  const { t, f } = useTexts();
  const name = t('rules.way', { place: f.number(place) });
  const others = useNames().queues.filter(({ id }) => id !== queueId);
  const timed = rule.cause === 'age' || rule.cause === 'forecast';
  const first = others[0]?.id ?? null;
  const targets = OVERFLOW_TARGETS.filter((to) => to !== 'queue' || first);
  return (
    <Group gap={8} align="flex-end" role="group" aria-label={name}>
      <Select
        flex="1 1 180px"
        allowDeselect={false}
        label={t('rules.overflowWhen')}
        data={OVERFLOW_CAUSES.map((cause) => ({ value: cause, label: t(`rules.causes.${cause}`) }))}
        value={rule.cause}
        onChange={(cause) => cause && onChange(causedBy(rule, cause as OverflowCause))}
      />
      {rule.most !== undefined && (
        <NumberField
          w={150}
          label={t('rules.moreThan')}
          min={1}
          max={10_000}
          value={rule.most}
          onChange={(most) => onChange({ ...rule, most })}
        />
      )}
      {timed && (
        <SecondsField
          w={150}
          label={t('rules.longerThan')}
          min={1}
          value={rule.seconds}
          onChange={(seconds) => onChange({ ...rule, seconds })}
        />
      )}
      <Select
        flex="1 1 180px"
        allowDeselect={false}
        label={t('rules.overflowTo')}
        data={targets.map((to) => ({ value: to, label: t(`rules.targets.${to}`) }))}
        value={rule.to}
        onChange={(to) =>
          to &&
          onChange({ ...rule, to: to as OverflowTarget, queueId: to === 'queue' ? (rule.queueId ?? first) : null })
        }
      />
      {rule.to === 'queue' && (
        <Select
          flex="1 1 160px"
          allowDeselect={false}
          label={t('rules.whichQueue')}
          data={asOptions(others)}
          value={rule.queueId}
          onChange={(id) => id && onChange({ ...rule, queueId: id })}
        />
      )}
      <RemoveKey mb={4} what={name} onClick={onRemove} />
    </Group>
  );
}
