import { lazy, Suspense } from 'react';
import { createStore, useStore } from '../base/store.js';

const shown = createStore(false);
export const openCommandBar = (): void => shown.set(true);
export const closeCommandBar = (): void => shown.set(false);

const Commands = lazy(() => import('./commands.js').then((module) => ({ default: module.Commands })));

/** Loaded when it is first asked for. */
export function CommandBar() {
  const open = useStore(shown);
  return open ? (
    <Suspense fallback={null}>
      <Commands onClose={closeCommandBar} />
    </Suspense>
  ) : null;
}
