import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import i18next from 'i18next';
import { signOut } from '../live/live.js';
import { outgoing } from '../live/outgoing.js';
import { line } from '../phone/line.js';

/** Asked first, where it costs something: a call that one is in, or what has yet to be sent, as nothing of it stays in the browser. */
export function askSignOut(): void {
  const { t } = i18next;
  const count = outgoing.get().length;
  if (count > 0)
    ask({
      title: t('signOut.title'),
      hint: t('signOut.hint', { count }),
      stay: t('signOut.stay'),
      submit: t('signOut.submit'),
    });
  else if (line.get().current) ask(t('signOut.talk', { returnObjects: true }));
  else void signOut();
}

function ask({ title, hint, stay, submit }: { title: string; hint: string; stay: string; submit: string }): void {
  modals.openConfirmModal({
    title,
    children: <Text size="sm">{hint}</Text>,
    labels: { confirm: submit, cancel: stay },
    confirmProps: { color: 'red', ...{ 'data-testid': 'sign-out-confirm' } },
    cancelProps: { 'data-autofocus': true, ...{ 'data-testid': 'sign-out-stay' } },
    onConfirm: () => void signOut(),
  });
}
