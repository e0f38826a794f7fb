import { Button, Group, Pill, Stack, Switch, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { QueueView } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { call } from '../base/api.js';
import { useTexts } from '../base/use-texts.js';
import { useTornWords } from '../routing/drafts/difference-words.js';
import { NamesProvider } from '../routing/names.js';
import { Gone } from '../shell/lost.js';
import { outcomeName, outcomeOf } from '../thread/outcome-name.js';
import { Page, SaveBar, Section } from './page.js';
import { QueueMailSection } from './queue-mail-section.js';
import { PolicySections } from './queue-sections.js';
import { QueueTextsSection } from './queue-texts-section.js';
import { useList, useSaving } from './use-settings.js';
import { useSharedForm } from './use-shared-form.js';

export function QueueEditor() {
  const id = useParams({ from: '/shell/settings/queues/$queueId', select: (params) => params.queueId });
  const query = useList('queues.list');
  return (
    <Answered query={query}>
      {(queues) => {
        const queue = queues.find((one) => one.id === id);
        return queue ? (
          <NamesProvider>
            <QueueForm key={queue.id} queue={queue} />
          </NamesProvider>
        ) : (
          <Gone from="queues" />
        );
      }}
    </Answered>
  );
}

type Values = Omit<QueueView, 'id'>;
type QueueForm = ReturnType<typeof useQueueForm>['form'];

const valuesOf = ({ id: _id, ...values }: QueueView): Values => values;

function useQueueForm(queue: QueueView) {
  const client = useQueryClient();
  const { id } = queue;
  return useSharedForm<Values>({
    initial: valuesOf(queue),
    parts: ['rules', 'hours', 'mail', 'texts'],
    words: useTornWords(['queues', id]),
    read: async () => {
      const now = (await call('queues.list', {})).find((one) => one.id === id);
      return valuesOf(now ?? queue);
    },
    send: async ({ nameFa, ...change }) => {
      const body = { ...change, ...(nameFa !== undefined && { nameFa: nameFa?.trim() || null }) };
      const saved = await call('queues.change', { params: { id }, body });
      void client.invalidateQueries({ queryKey: ['settings'] });
      return valuesOf(saved);
    },
  });
}

function QueueForm({ queue }: { queue: QueueView }) {
  const { t, f } = useTexts();
  const navigate = useNavigate();
  const { form, submit, saving, reset } = useQueueForm(queue);
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
    <form onSubmit={submit}>
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
        <PolicySections queueId={queue.id} value={form.values} set={(part) => form.setValues(part)} />
        <QueueMailSection mail={form.values.mail} set={(mail) => form.setFieldValue('mail', mail)} />
        <QueueTextsSection texts={form.values.texts} set={(texts) => form.setFieldValue('texts', texts)} />
        <Outcomes form={form} />
        <SaveBar changed={form.isDirty()} saving={saving} onReset={reset} />
      </Page>
    </form>
  );
}

/** Each in the words that agents choose it by; what is kept of a known one is the same in every language. */
function Outcomes({ form }: { form: QueueForm }) {
  const { t } = useTexts();
  const { onChange, ...field } = form.getInputProps('outcomes');
  return (
    <Section title={t('queues.outcomes')} hint={t('queues.outcomesHint')}>
      <TagsInput
        aria-label={t('queues.outcomes')}
        placeholder={t('queues.addOutcome')}
        maxTags={50}
        splitChars={[',', '،']}
        renderPill={({ value = '', onRemove }) => (
          <Pill withRemoveButton onRemove={onRemove}>
            <bdi>{outcomeName(value, t)}</bdi>
          </Pill>
        )}
        data-testid="outcomes"
        {...field}
        onChange={(typed) => onChange([...new Set(typed.map((words) => outcomeOf(words, t)))])}
      />
    </Section>
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
