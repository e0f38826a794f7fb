/** A timeline may show several streams, each a customer's with its own count: they are told apart by id, ordered by time. */
import type { TouchpointView } from '../../../server/contract/index.js';

/** The highest seq of one stream; 0 when nothing of it is there. */
export const lastOf = (touchpoints: readonly TouchpointView[], stream: string | undefined): number =>
  touchpoints.reduce((last, { customerId, seq }) => (customerId === stream ? Math.max(last, seq) : last), 0);

/** Both together, each touchpoint once. */
export function merged(first: TouchpointView[], second: TouchpointView[]): TouchpointView[] {
  const byId = new Map([...first, ...second].map((touchpoint) => [touchpoint.id, touchpoint]));
  return inOrder([...byId.values()]);
}

/** Within one stream the count is the order; between streams the time, which within a stream never goes back. */
function inOrder(touchpoints: TouchpointView[]): TouchpointView[] {
  const reached = new Map<string, number>();
  const placed = touchpoints
    .sort((a, b) => a.seq - b.seq)
    .map((touchpoint) => {
      const at = Math.max(Date.parse(touchpoint.at), reached.get(touchpoint.customerId) ?? 0);
      reached.set(touchpoint.customerId, at);
      return { touchpoint, at };
    });
  return placed.sort((a, b) => a.at - b.at).map(({ touchpoint }) => touchpoint);
}
