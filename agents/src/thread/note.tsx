import { IconLock } from '@tabler/icons-react';
import type { TouchpointView } from '../../../server/contract/index.js';
import { Linked } from '../base/linked.js';
import { useTexts } from '../base/use-texts.js';
import styles from './thread.module.css';

/** A note among colleagues; amber, and says so in words. */
export function Note({ note, picked }: { note: Extract<TouchpointView, { kind: 'note' }>; picked: boolean }) {
  const { t, f } = useTexts();
  return (
    <div
      className={styles.note}
      data-seq={note.seq}
      data-client-id={note.clientId ?? undefined}
      data-picked={picked || undefined}
      data-testid="note"
    >
      <div className={styles.noteHead}>
        <IconLock size={13} aria-hidden />
        <strong>{t('thread.privateNote')}</strong>
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
