import { ActionIcon, Indicator, Menu, Tooltip } from '@mantine/core';
import { IconCheck, IconFilter } from '@tabler/icons-react';
import { CHANNELS } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import type { Filter } from './items.js';
import styles from './thread.module.css';

const KINDS = ['all', 'messages', 'notes', 'events'] as const;

export function FilterMenu({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const { t } = useTexts();
  const on = filter.kinds !== 'all' || filter.channel !== 'all';
  const tick = (picked: boolean) => picked && <IconCheck size={15} aria-hidden />;
  return (
    <Menu width={210} closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label={t('filter.title')}>
          <Indicator disabled={!on} size={8} offset={5} className={styles.wideOnly}>
            <ActionIcon aria-label={t('filter.title')} data-testid="timeline-filter">
              <IconFilter size={18} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('filter.kinds')}</Menu.Label>
        {KINDS.map((kinds) => (
          <Menu.Item
            key={kinds}
            rightSection={tick(filter.kinds === kinds)}
            onClick={() => onFilter({ ...filter, kinds })}
          >
            {t(`filter.${kinds}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('filter.channel')}</Menu.Label>
        {(['all', ...CHANNELS] as const).map((channel) => (
          <Menu.Item
            key={channel}
            rightSection={tick(filter.channel === channel)}
            onClick={() => onFilter({ ...filter, channel })}
          >
            {channel === 'all' ? t('filter.allChannels') : t(`channel.${channel}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
