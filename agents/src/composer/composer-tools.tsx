import { ActionIcon, FileButton, Group, Tooltip } from '@mantine/core';
import { IconMessage2Bolt, IconPaperclip } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../base/use-texts.js';

interface Props {
  /** Absent where nothing can be attached. */
  onFiles?: (files: File[]) => void;
  onCanned: () => void;
  more?: ReactNode;
}

/** What can be put to the words: files, canned replies, ready texts. */
export function ComposerTools({ onFiles, onCanned, more }: Props) {
  const { t } = useTexts();
  return (
    <Group gap={2} wrap="nowrap">
      {onFiles && (
        <FileButton multiple onChange={onFiles} inputProps={{ 'aria-label': t('composer.attach') }}>
          {(props) => (
            <Tooltip label={t('composer.attach')}>
              <ActionIcon {...props} aria-label={t('composer.attach')} data-testid="attach">
                <IconPaperclip size={18} />
              </ActionIcon>
            </Tooltip>
          )}
        </FileButton>
      )}
      <Tooltip label={t('composer.canned')}>
        <ActionIcon onClick={onCanned} aria-label={t('composer.canned')} data-testid="open-canned">
          <IconMessage2Bolt size={18} />
        </ActionIcon>
      </Tooltip>
      {more}
    </Group>
  );
}
