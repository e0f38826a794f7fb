import { Button, ColorSwatch, Modal, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconWorld } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { Answered, Page } from './page.js';
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
      <AddSite opened={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}

function AddSite({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const create = useSaving('sites.create', (site) => {
    onClose();
    void navigate({ to: '/settings/websites/$siteId', params: { siteId: site.id } });
  });
  return (
    <Modal opened={opened} onClose={onClose} title={t('sites.add')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ body: { name: name.trim() } });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('sites.name')}
            required
            withAsterisk={false}
            maxLength={120}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" loading={create.isPending} ms="auto">
            {t('common.add')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
