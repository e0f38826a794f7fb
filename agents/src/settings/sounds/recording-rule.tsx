import { LIMITS } from 'virtual:contract-figures';
import { Text } from '@mantine/core';
import type { FailureCode } from '../../base/failure.js';
import { useTexts } from '../../base/use-texts.js';

/** What a recording must be like, or why this one was none. */
export function RecordingRule({ failure }: { failure: FailureCode | null }) {
  const { t, f } = useTexts();
  const size = f.bytes(LIMITS.soundBytes);
  if (!failure)
    return (
      <Text size="xs" c="dimmed">
        {t('sounds.rule', { size })}
      </Text>
    );
  return (
    <Text size="xs" c="var(--text-over)" role="alert">
      {failure === 'file.tooLarge' ? t('sounds.tooLarge', { size }) : t(`error.${failure}`)}
    </Text>
  );
}
