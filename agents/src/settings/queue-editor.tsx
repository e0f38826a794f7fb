import {
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Slider,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { QueueView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { Lost } from '../shell/lost.js';
import { HoursEditor } from './hours-editor.js';
import { Answered, Page, SaveBar, Section } from './page.js';
import { useList, useSaving } from './use-settings.js';

export function QueueEditor() {
  const id = useParams({ from: '/shell/settings/queues/$queueId', select: (params) => params.queueId });
  const query = useList('queues.list');
  return (
    <Answered query={query}>
      {(queues) => {
        const queue = queues.find((one) => one.id === id);
        return queue ? <QueueForm key={queue.id} queue={queue} /> : <Lost />;
      }}
    </Answered>
  );
}

type Values = Omit<QueueView, 'id'>;
export type QueueForm = ReturnType<typeof useQueueForm>;

function useQueueForm(queue: QueueView) {
  const { id: _id, ...values } = queue;
  return useForm<Values>({ initialValues: values });
}

function QueueForm({ queue }: { queue: QueueView }) {
  const { t, f } = useTexts();
  const navigate = useNavigate();
  const form = useQueueForm(queue);
  const save = useSaving('queues.change', () => form.resetDirty());
  const remove = useSaving('queues.delete', () => void navigate({ to: '/settings/queues' }));
  const ask = () =>
    modals.openConfirmModal({
      title: t('queues.deleteTitle'),
      children: <Text size="sm">{t('queues.deleteHint')}</Text>,
      labels: { confirm: t('common.delete'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ params: { id: queue.id } }),
    });
  return (
    <form
      onSubmit={form.onSubmit(({ nameFa, ...values }) =>
        save.mutate({ params: { id: queue.id }, body: { ...values, nameFa: nameFa?.trim() || null } }),
      )}
    >
      <Page
        title={<bdi>{(f.locale === 'fa' && queue.nameFa) || queue.name}</bdi>}
        action={
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={15} />}
            onClick={ask}
            data-testid="delete-queue"
          >
            {t('common.delete')}
          </Button>
        }
      >
        <General form={form} />
        <Members form={form} />
        <Offering form={form} />
        <Targets form={form} />
        <HoursEditor form={form} />
        <Section title={t('queues.outcomes')} hint={t('queues.outcomesHint')}>
          <TagsInput
            aria-label={t('queues.outcomes')}
            placeholder={t('queues.addOutcome')}
            maxTags={50}
            {...form.getInputProps('outcomes')}
          />
        </Section>
        <SaveBar changed={form.isDirty()} saving={save.isPending} onReset={form.reset} />
      </Page>
    </form>
  );
}

function General({ form }: { form: QueueForm }) {
  const { t } = useTexts();
  return (
    <Section title={t('queues.general')}>
      <Stack gap="sm">
        <Group grow align="flex-start">
          <TextInput
            label={t('queues.name')}
            required
            withAsterisk={false}
            maxLength={120}
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('queues.nameFa')}
            maxLength={120}
            {...form.getInputProps('nameFa')}
            value={form.values.nameFa ?? ''}
          />
        </Group>
        <Textarea
          label={t('queues.description')}
          autosize
          minRows={2}
          maxLength={500}
          {...form.getInputProps('description')}
        />
        <Switch
          label={t('queues.active')}
          description={t('queues.activeHint')}
          {...form.getInputProps('active', { type: 'checkbox' })}
        />
      </Stack>
    </Section>
  );
}

function Members({ form }: { form: QueueForm }) {
  const { t } = useTexts();
  const users = useList('users.list');
  const people = (users.data ?? []).filter((user) => user.active || form.values.memberIds.includes(user.id));
  return (
    <Section title={t('queues.membersTitle')} hint={t('queues.membersHint')}>
      <MultiSelect
        aria-label={t('queues.membersTitle')}
        placeholder={t('queues.addMember')}
        searchable
        hidePickedOptions
        data={people.map((user) => ({ value: user.id, label: user.name }))}
        data-testid="queue-members"
        {...form.getInputProps('memberIds')}
      />
    </Section>
  );
}

function Offering({ form }: { form: QueueForm }) {
  const { t } = useTexts();
  return (
    <Section title={t('queues.offering')} hint={t('queues.offeringHint')}>
      <Stack gap="md">
        <Switch
          label={t('queues.autoAccept')}
          description={t('queues.autoAcceptHint')}
          {...form.getInputProps('autoAccept', { type: 'checkbox' })}
        />
        <Group grow align="flex-start">
          <NumberInput
            label={t('queues.offerSeconds')}
            suffix={` ${t('queues.seconds')}`}
            min={5}
            max={600}
            {...form.getInputProps('offerSeconds')}
          />
          <NumberInput
            label={t('queues.wrapUpSeconds')}
            suffix={` ${t('queues.seconds')}`}
            min={0}
            max={3600}
            {...form.getInputProps('wrapUpSeconds')}
          />
        </Group>
      </Stack>
    </Section>
  );
}

function Targets({ form }: { form: QueueForm }) {
  const { t, f } = useTexts();
  return (
    <Section title={t('queues.targets')} hint={t('queues.targetsHint')}>
      <Group grow align="flex-start">
        <NumberInput
          label={t('queues.firstResponse')}
          suffix={` ${t('queues.seconds')}`}
          min={1}
          max={604800}
          {...form.getInputProps('slaFirstResponseSeconds')}
        />
        <NumberInput
          label={t('queues.nextResponse')}
          suffix={` ${t('queues.seconds')}`}
          min={1}
          max={604800}
          {...form.getInputProps('slaNextResponseSeconds')}
        />
      </Group>
      <Text size="sm" fw={500} mt="md" mb={6}>
        {t('queues.target', { share: f.percent(form.values.slaTarget) })}
      </Text>
      <Slider
        aria-label={t('queues.target', { share: f.percent(form.values.slaTarget) })}
        thumbLabel={t('queues.target', { share: f.percent(form.values.slaTarget) })}
        label={(share) => f.percent(share)}
        min={0.5}
        max={1}
        step={0.01}
        {...form.getInputProps('slaTarget')}
      />
    </Section>
  );
}
