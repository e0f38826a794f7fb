import { Group, MultiSelect, Slider, Stack, Switch, Text } from '@mantine/core';
import type { QueuePolicy } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { asOptions, useNames } from '../routing/names.js';
import { RulesEditor } from '../routing/rules/rules-editor.js';
import { SecondsField } from '../routing/rules/seconds-field.js';
import { HoursEditor } from './hours-editor.js';
import { Section } from './page.js';

interface Props {
  value: QueuePolicy;
  set: (part: Partial<QueuePolicy>) => void;
}

/** All of a queue that routing goes by; the same for what holds and for a draft. */
export function PolicySections({ queueId, value, set }: Props & { queueId: string }) {
  return (
    <>
      <Members value={value} set={set} />
      <Offering value={value} set={set} />
      <Targets value={value} set={set} />
      <RulesEditor queueId={queueId} value={value.rules} onChange={(rules) => set({ rules })} />
      <HoursEditor hours={value.hours} onChange={(hours) => set({ hours })} />
    </>
  );
}

function Members({ value, set }: Props) {
  const { t } = useTexts();
  const { agents, agent } = useNames();
  const gone = value.memberIds.filter((id) => !agents.some((one) => one.id === id));
  return (
    <Section title={t('queues.membersTitle')} hint={t('queues.membersHint')}>
      <MultiSelect
        aria-label={t('queues.membersTitle')}
        placeholder={t('queues.addMember')}
        searchable
        hidePickedOptions
        data={asOptions([...agents, ...gone.map((id) => ({ id, name: agent(id) }))])}
        data-testid="queue-members"
        value={value.memberIds}
        onChange={(memberIds) => set({ memberIds })}
      />
    </Section>
  );
}

function Offering({ value, set }: Props) {
  const { t } = useTexts();
  return (
    <Section title={t('queues.offering')} hint={t('queues.offeringHint')}>
      <Stack gap="md">
        <Switch
          label={t('queues.autoAccept')}
          description={t('queues.autoAcceptHint')}
          checked={value.autoAccept}
          onChange={(event) => set({ autoAccept: event.currentTarget.checked })}
        />
        <Group grow align="flex-end">
          <SecondsField
            label={t('queues.offerSeconds')}
            min={5}
            max={600}
            value={value.offerSeconds}
            onChange={(offerSeconds) => set({ offerSeconds })}
          />
          <SecondsField
            label={t('queues.wrapUpSeconds')}
            max={3_600}
            value={value.wrapUpSeconds}
            onChange={(wrapUpSeconds) => set({ wrapUpSeconds })}
          />
        </Group>
      </Stack>
    </Section>
  );
}

function Targets({ value, set }: Props) {
  const { t, f } = useTexts();
  const words = t('queues.target', { share: f.percent(value.slaTarget) });
  return (
    <Section title={t('queues.targets')} hint={t('queues.targetsHint')}>
      <Group grow align="flex-end">
        <SecondsField
          label={t('queues.firstResponse')}
          min={1}
          max={604_800}
          value={value.slaFirstResponseSeconds}
          onChange={(slaFirstResponseSeconds) => set({ slaFirstResponseSeconds })}
        />
        <SecondsField
          label={t('queues.nextResponse')}
          min={1}
          max={604_800}
          value={value.slaNextResponseSeconds}
          onChange={(slaNextResponseSeconds) => set({ slaNextResponseSeconds })}
        />
      </Group>
      <Text size="sm" fw={500} mt="md" mb={6}>
        {words}
      </Text>
      <Slider
        aria-label={words}
        thumbLabel={words}
        label={(share) => f.percent(share)}
        min={0.5}
        max={1}
        step={0.01}
        value={value.slaTarget}
        onChange={(slaTarget) => set({ slaTarget })}
      />
    </Section>
  );
}
