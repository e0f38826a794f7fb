import { useState } from 'react';
import { tellFailure } from './tell.js';

/**
 * For a key that does something and puts away what it stands on: busy while it is done and afterwards, so that nobody presses it twice.
 * What fails is told in words, and the key may be pressed again.
 */
export function useRunning(): { busy: boolean; run: (work: () => Promise<void>) => Promise<void> } {
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  return { busy, run };
}
