import { Collapse, UnstyledButton } from '@mantine/core';
import {
  IconChevronDown,
  IconDeviceMobileMessage,
  IconPhoneCall,
  IconPhoneIncoming,
  IconPhoneOff,
  IconPhoneOutgoing,
  IconRecordMail,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../base/use-texts.js';
import { Player } from '../phone/player.js';
import styles from './call.module.css';
import { type CallStory, digestOf, type StoryDigest, shownSteps } from './call-story.js';
import { SystemLine } from './system-line.js';
import { useStoryWords } from './use-story-words.js';

/** A phone call as one story: what it came to, what can be heard of it, and, opened, every step. */
export function CallCard({ story, picked }: { story: CallStory; picked: boolean }) {
  const { t, f } = useTexts();
  const [open, setOpen] = useState(picked);
  const digest = digestOf(story);
  const steps = shownSteps(story);
  const words = useStoryWords(digest, story);
  const first = story.steps[0]!;
  const Icon = iconOf(digest);
  return (
    <article
      className={styles.card}
      aria-label={words.title}
      data-picked={picked || undefined}
      data-outcome={digest.ended?.outcome ?? 'underWay'}
      data-testid="call-card"
    >
      <div className={styles.head}>
        <Icon size={18} stroke={1.6} aria-hidden className={styles.sign} />
        <div className={styles.words}>
          <div className={styles.title}>{words.title}</div>
          <div className={styles.facts}>{words.facts.join(' · ')}</div>
        </div>
        <time dateTime={first.at} title={f.dateTime(first.at)} className={`${styles.at} figures`}>
          {f.time(first.at)}
        </time>
      </div>
      {digest.sounds.map((sound) => (
        <Sound key={sound.id} sound={sound} />
      ))}
      <UnstyledButton
        className={styles.more}
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        data-testid="call-steps-toggle"
      >
        {t('call.steps', { count: steps.length })}
        <IconChevronDown size={13} aria-hidden data-open={open || undefined} className={styles.chevron} />
      </UnstyledButton>
      <Collapse expanded={open} keepMounted={false}>
        <div className={styles.steps} data-testid="call-steps">
          {steps.map((step) => (
            <SystemLine key={step.id} touchpoint={step} />
          ))}
        </div>
      </Collapse>
    </article>
  );
}

function iconOf({ direction, ended, cameTo }: StoryDigest) {
  if (!ended) return IconPhoneCall;
  if (cameTo === 'voicemail') return IconRecordMail;
  if (ended.outcome === 'text') return IconDeviceMobileMessage;
  if (ended.outcome !== 'talked') return IconPhoneOff;
  return direction === 'in' ? IconPhoneIncoming : IconPhoneOutgoing;
}

function Sound({ sound }: { sound: StoryDigest['sounds'][number] }) {
  const { t } = useTexts();
  const [file] = sound.attachments;
  const name = t(sound.kind === 'voicemail.left' ? 'call.voicemail' : 'call.recording');
  const transcript = sound.kind === 'voicemail.left' ? sound.details.transcript : null;
  return (
    <>
      <Player name={name} url={file?.url ?? null} lengthMs={sound.details.lengthMs} />
      {transcript && (
        <blockquote className={styles.transcript} dir="auto">
          {transcript}
        </blockquote>
      )}
    </>
  );
}
