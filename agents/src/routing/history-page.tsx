import { Badge, Box, Button, Group, Modal, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PolicyVersionView } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { call } from '../base/api.js';
import { useTexts } from '../base/use-texts.js';
import settings from '../settings/settings.module.css';
import { useList, useSaving } from '../settings/use-settings.js';
import { Differences } from './drafts/differences.js';
import { BeginDraft } from './drafts/drafts-page.js';
import { NamesProvider } from './names.js';
import styles from './routing.module.css';

/** Every version there was; each can be looked at and gone back to. */
export function HistoryPage() {
  const { t } = useTexts();
  const query = useList('routing.versions.list');
  const [shown, setShown] = useState<number | null>(null);
  const [draftFrom, setDraftFrom] = useState<number | null>(null);
  return (
    <NamesProvider>
      <p className={settings.hint} style={{ marginBottom: 14 }}>
        {t('history.hint')}
      </p>
      <Answered query={query}>
        {(versions) => (
          <div className={settings.card}>
            {versions.map((version, place) => (
              <Version
                key={version.version}
                version={version}
                isNow={place === 0}
                onShow={() => setShown(version.version)}
                onDraft={() => setDraftFrom(version.version)}
              />
            ))}
          </div>
        )}
      </Answered>
      {shown !== null && <WhatChanged version={shown} onClose={() => setShown(null)} />}
      {draftFrom !== null && <BeginDraft fromVersion={draftFrom} onClose={() => setDraftFrom(null)} />}
    </NamesProvider>
  );
}

interface VersionProps {
  version: PolicyVersionView;
  isNow: boolean;
  onShow: () => void;
  onDraft: () => void;
}

function Version({ version: { version, at, by, cause, note }, isNow, onShow, onDraft }: VersionProps) {
  const { t, f } = useTexts();
  const nameId = `version-${version}`;
  const backTo = cause === 'rolledBack' && /^#(\d+)$/.exec(note)?.[1];
  return (
    <Box className={`${settings.row} ${styles.version}`} role="group" aria-labelledby={nameId} data-testid="version">
      <span className={settings.grow}>
        <Group gap={8}>
          <strong id={nameId}>{t('history.version', { version: f.plain(version) })}</strong>
          {isNow && <Badge color="bond">{t('history.now')}</Badge>}
          <span className={settings.dim}>{t(`history.causes.${cause}`)}</span>
        </Group>
        <div className={settings.dim}>
          {f.dateTime(at)}
          {by && (
            <>
              {' · '}
              <bdi>{by.name}</bdi>
            </>
          )}
        </div>
        {note && <div dir="auto">{backTo ? t('history.backTo', { version: f.plain(Number(backTo)) }) : note}</div>}
      </span>
      <Group gap={6}>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={onShow}
          aria-describedby={nameId}
          data-testid="version-show"
        >
          {t('history.show')}
        </Button>
        {!isNow && (
          <>
            <Button size="compact-sm" variant="subtle" onClick={onDraft} aria-describedby={nameId}>
              {t('history.draftFrom')}
            </Button>
            <RollBack version={version} nameId={nameId} />
          </>
        )}
      </Group>
    </Box>
  );
}

/** @param nameId of what says which version it is */
function RollBack({ version, nameId }: { version: number; nameId: string }) {
  const { t, f } = useTexts();
  const rollBack = useSaving('routing.versions.rollBack', undefined, (now) =>
    t('history.done', { version: f.plain(now.version) }),
  );
  const ask = () =>
    modals.openConfirmModal({
      title: t('history.rollBackTitle', { version: f.plain(version) }),
      children: <Text size="sm">{t('history.rollBackHint')}</Text>,
      labels: { confirm: t('history.rollBack'), cancel: t('common.cancel') },
      onConfirm: () => rollBack.mutate({ params: { version: String(version) }, body: {} }),
    });
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={ask}
      aria-describedby={nameId}
      loading={rollBack.isPending}
      data-testid="roll-back"
    >
      {t('history.rollBack')}
    </Button>
  );
}

function WhatChanged({ version, onClose }: { version: number; onClose: () => void }) {
  const { t, f } = useTexts();
  const query = useQuery({
    queryKey: ['settings', 'routing.versions.differences', version],
    queryFn: () => call('routing.versions.differences', { params: { version: String(version) } }),
  });
  return (
    <Modal opened onClose={onClose} size="xl" title={t('history.version', { version: f.plain(version) })}>
      <Answered query={query}>
        {(differences) =>
          differences.length > 0 ? (
            <Differences differences={differences} />
          ) : (
            <Text size="sm">{t('history.first')}</Text>
          )
        }
      </Answered>
    </Modal>
  );
}
