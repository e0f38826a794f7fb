import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useTexts } from '../base/use-texts.js';
import styles from './player.module.css';
import { useSound } from './use-sound.js';

interface Props {
  /** What is heard, for people. */
  name: string;
  /** Null: it cannot be heard (any more). */
  url: string | null;
  /** Unknown until it was loaded, where it is left out. */
  lengthMs?: number;
}

/** Plays what was recorded. Times run from left to right in every language, as on every player. */
export function Player({ name, url, lengthMs }: Props) {
  const { t, f } = useTexts();
  const sound = useSound(url, lengthMs);
  const { state, at, length, speed } = sound;
  if (!url || state === 'failed') return <p className={styles.failed}>{t('player.failed', { name })}</p>;
  const playing = state === 'playing';
  const Icon = playing ? IconPlayerPauseFilled : IconPlayerPlayFilled;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a player is no set of form fields
    <div className={styles.player} role="group" aria-label={name} dir="ltr" data-state={state} data-testid="player">
      {/* biome-ignore lint/a11y/useMediaCaption: nobody wrote down what was said */}
      <audio ref={sound.audio} src={url} preload={lengthMs === undefined ? 'metadata' : 'none'} />
      <ActionIcon
        variant="light"
        color="bond"
        radius="xl"
        onClick={sound.toggle}
        aria-label={t(playing ? 'player.pause' : 'player.play', { name })}
        data-testid="player-toggle"
      >
        <Icon size={15} />
      </ActionIcon>
      <input
        type="range"
        className={styles.seek}
        min={0}
        max={Math.max(length, 0.1)}
        step={0.1}
        value={Math.min(at, length)}
        onChange={(event) => sound.seek(Number(event.currentTarget.value))}
        onKeyDown={sound.onKey}
        aria-label={t('player.place')}
        aria-valuetext={t('player.at', { at: f.clock(at * 1_000), length: f.clock(length * 1_000) })}
        data-testid="player-seek"
      />
      <span className={`${styles.time} figures`} aria-hidden>
        {f.clock(at * 1_000)} / {f.clock(length * 1_000)}
      </span>
      <UnstyledButton
        className={`${styles.speed} figures`}
        onClick={sound.faster}
        aria-label={t('player.speed', { speed: f.number(speed) })}
        data-testid="player-speed"
      >
        {f.number(speed)}×
      </UnstyledButton>
    </div>
  );
}
