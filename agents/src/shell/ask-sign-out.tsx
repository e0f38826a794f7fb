import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import i18next from 'i18next';
import { saveDrafts } from '../drafts/sync.js';
import { signOut } from '../live/live.js';
import { outgoing } from '../live/outgoing.js';
import { line } from '../phone/line.js';

/** Whoever wants to go does not wait longer for a network that is gone. */
const SAVES_WITHIN_MS = 3_000;

/**
 * Asked first, where it costs something: a call that one is in, what has yet to be sent, or drafts that could not be brought to the
 * server, as nothing of it stays in the browser.
 */
export async function askSignOut(): Promise<void> {
  const { t } = i18next;
  const unsaved = await saveDrafts(SAVES_WITHIN_MS);
  const count = outgoing.get().length;
  if (count > 0)
    ask({
      title: t('signOut.title'),
      hint: t('signOut.hint', { count }),
      stay: t('signOut.stay'),
      submit: t('signOut.submit'),
    });
  else if (line.get().current) ask(t('signOut.talk', { returnObjects: true }));
  else if (unsaved > 0)
    ask({ ...t('signOut.drafts', { returnObjects: true }), hint: t('signOut.draftsHint', { count: unsaved }) });
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
