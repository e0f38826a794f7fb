import { Button, Group, Input, Modal, MultiSelect, SegmentedControl, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { UserView } from '../../../server/contract/index.js';
import { ROLES, type Role } from '../../../server/contract/names.js';
import { useQueueNames } from '../base/queue-names.js';
import { SecretField } from '../base/secret-field.js';
import { useTexts } from '../base/use-texts.js';
import { CapacityFields, USUAL_CAPACITY } from './capacity-fields.js';
import { useSaving } from './use-settings.js';

const SHORTEST = 10;

/** Adds an account, or changes one. The password stays as it is when the field stays empty. */
export function UserDialog({ user, onClose }: { user: UserView | null; onClose: () => void }) {
  const { t } = useTexts();
  const queues = useQueueNames();
  const create = useSaving('users.create', onClose);
  const change = useSaving('users.change', onClose);
  const form = useForm({
    initialValues: {
      name: user?.name ?? '',
      email: user?.email ?? '',
      role: user?.role ?? ('agent' as Role),
      active: user?.active ?? true,
      capacity: user?.capacity ?? USUAL_CAPACITY,
      queueIds: user?.queueIds ?? [],
      password: '',
    },
    validate: {
      password: (password) =>
        (user === null || password !== '') && password.length < SHORTEST
          ? t('profile.tooShort', { count: SHORTEST })
          : null,
    },
  });
  const submit = form.onSubmit(({ email, active, password, ...values }) => {
    if (user) change.mutate({ params: { id: user.id }, body: { ...values, active, ...(password && { password }) } });
    else create.mutate({ body: { ...values, email, password } });
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={user ? <bdi>{user.name}</bdi> : t('users.add')}
      attributes={{ content: { 'data-testid': 'user-dialog' } }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t('users.name')}
            required
            withAsterisk={false}
            maxLength={120}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('signIn.email')}
            type="email"
            dir="ltr"
            required
            withAsterisk={false}
            disabled={user !== null}
            {...form.getInputProps('email')}
          />
          <Input.Wrapper label={t('users.role')} labelElement="div">
            <SegmentedControl
              fullWidth
              aria-label={t('users.role')}
              data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
              {...form.getInputProps('role')}
            />
          </Input.Wrapper>
          <CapacityFields
            value={form.values.capacity}
            onChange={(capacity) => form.setFieldValue('capacity', capacity)}
          />
          <MultiSelect
            label={t('settings.queues')}
            data={queues.all.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('queueIds')}
          />
          <SecretField
            label={user ? t('users.newPassword') : t('signIn.password')}
            description={user ? t('users.newPasswordHint') : undefined}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          {user && (
            <Switch
              label={t('users.active')}
              description={t('users.activeHint')}
              {...form.getInputProps('active', { type: 'checkbox' })}
            />
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending || change.isPending} data-testid="user-save">
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
