import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { TouchpointView } from '../../../server/contract/index.js';
import type { Store } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { onNotice } from '../live/live.js';
import { desk } from '../live/state.js';
import { isShown, type Thread } from '../live/thread.js';
import { writtenTold } from '../offers/notification-words.js';

/** More never have to be read out at once. */
const KEPT = 5;

/**
 * What others write while the conversation is open, read out as it comes. The timeline itself cannot be: its earlier pages
 * and another conversation's hundred lines would be read out, too.
 */
export function Heard({ store }: { store: Store<Thread> }) {
  const { t, f } = useTexts();
  const [heard, setHeard] = useState<TouchpointView[]>([]);
  useEffect(
    () =>
      onNotice(({ name, data }) => {
        if (name !== 'touchpoint:appended' || !isShown(store.get(), data.customerId) || !isFromOthers(data)) return;
        setHeard((before) => [...before, data].slice(-KEPT));
      }),
    [store],
  );
  return (
    <VisuallyHidden role="log" aria-label={t('thread.heard')} data-testid="heard">
      {heard.map((written) => {
        const { title, body } = writtenTold(written, { t, f });
        return (
          <p key={written.id}>
            {written.kind === 'note' && `${t('thread.privateNote')}, `}
            {title}: {body}
          </p>
        );
      })}
    </VisuallyHidden>
  );
}

const isFromOthers = ({ kind, author }: TouchpointView): boolean =>
  (kind === 'message' || kind === 'note') && author.id !== desk.get()?.me.id;
