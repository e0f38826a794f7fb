import { Button, Group, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DraftView } from '../../../../server/contract/index.js';
import { Answered } from '../../base/answered.js';
import { call } from '../../base/api.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../../settings/page.js';
import { useSaving } from '../../settings/use-settings.js';
import { Problems } from '../problems.js';
import { Differences } from './differences.js';
import { draftKey, useLeavingDraft } from './use-draft-saving.js';

/** What is wrong with the draft, what it would change, and its publication. */
export function DraftCheck({ draft }: { draft: DraftView }) {
  const { t } = useTexts();
  const { id, version } = draft;
  const params = { id };
  const problems = useQuery({
    queryKey: [...draftKey(id), 'problems', version],
    queryFn: () => call('routing.drafts.problems', { params }),
  });
  const told = useQuery({
    queryKey: [...draftKey(id), 'differences', version],
    queryFn: () => call('routing.drafts.differences', { params }),
  });
  const isUnsound = problems.data?.some(({ severity }) => severity === 'error') ?? true;
  const isTorn = (told.data?.conflicts.length ?? 1) > 0;
  const isSame = told.data?.differences.length === 0;
  return (
    <>
      <Section title={t('drafts.problems')}>
        <Answered query={problems}>
          {(found) =>
            found.length > 0 ? <Problems problems={found} /> : <Text size="sm">{t('problem.noneTitle')}</Text>
          }
        </Answered>
      </Section>
      <Section title={t('drafts.differences')}>
        <Answered query={told}>
          {({ differences, conflicts }) => (
            <>
              {conflicts.length > 0 && <Rebase draft={draft} />}
              {differences.length > 0 ? (
                <Differences differences={differences} conflicts={conflicts} />
              ) : (
                <Text size="sm">{t('drafts.same')}</Text>
              )}
            </>
          )}
        </Answered>
      </Section>
      <Publish draft={draft} disabled={isUnsound || isTorn || isSame} />
    </>
  );
}

/** Both changed the same: one of the two counts, and the draft goes on from what holds. */
function Rebase({ draft: { id, version } }: { draft: DraftView }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const rebase = useSaving('routing.drafts.rebase', (draft) => client.setQueryData(draftKey(id), draft));
  const keep = (whose: 'draft' | 'live') =>
    rebase.mutate(
      { params: { id }, body: { version, keep: whose } },
      { onError: () => void client.invalidateQueries({ queryKey: draftKey(id) }) },
    );
  return (
    <Group gap={8} mb="md" role="alert">
      <Text size="sm">{t('drafts.conflicts')}</Text>
      <Button size="xs" variant="default" onClick={() => keep('draft')} loading={rebase.isPending}>
        {t('drafts.keepDraft')}
      </Button>
      <Button size="xs" variant="default" onClick={() => keep('live')} loading={rebase.isPending}>
        {t('drafts.keepLive')}
      </Button>
    </Group>
  );
}

function Publish({ draft, disabled }: { draft: DraftView; disabled: boolean }) {
  const { t, f } = useTexts();
  const leave = useLeavingDraft(draft.id);
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const publish = useSaving(
    'routing.drafts.publish',
    () => leave('/settings/routing/history'),
    (now) => t('drafts.published', { version: f.plain(now.version) }),
  );
  const { id, version } = draft;
  const ask = () =>
    modals.openConfirmModal({
      title: t('drafts.publish'),
      children: <Text size="sm">{t('drafts.publishHint')}</Text>,
      labels: { confirm: t('drafts.publish'), cancel: t('common.cancel') },
      onConfirm: () =>
        publish.mutate(
          { params: { id }, body: { version, note } },
          // A colleague was quicker: what they changed is shown before it is tried again.
          { onError: () => void client.invalidateQueries({ queryKey: draftKey(id) }) },
        ),
    });
  return (
    <Section title={t('drafts.publish')} hint={t('drafts.publishHint')}>
      <Group gap={10} align="flex-end">
        <TextInput
          flex={1}
          miw={180}
          label={t('drafts.note')}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button size="sm" onClick={ask} disabled={disabled} loading={publish.isPending} data-testid="draft-publish">
          {t('drafts.publish')}
        </Button>
      </Group>
    </Section>
  );
}
