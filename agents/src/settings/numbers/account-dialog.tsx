import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlugConnected, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { CarrierAccountView, CarrierTestView } from '../../../../server/contract/index.js';
import { call } from '../../base/api.js';
import { SecretField } from '../../base/secret-field.js';
import { tellFailure } from '../../base/tell.js';
import { useTexts } from '../../base/use-texts.js';
import { useSaving } from '../use-settings.js';

interface Props {
  /** Null for a new one. */
  account: CarrierAccountView | null;
  onClose: () => void;
}

/** Secrets are sent only when they are typed. */
export function AccountDialog({ account, onClose }: Props) {
  const { t } = useTexts();
  const form = useForm({
    initialValues: {
      ...{ name: account?.name ?? '', sid: account?.sid ?? '', apiKeySid: account?.apiKeySid ?? '' },
      ...{ token: '', apiKeySecret: '' },
    },
  });
  const create = useSaving('carrierAccounts.create', onClose);
  const change = useSaving('carrierAccounts.change', onClose);
  const remove = useSaving('carrierAccounts.delete', onClose);
  const body = () => {
    const { name, sid, apiKeySid, token, apiKeySecret } = form.values;
    const secrets = { ...(token && { token }), ...(apiKeySecret && { apiKeySecret }) };
    return { name, sid: sid.trim(), apiKeySid: apiKeySid.trim() || null, ...secrets };
  };
  const test = useMutation({
    mutationFn: () => {
      const { name: _name, ...settings } = body();
      return call('carrierAccounts.test', { body: { ...settings, ...(account && { accountId: account.id }) } });
    },
    onError: tellFailure,
  });
  const save = () =>
    account ? change.mutate({ params: { id: account.id }, body: body() }) : create.mutate({ body: body() });
  const needed = { required: true, withAsterisk: false };
  const stored = (name: 'token' | 'apiKeySecret') =>
    account?.secrets.includes(name) ? t('numbers.stored') : undefined;
  return (
    <Modal opened onClose={onClose} title={account?.name ?? t('numbers.addAccount')}>
      <form onSubmit={form.onSubmit(save)}>
        <Stack gap="sm">
          <TextInput
            label={t('numbers.name')}
            {...needed}
            maxLength={120}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            {...{ label: t('numbers.sid'), dir: 'ltr', maxLength: 34, placeholder: 'AC…' }}
            {...needed}
            {...form.getInputProps('sid')}
          />
          <SecretField
            {...{ label: t('numbers.token'), dir: 'ltr', maxLength: 200, autoComplete: 'off' }}
            description={stored('token')}
            required={!account}
            withAsterisk={false}
            {...form.getInputProps('token')}
          />
          <TextInput
            {...{ label: t('numbers.apiKeySid'), dir: 'ltr', maxLength: 34, placeholder: 'SK…' }}
            description={t('numbers.keyHint')}
            {...form.getInputProps('apiKeySid')}
          />
          {form.values.apiKeySid && (
            <SecretField
              {...{ label: t('numbers.apiKeySecret'), dir: 'ltr', maxLength: 200, autoComplete: 'off' }}
              description={stored('apiKeySecret')}
              {...form.getInputProps('apiKeySecret')}
            />
          )}
          {test.data && <Outcome result={test.data} />}
          <Group justify="space-between" gap={8}>
            <Group gap={8}>
              <Button
                variant="default"
                leftSection={<IconPlugConnected size={15} />}
                loading={test.isPending}
                onClick={() => test.mutate()}
                data-testid="account-test"
              >
                {t('numbers.test')}
              </Button>
              {account && (
                <Button
                  {...{ variant: 'subtle', color: 'red', leftSection: <IconTrash size={15} /> }}
                  title={t('numbers.deleteAccountHint')}
                  loading={remove.isPending}
                  onClick={() => remove.mutate({ params: { id: account.id } })}
                >
                  {t('common.delete')}
                </Button>
              )}
            </Group>
            <Button type="submit" loading={create.isPending || change.isPending} data-testid="account-save">
              {account ? t('common.save') : t('common.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Outcome({ result: { outcome, numbers } }: { result: CarrierTestView }) {
  const { t, f } = useTexts();
  const works = outcome === 'ok';
  return (
    <Alert color={works ? 'teal' : 'red'} role="status" data-testid="account-outcome">
      {works ? t('numbers.works') : t(`numbers.problem.${outcome}`)}
      {numbers.map(({ number, texts }) => (
        <div key={number}>
          <bdi dir="ltr">{f.phone(number)}</bdi>: {texts ? t('numbers.comes') : t('numbers.comesNot')}
        </div>
      ))}
    </Alert>
  );
}
