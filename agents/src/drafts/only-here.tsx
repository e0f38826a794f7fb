import { Text } from '@mantine/core';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { onlyHere } from './exchange.js';

/** Said where somebody might count on it at another computer. */
export function OnlyHere({ draftKey }: { draftKey: string }) {
  const { t } = useTexts();
  const is = useStore(onlyHere, (keys) => keys.has(draftKey));
  return (
    is && (
      <Text size="xs" c="dimmed" px={14} pb={8} role="status" data-testid="only-here">
        {t('composer.onlyHere')}
      </Text>
    )
  );
}
