import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import i18next from 'i18next';
import { apart } from './apart.js';

/** The owner loses it in the middle of a sentence: asked first, with what helps without that. */
export function confirmTakeOver(ownerName: string, onConfirm: () => void): void {
  modals.openConfirmModal({
    title: i18next.t('takeOver.title', { name: apart(ownerName) }),
    children: <Text size="sm">{i18next.t('takeOver.hint')}</Text>,
    labels: { confirm: i18next.t('action.takeOver'), cancel: i18next.t('common.cancel') },
    confirmProps: { ...{ 'data-testid': 'take-over-confirm' } },
    onConfirm,
  });
}
