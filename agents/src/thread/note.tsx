import { IconEar, IconLock } from '@tabler/icons-react';
import type { TouchpointView } from '../../../server/contract/index.js';
import { Linked } from '../base/linked.js';
import { useTexts } from '../base/use-texts.js';
import styles from './thread.module.css';

/** A note among colleagues, or a whisper to one of them; amber, and says so in words. */
export function Note({ note, picked }: { note: Extract<TouchpointView, { kind: 'note' }>; picked: boolean }) {
  const { t, f } = useTexts();
  const { whisperTo } = note.details;
  const Icon = whisperTo ? IconEar : IconLock;
  return (
    <div
      className={styles.note}
      data-seq={note.seq}
      data-client-id={note.clientId ?? undefined}
      data-picked={picked || undefined}
      data-whisper={whisperTo ? true : undefined}
      data-testid="note"
    >
      <div className={styles.noteHead}>
        <Icon size={13} aria-hidden />
        <strong>
          {whisperTo ? t('thread.whisper', { name: `\u2068${whisperTo.name}\u2069` }) : t('thread.privateNote')}
        </strong>
        <bdi>{note.author.name}</bdi>
        <time dateTime={note.at} className="figures">
          {f.time(note.at)}
        </time>
      </div>
      <div className="wrap" dir="auto">
        <Linked text={note.text ?? ''} />
      </div>
    </div>
  );
}
