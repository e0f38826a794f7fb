import { Button, ColorSwatch } from '@mantine/core';
import { IconPlus, IconWorld } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Answered } from '../base/answered.js';
import { NameDialog } from '../base/name-dialog.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { Page } from './page.js';
import styles from './settings.module.css';
import { useList, useSaving } from './use-settings.js';

export function Sites() {
  const { t, f } = useTexts();
  const query = useList('sites.list');
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t('settings.websites')}
      hint={t('sites.hint')}
      action={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)} data-testid="add-site">
          {t('sites.add')}
        </Button>
      }
    >
      <Answered query={query}>
        {(sites) =>
          sites.length === 0 ? (
            <Empty icon={IconWorld} title={t('sites.none')} hint={t('sites.noneHint')} />
          ) : (
            <div className={styles.card}>
              {sites.map((site) => (
                <Link
                  key={site.id}
                  to="/settings/websites/$siteId"
                  params={{ siteId: site.id }}
                  className={styles.row}
                  data-testid="site-row"
                >
                  <ColorSwatch color={site.color} size={26} />
                  <span className={styles.grow}>
                    <bdi>{site.name}</bdi>
                    <div className={`${styles.dim} cut`}>
                      {site.origins.length > 0 ? <bdi dir="ltr">{f.list(site.origins)}</bdi> : t('sites.nowhere')}
                    </div>
                  </span>
                </Link>
              ))}
            </div>
          )
        }
      </Answered>
      {adding && <AddSite onClose={() => setAdding(false)} />}
    </Page>
  );
}

function AddSite({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const create = useSaving('sites.create', (site) => {
    onClose();
    void navigate({ to: '/settings/websites/$siteId', params: { siteId: site.id } });
  });
  return (
    <NameDialog
      title={t('sites.add')}
      label={t('sites.name')}
      submit={t('common.add')}
      saving={create.isPending}
      onName={(name) => create.mutate({ body: { name } })}
      onClose={onClose}
    />
  );
}
