import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import i18next from 'i18next';
import { signOut } from '../live/live.js';
import { outgoing } from '../live/outgoing.js';

/** Nothing of this person stays in the browser, also not what has yet to be sent: asked first, when there is such a thing. */
export function askSignOut(): void {
  const count = outgoing.get().length;
  if (count === 0) return void signOut();
  modals.openConfirmModal({
    title: i18next.t('signOut.title'),
    children: <Text size="sm">{i18next.t('signOut.hint', { count })}</Text>,
    labels: { confirm: i18next.t('signOut.submit'), cancel: i18next.t('signOut.stay') },
    confirmProps: { color: 'red', ...{ 'data-testid': 'sign-out-confirm' } },
    cancelProps: { 'data-autofocus': true, ...{ 'data-testid': 'sign-out-stay' } },
    onConfirm: () => void signOut(),
  });
}
