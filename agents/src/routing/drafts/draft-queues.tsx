import { Select } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { DraftView, QueuePolicy } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';
import { SaveBar } from '../../settings/page.js';
import { PolicySections } from '../../settings/queue-sections.js';
import { useSharedForm } from '../../settings/use-shared-form.js';
import { asOptions, useNames } from '../names.js';
import { useTornWords } from './difference-words.js';
import { useDraft } from './use-draft-saving.js';

/** One queue at a time, with the very forms of the settings. */
export function DraftQueues({ draft }: { draft: DraftView }) {
  const { t } = useTexts();
  const { queues } = useNames();
  const navigate = useNavigate({ from: '/settings/routing/drafts/$draftId' });
  const asked = useSearch({ from: '/shell/settings/routing/drafts/$draftId', select: ({ queue }) => queue });
  const there = queues.filter(({ id }) => id in draft.content.queues);
  const chosen = there.find(({ id }) => id === asked)?.id ?? there[0]?.id ?? '';
  const policy = draft.content.queues[chosen];
  return (
    <>
      <Select
        label={t('drafts.queue')}
        allowDeselect={false}
        maw={320}
        mb="md"
        data={asOptions(there)}
        value={chosen}
        onChange={(id) => id && void navigate({ search: (before) => ({ ...before, queue: id }), replace: true })}
        data-testid="draft-queue"
      />
      {policy && <DraftQueue key={chosen} draft={draft} queueId={chosen} policy={policy} />}
    </>
  );
}

function DraftQueue({ draft, queueId, policy }: { draft: DraftView; queueId: string; policy: QueuePolicy }) {
  const { read, send } = useDraft(draft);
  const { form, submit, saving, reset } = useSharedForm<QueuePolicy>({
    initial: policy,
    parts: ['rules', 'hours'],
    words: useTornWords(['queues', queueId]),
    read: async () => (await read()).content.queues[queueId] ?? policy,
    send: async (change) => (await send({ queues: { [queueId]: change } })).content.queues[queueId] ?? policy,
  });
  return (
    <form onSubmit={submit}>
      <PolicySections queueId={queueId} value={form.values} set={(part) => form.setValues(part)} />
      <SaveBar changed={form.isDirty()} saving={saving} onReset={reset} />
    </form>
  );
}
