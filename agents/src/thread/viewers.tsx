import { IconEye, IconPencil } from '@tabler/icons-react';
import { type Store, useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { typing } from '../live/state.js';
import type { Thread } from '../live/thread.js';
import { useDesk } from '../live/use-desk.js';
import { apart } from './apart.js';
import styles from './thread.module.css';

/** Says who else has this open, so that two do not answer unknowingly. */
export function Viewers({ store }: { store: Store<Thread> }) {
  const { t, f } = useTexts();
  const myId = useDesk((desk) => desk.me.id);
  const viewers = useStore(store, (thread) => thread.viewers);
  const writer = useStore(typing, (all) => all[store.get().conversationId]);
  const others = viewers.filter((viewer) => viewer.id !== myId);
  const writing = writer?.who === 'agent' ? writer.name : null;
  if (others.length === 0 && !writing) return null;
  const Icon = writing ? IconPencil : IconEye;
  return (
    <div className={styles.viewers} role="status" data-testid="viewers">
      <Icon size={15} aria-hidden />
      <span>
        {writing
          ? t('thread.alsoWriting', { name: apart(writing) })
          : t('thread.alsoHere', { names: f.list(others.map((one) => apart(one.name))), count: others.length })}
      </span>
    </div>
  );
}
