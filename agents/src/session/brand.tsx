import { Group, Text } from '@mantine/core';
import { useTexts } from '../base/use-texts.js';

export function Mark({ size = 28 }: { size?: number }) {
  return <img src="/console/favicon.svg" width={size} height={size} alt="" />;
}

export function Brand() {
  const { t } = useTexts();
  return (
    <Group gap={10}>
      <Mark />
      <Text fw={680} size="lg">
        {t('common.product')}
      </Text>
    </Group>
  );
}
