import type { ReactNode } from 'react';
import { useStore } from '../base/store.js';
import { desk } from '../live/state.js';
import { FirstLoad } from '../session/first-load.js';
import { ConnectionBanner } from './connection-banner.js';

/** Holds the pages back until the desk has been read once. */
export function Ready({ children }: { children: ReactNode }) {
  const ready = useStore(desk, (now) => now !== null);
  if (ready) return children;
  return (
    <>
      <ConnectionBanner />
      <FirstLoad />
    </>
  );
}
