import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { SiteView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { useSaving } from './use-settings.js';

export function DeleteSite({ site }: { site: SiteView }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const remove = useSaving('sites.delete', () => void navigate({ to: '/settings/websites' }));
  const ask = () =>
    modals.openConfirmModal({
      title: t('sites.deleteTitle'),
      children: <Text size="sm">{t('sites.deleteHint')}</Text>,
      labels: { confirm: t('common.delete'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ params: { id: site.id } }),
    });
  return (
    <Button variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={ask}>
      {t('common.delete')}
    </Button>
  );
}
