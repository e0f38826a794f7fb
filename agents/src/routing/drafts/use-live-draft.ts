import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DraftView } from '../../../../server/contract/index.js';
import { onNotice, onReturn } from '../../live/live.js';
import { draftKey } from './use-draft-saving.js';

/** Newer than any other: it is no more. */
const GONE = Number.POSITIVE_INFINITY;

/**
 * While the page is there, a draft is looked at anew when somebody else changed it, or what it is about. Not while one saves
 * oneself: of that the notice comes before the answer, which says the same.
 */
export function useLiveDraft(id: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const queryKey = draftKey(id);
    let newest = 0;
    let hasMoved = false;
    const look = () => {
      if (client.isMutating() > 0) return;
      const read = client.getQueryData<DraftView>(queryKey)?.version ?? 0;
      if (newest > read || hasMoved) void client.invalidateQueries({ queryKey, exact: newest === GONE || !hasMoved });
      newest = 0;
      hasMoved = false;
    };
    const moved = () => {
      hasMoved = true;
      look();
    };
    const stops = [
      onReturn(moved),
      onNotice((notice) => {
        if (notice.name === 'settings:changed') moved();
        if (notice.name !== 'draft:changed' || notice.data.draftId !== id) return;
        newest = Math.max(newest, notice.data.version ?? GONE);
        look();
      }),
      client.getMutationCache().subscribe(look),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, id]);
}
