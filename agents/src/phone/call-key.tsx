import { ActionIcon, Tooltip } from '@mantine/core';
import type { ComponentType } from 'react';

interface Props {
  id: string;
  label: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  onClick: () => void;
  /** It stays down. That is for the eye: to those who hear it, its name says what another press does. */
  pressed?: boolean;
  disabled?: boolean;
}

/** A key of the call bar: a sign, its name on hovering and for screen readers. */
export function CallKey({ id, label, icon: Icon, onClick, pressed, disabled = false }: Props) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={34}
        variant={pressed ? 'filled' : 'default'}
        color={pressed ? 'orange.9' : undefined}
        radius="xl"
        aria-label={label}
        data-pressed={pressed}
        disabled={disabled}
        onClick={onClick}
        data-testid={`call-${id}`}
      >
        <Icon size={17} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
