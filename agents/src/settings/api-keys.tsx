import { Alert, Badge, Button, Code, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiKeyView } from '../../../server/contract/index.js';
import { ROLES, type Role } from '../../../server/contract/names.js';
import { Answered } from '../base/answered.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { Copied } from './embed.js';
import { Page } from './page.js';
import styles from './settings.module.css';
import { useList, useSaving } from './use-settings.js';

export function ApiKeys() {
  const { t } = useTexts();
  const query = useList('apiKeys.list');
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t('settings.apiKeys')}
      hint={t('apiKeys.hint')}
      action={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)} data-testid="add-api-key">
          {t('apiKeys.add')}
        </Button>
      }
    >
      <Answered query={query}>
        {(keys) =>
          keys.length === 0 ? (
            <Empty icon={IconKey} title={t('apiKeys.none')} hint={t('apiKeys.noneHint')} />
          ) : (
            <div className={styles.card}>
              {keys.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </div>
          )
        }
      </Answered>
      {adding && <AddKey onClose={() => setAdding(false)} />}
    </Page>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKeyView }) {
  const { t, f } = useTexts();
  const remove = useSaving('apiKeys.delete');
  const ask = () =>
    modals.openConfirmModal({
      title: t('apiKeys.revokeTitle', { name: apiKey.name }),
      children: <Text size="sm">{t('apiKeys.revokeHint')}</Text>,
      labels: { confirm: t('apiKeys.revoke'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ params: { id: apiKey.id } }),
    });
  return (
    <div className={styles.row} data-testid="api-key-row">
      <span className={styles.grow}>
        <bdi>{apiKey.name}</bdi>
        <div className={styles.dim}>
          <Code dir="ltr">{apiKey.prefix}…</Code>{' '}
          {apiKey.lastUsedAt ? t('apiKeys.used', { time: f.ago(apiKey.lastUsedAt) }) : t('apiKeys.unused')}
        </div>
      </span>
      <Badge color="gray">{t(`role.${apiKey.role}`)}</Badge>
      <Button variant="subtle" color="red" size="compact-sm" onClick={ask} loading={remove.isPending}>
        {t('apiKeys.revoke')}
      </Button>
    </div>
  );
}

function AddKey({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [secret, setSecret] = useState<string | null>(null);
  const create = useSaving('apiKeys.create', (answer) => setSecret(answer.secret));
  return (
    <Modal opened onClose={onClose} title={t('apiKeys.add')} closeOnClickOutside={!secret}>
      {secret ? (
        <Stack gap="sm">
          <Alert color="yellow">{t('apiKeys.once')}</Alert>
          <Copied text={secret} />
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ body: { name: name.trim(), role } });
          }}
        >
          <Stack gap="sm">
            <TextInput
              label={t('apiKeys.name')}
              placeholder={t('apiKeys.namePlaceholder')}
              required
              withAsterisk={false}
              maxLength={120}
              data-autofocus
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <SegmentedControl
              aria-label={t('users.role')}
              value={role}
              onChange={(value) => setRole(value as Role)}
              data={ROLES.map((one) => ({ value: one, label: t(`role.${one}`) }))}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={create.isPending}>
                {t('common.add')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
