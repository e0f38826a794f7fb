import type { TouchpointView } from '../../../../server/contract/index.js';

export type OwnMessage = Extract<TouchpointView, { kind: 'message' }>;
/** As long as the server lets it wait. */
const TAKE_BACK_MS = 10_000;

/** When it leaves, while it can still be taken back; null once it cannot. */
export function leavesAt({ details: { mail }, delivery, direction, at }: OwnMessage): number | null {
  if (!mail || direction !== 'out' || delivery.state !== 'pending' || delivery.reason) return null;
  return mail.sendAt ? Math.max(Date.parse(mail.sendAt), Date.parse(at) + TAKE_BACK_MS) : Date.parse(at) + TAKE_BACK_MS;
}
