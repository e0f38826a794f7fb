import { ActionIcon, TextInput } from '@mantine/core';
import { IconSend2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../base/use-texts.js';
import styles from './call-bar.module.css';
import type { LineCall } from './line.js';

const SHOWN = 3;
/** What the line itself plays. */
const SOUNDS = new Set(['say', 'play', 'beep']);

/** On the simulated line: what is heard stands as text, and what is written is said. */
export function Captions({ words }: { words: NonNullable<LineCall['words']> }) {
  const { t, f } = useTexts();
  const [text, setText] = useState('');
  const heard = words.heard().slice(-SHOWN);
  const nameOf = (who: string): string => {
    if (who === 'me') return t('phone.me');
    if (who.startsWith('client:')) return t('ring.colleague');
    return SOUNDS.has(who) ? t('phone.carrier') : f.phone(who);
  };
  return (
    <div className={styles.captions} data-testid="captions">
      <div className={styles.heard} role="log" aria-label={t('phone.heard')}>
        {heard.length === 0 && <span className={styles.quiet}>{t('phone.quiet')}</span>}
        {heard.map(({ at, who, text: said }, place) => (
          <div key={`${at}-${said}`} className={place === heard.length - 1 ? 'wrap' : 'cut'}>
            <strong>{nameOf(who)}:</strong> <bdi>{said}</bdi>
          </div>
        ))}
      </div>
      <form
        className={styles.say}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) words.say(text.trim());
          setText('');
        }}
      >
        <TextInput
          size="xs"
          flex={1}
          maxLength={500}
          placeholder={t('phone.say')}
          aria-label={t('phone.say')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="call-say"
        />
        <ActionIcon type="submit" variant="light" color="bond" aria-label={t('phone.sayIt')} disabled={!text.trim()}>
          <IconSend2 size={16} className="flip" />
        </ActionIcon>
      </form>
    </div>
  );
}
