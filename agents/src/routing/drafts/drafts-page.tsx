import { Button } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Answered } from '../../base/answered.js';
import { NameDialog } from '../../base/name-dialog.js';
import { Empty } from '../../base/states.js';
import { useTexts } from '../../base/use-texts.js';
import settings from '../../settings/settings.module.css';
import { useList, useSaving } from '../../settings/use-settings.js';

export function DraftsPage() {
  const { t, f } = useTexts();
  const query = useList('routing.drafts.list');
  const [adding, setAdding] = useState(false);
  return (
    <>
      <div className={settings.head}>
        <p className={settings.hint}>{t('drafts.hint')}</p>
        <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)} data-testid="add-draft">
          {t('drafts.add')}
        </Button>
      </div>
      <Answered query={query}>
        {(drafts) =>
          drafts.length === 0 ? (
            <Empty icon={IconPencil} title={t('drafts.none')} hint={t('drafts.noneHint')} />
          ) : (
            <div className={settings.card}>
              {drafts.map(({ id, name, baseVersion, at, by }) => (
                <Link
                  key={id}
                  to="/settings/routing/drafts/$draftId"
                  params={{ draftId: id }}
                  className={settings.row}
                  data-testid="draft-row"
                >
                  <span className={settings.grow}>
                    <strong>
                      <bdi>{name}</bdi>
                    </strong>
                    <div className={settings.dim}>
                      {t('drafts.from', {
                        version: f.plain(baseVersion),
                        time: f.ago(at),
                        name: `\u2068${by.name}\u2069`,
                      })}
                    </div>
                  </span>
                </Link>
              ))}
            </div>
          )
        }
      </Answered>
      {adding && <BeginDraft onClose={() => setAdding(false)} />}
    </>
  );
}

/** @param fromVersion without it, from what holds */
export function BeginDraft({ fromVersion, onClose }: { fromVersion?: number; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const create = useSaving('routing.drafts.create', ({ id }) => {
    onClose();
    void navigate({ to: '/settings/routing/drafts/$draftId', params: { draftId: id } });
  });
  return (
    <NameDialog
      title={t('drafts.add')}
      label={t('drafts.name')}
      submit={t('drafts.begin')}
      saving={create.isPending}
      onName={(name) => create.mutate({ body: { name, ...(fromVersion && { fromVersion }) } })}
      onClose={onClose}
    />
  );
}
