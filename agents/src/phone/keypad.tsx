import { Popover, UnstyledButton } from '@mantine/core';
import { IconDialpad } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTexts } from '../base/use-texts.js';
import styles from './call-bar.module.css';
import { CallKey } from './call-key.js';
import type { LineCall } from './line.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
/** Digits as they are on a Persian keyboard. */
const PERSIAN = '۰۱۲۳۴۵۶۷۸۹';

/** Tones for somebody's menu: by clicking, or by typing while it is open. */
export function Keypad({ current }: { current: LineCall | null }) {
  const { t, f } = useTexts();
  const [open, setOpen] = useState(false);
  const [pressed, setPressed] = useState('');
  const press = (key: string) => {
    current?.digits(key);
    setPressed((before) => (before + key).slice(-16));
  };
  const type = (event: KeyboardEvent) => {
    const digit = PERSIAN.indexOf(event.key);
    const key = digit >= 0 ? String(digit) : event.key;
    if (KEYS.includes(key)) press(key);
  };
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom"
      trapFocus
      returnFocus
      withArrow
      shadow="md"
      withRoles={false}
    >
      <Popover.Target>
        <span>
          <CallKey
            id="keypad"
            label={t('phone.keypad')}
            icon={IconDialpad}
            disabled={!current}
            onClick={() => setOpen(!open)}
          />
        </span>
      </Popover.Target>
      <Popover.Dropdown onKeyDown={type} role="dialog" aria-label={t('phone.keypad')} data-testid="keypad">
        <output className={`${styles.pressed} figures`} dir="ltr" aria-label={t('phone.pressed')}>
          {f.keys(pressed)}
        </output>
        <div className={styles.pad} dir="ltr">
          {KEYS.map((key) => (
            <UnstyledButton key={key} className={styles.padKey} onClick={() => press(key)} data-key={key}>
              {f.keys(key)}
            </UnstyledButton>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
