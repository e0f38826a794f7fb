import { ActionIcon, type ActionIconProps } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTexts } from './use-texts.js';

interface Props extends ActionIconProps {
  /** In the words of the page: of several such keys one hears no more than their names. */
  what: string;
  onClick: () => void;
}

/** Takes one of several away. */
export function RemoveKey({ what, ...rest }: Props) {
  const { t } = useTexts();
  return (
    <ActionIcon {...rest} aria-label={t('common.removeOne', { what })}>
      <IconX size={15} />
    </ActionIcon>
  );
}
