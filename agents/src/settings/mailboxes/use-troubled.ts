import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { TroubledMailboxView } from '../../../../server/contract/index.js';
import { call } from '../../base/api.js';
import { queries } from '../../base/query.js';
import { onReturn } from '../../live/live.js';
import { useMay } from '../../live/use-desk.js';

const NONE: readonly TroubledMailboxView[] = [];
const queryKey = ['settings', 'mailboxes.troubled'];

/** Mailboxes that somebody should look after, for managers; asked again whenever there is news of one, and after an absence. */
export function useTroubledMailboxes(): readonly TroubledMailboxView[] {
  const enabled = useMay('board.see');
  useEffect(() => onReturn(() => void queries.invalidateQueries({ queryKey })), []);
  return useQuery({ queryKey, queryFn: ({ signal }) => call('mailboxes.troubled', { signal }), enabled }).data ?? NONE;
}
