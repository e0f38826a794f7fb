import { Suspense, useEffect, useState } from 'react';
import { pageOf } from '../base/page-of.js';
import { createStore, useStore } from '../base/store.js';

const shown = createStore(false);
export const openCommandBar = (): void => shown.set(true);
export const closeCommandBar = (): void => shown.set(false);

const Commands = pageOf(() => import('./commands.js'), 'Commands');

/** Loaded when it is first asked for. */
export function CommandBar() {
  const open = useStore(shown);
  const [words, setWords] = useState('');
  useEffect(() => {
    if (!open) return;
    setWords('');
    return onEarlyLetter((letter) => setWords((before) => before + letter));
  }, [open]);
  return open ? (
    <Suspense fallback={null}>
      <Commands words={words} onWords={setWords} onClose={closeCommandBar} />
    </Suspense>
  ) : null;
}

/** Hands are quicker than a window that opens: what they type before its field has the focus is meant for it, and no shortcut. */
function onEarlyLetter(take: (letter: string) => void): () => void {
  const press = (event: KeyboardEvent) => {
    const early = event.target instanceof Element && !event.target.closest('[role="dialog"]');
    if (!early || [...event.key].length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    take(event.key);
  };
  window.addEventListener('keydown', press, true);
  return () => window.removeEventListener('keydown', press, true);
}
