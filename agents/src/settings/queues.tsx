import { Badge, Box, Button } from '@mantine/core';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { QueueView } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { Find, isFound, MANY } from '../base/find.js';
import { NameDialog } from '../base/name-dialog.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { Page } from './page.js';
import styles from './settings.module.css';
import { useList, useSaving } from './use-settings.js';

export function Queues() {
  const { t } = useTexts();
  const query = useList('queues.list');
  const [adding, setAdding] = useState(false);
  const [search, setSearch] = useState('');
  return (
    <Page
      title={t('settings.queues')}
      hint={t('queues.hint')}
      action={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)} data-testid="add-queue">
          {t('queues.add')}
        </Button>
      }
    >
      <Answered query={query}>
        {(queues) =>
          queues.length === 0 ? (
            <Empty icon={IconStack2} title={t('queues.none')} hint={t('queues.noneHint')} />
          ) : (
            <>
              {queues.length > MANY && (
                <Box mb="sm">
                  <Find label={t('queues.search')} value={search} onChange={setSearch} />
                </Box>
              )}
              <QueueRows queues={queues.filter(({ name, nameFa }) => isFound(search, name, nameFa))} />
            </>
          )
        }
      </Answered>
      {adding && <AddQueue onClose={() => setAdding(false)} />}
    </Page>
  );
}

function QueueRows({ queues }: { queues: QueueView[] }) {
  const { t, f } = useTexts();
  if (queues.length === 0) return <Empty icon={IconStack2} title={t('queues.notFound')} />;
  return (
    <div className={styles.card}>
      {queues.map((queue) => (
        <Link
          key={queue.id}
          to="/settings/queues/$queueId"
          params={{ queueId: queue.id }}
          className={styles.row}
          data-testid="queue-row"
        >
          <span className={styles.grow}>
            <strong>
              <bdi>{(f.locale === 'fa' && queue.nameFa) || queue.name}</bdi>
            </strong>
            <div className={`${styles.dim} cut`} dir="auto">
              {queue.description}
            </div>
          </span>
          {queue.memberIds.length === 0 ? (
            <Badge color="orange" c="var(--text-near)">
              {t('queues.noMembers')}
            </Badge>
          ) : (
            <span className={styles.dim}>{t('queues.members', { count: queue.memberIds.length })}</span>
          )}
          {!queue.active && <Badge color="gray">{t('queues.off')}</Badge>}
        </Link>
      ))}
    </div>
  );
}

function AddQueue({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const create = useSaving('queues.create', (queue) => {
    onClose();
    void navigate({ to: '/settings/queues/$queueId', params: { queueId: queue.id } });
  });
  return (
    <NameDialog
      title={t('queues.add')}
      label={t('queues.name')}
      submit={t('common.add')}
      saving={create.isPending}
      onName={(name) => create.mutate({ body: { name } })}
      onClose={onClose}
    />
  );
}
