import { useEffect, useMemo } from 'react';
import type { BoardView } from '../../../server/contract/index.js';
import { useStore } from '../base/store.js';
import { useNow } from '../base/use-now.js';
import { watchBoard } from '../live/live.js';
import { board } from '../live/state.js';

/** The live board while the component is there. */
export function useBoard(): BoardView | null {
  useEffect(watchBoard, []);
  return useStore(board);
}

/** The time on the server's clock, on which waits are counted: this computer's may be wrong. */
export function useBoardNow(): number {
  const now = useNow();
  const at = useStore(board, (view) => view?.at);
  const ahead = useMemo(() => (at === undefined ? 0 : Date.now() - Date.parse(at)), [at]);
  return now - ahead;
}
