import { Button, SegmentedControl, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { DraftView } from '../../../../server/contract/index.js';
import { Answered } from '../../base/answered.js';
import { failureOf } from '../../base/api.js';
import { useTexts } from '../../base/use-texts.js';
import settings from '../../settings/settings.module.css';
import { useSaving } from '../../settings/use-settings.js';
import { Gone } from '../../shell/lost.js';
import { NamesProvider } from '../names.js';
import { DraftCheck } from './draft-check.js';
import { DraftCommon } from './draft-common.js';
import { DraftNews } from './draft-news.js';
import { DraftQueues } from './draft-queues.js';
import { DraftReplay } from './draft-replay.js';
import { DraftSkills } from './draft-skills.js';
import { DRAFT_PARTS, type DraftPart } from './search.js';
import { draftQuery, useLeavingDraft } from './use-draft-saving.js';
import { useLiveDraft } from './use-live-draft.js';

const SHOWN: Record<DraftPart, (props: { draft: DraftView }) => React.ReactNode> = {
  queues: DraftQueues,
  skills: DraftSkills,
  common: DraftCommon,
  replay: DraftReplay,
  check: DraftCheck,
};

/** One draft: the forms of the settings, none of which holds before it is published. */
export function DraftPage() {
  const id = useParams({ from: '/shell/settings/routing/drafts/$draftId', select: ({ draftId }) => draftId });
  const query = useQuery(draftQuery(id));
  useLiveDraft(id);
  if (query.error && failureOf(query.error).code === 'record.missing') return <Gone from="routing/drafts" />;
  return <Answered query={query}>{(draft) => <Draft key={id} draft={draft} />}</Answered>;
}

function Draft({ draft }: { draft: DraftView }) {
  const { t, f } = useTexts();
  const navigate = useNavigate({ from: '/settings/routing/drafts/$draftId' });
  const part = useSearch({
    from: '/shell/settings/routing/drafts/$draftId',
    select: (search) => search.part ?? 'queues',
  });
  const Shown = SHOWN[part];
  return (
    <NamesProvider skills={draft.content.skills}>
      <div className={settings.head}>
        <div>
          <h3 style={{ margin: 0 }}>
            <bdi>{draft.name}</bdi>
          </h3>
          <p className={settings.hint}>
            {t('drafts.from', {
              version: f.plain(draft.baseVersion),
              time: f.ago(draft.at),
              name: `\u2068${draft.by.name}\u2069`,
            })}
          </p>
        </div>
        <ThrowAway draft={draft} />
      </div>
      <DraftNews draft={draft} />
      <div className={settings.tableBox}>
        <SegmentedControl
          mb="md"
          aria-label={t('drafts.partsLabel')}
          data={DRAFT_PARTS.map((one) => ({ value: one, label: t(`drafts.parts.${one}`) }))}
          value={part}
          onChange={(next) =>
            void navigate({ search: (before) => ({ ...before, part: next as DraftPart }), replace: true })
          }
          data-testid="draft-parts"
        />
      </div>
      <Shown draft={draft} />
    </NamesProvider>
  );
}

function ThrowAway({ draft }: { draft: DraftView }) {
  const { t } = useTexts();
  const leave = useLeavingDraft(draft.id);
  const remove = useSaving('routing.drafts.delete', () => leave('/settings/routing/drafts'));
  const ask = () =>
    modals.openConfirmModal({
      title: t('drafts.deleteTitle'),
      children: (
        <Text size="sm">
          <bdi>{draft.name}</bdi>
        </Text>
      ),
      labels: { confirm: t('drafts.delete'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ params: { id: draft.id } }),
    });
  return (
    <Button variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={ask}>
      {t('drafts.delete')}
    </Button>
  );
}
