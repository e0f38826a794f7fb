import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { named } from '../base/named.js';
import { useTexts } from '../base/use-texts.js';

export interface RowAction {
  id: string;
  label: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  run: () => void;
}

/** What can be done with one line of the board; nothing where nothing is allowed. */
export function RowMenu({ name, actions }: { name: string; actions: readonly RowAction[] }) {
  const { t, f } = useTexts();
  if (actions.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          aria-label={t('board.more', { name: `\u2068${named({ t, f }, name)}\u2069` })}
          data-testid="row-menu"
        >
          <IconDotsVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ id, label, icon: Icon, run }) => (
          <Menu.Item key={id} leftSection={<Icon size={16} stroke={1.6} />} onClick={run} data-testid={`row-${id}`}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
