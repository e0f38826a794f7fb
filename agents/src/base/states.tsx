import { Button, Center, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff, IconRefresh } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { Failure, failureOf } from './api.js';
import { useTexts } from './use-texts.js';

type Icon = ComponentType<{ size?: number; stroke?: number }>;

/** Nothing here: says so, and what to do about it. */
export function Empty(props: { icon: Icon; title: string; hint?: string; children?: ReactNode }) {
  return (
    <Stack align="center" justify="center" gap={6} p="xl" mih={180} ta="center" data-testid="empty-state">
      <Text c="dimmed" component="div" aria-hidden mb={4}>
        <props.icon size={30} stroke={1.4} />
      </Text>
      <Text fw={600}>{props.title}</Text>
      {props.hint && (
        <Text size="sm" c="dimmed" maw={340}>
          {props.hint}
        </Text>
      )}
      {props.children}
    </Stack>
  );
}

/** Something did not work: in words, with a way on. */
export function Trouble(props: { error: unknown; onRetry?: () => void; whole?: boolean }) {
  const { t } = useTexts();
  const { code } = failureOf(props.error);
  const Sign = code === 'offline' ? IconCloudOff : IconAlertTriangle;
  return (
    <Stack align="center" justify="center" gap={8} p="xl" mih={props.whole ? '100dvh' : 180} ta="center" role="alert">
      <Sign size={28} stroke={1.5} aria-hidden />
      <Text maw={380} size="sm">
        {t(`error.${code}`)}
      </Text>
      {props.onRetry && (
        <Button variant="default" leftSection={<IconRefresh size={15} />} onClick={props.onRetry}>
          {t('common.tryAgain')}
        </Button>
      )}
    </Stack>
  );
}

/** At the end of a list whose next page did not come. */
export function GoOnLoading({ onRetry }: { onRetry: () => void }) {
  const { t } = useTexts();
  return (
    <Center p="sm" role="alert">
      <Button variant="default" leftSection={<IconRefresh size={15} />} onClick={onRetry} data-testid="load-on">
        {t('common.moreFailed')}
      </Button>
    </Center>
  );
}

/** A page that this role may not open, reached by its address. */
export const Refusal = () => <Trouble error={new Failure('permission.denied', 'Not for this role.')} />;
