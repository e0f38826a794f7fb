import { useMemo } from 'react';
import { useDesk } from '../live/use-desk.js';

/** The company's own addresses, as far as they are known here. */
export function useOurs(): ReadonlySet<string> {
  const mailboxes = useDesk((desk) => desk.mailboxes);
  return useMemo(() => new Set(mailboxes.flatMap(({ address, aliases }) => [address, ...aliases])), [mailboxes]);
}
