import { LIMITS } from 'virtual:contract-figures';
import { Text } from '@mantine/core';
import type { AttachmentView } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';

/** Whether one mail takes them all. */
export const filesFit = (files: readonly Pick<AttachmentView, 'sizeBytes'>[]): boolean =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= LIMITS.mailFilesBytes;

/** Said while they can still be taken out, and not by the server afterwards. */
export function FilesFit({ files }: { files: readonly AttachmentView[] }) {
  const { t, f } = useTexts();
  return (
    <Text size="xs" c="var(--mantine-color-error)" px={14} role="status" data-testid="mail-files-fit">
      {!filesFit(files) && t('mail.compose.filesTooLarge', { size: f.bytes(LIMITS.mailFilesBytes) })}
    </Text>
  );
}
