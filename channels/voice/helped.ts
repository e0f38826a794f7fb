import type { CallRecord, ConversationRecord } from '../../server/contract/index.js';

/** A rule of their queue took them out of the line since they called: they hear so when the carrier next asks what to play. */
export const isHelpedOtherwise = (
  { createdAt }: Pick<CallRecord, 'createdAt'>,
  { state, closedBy, overflowedAt }: ConversationRecord,
): boolean =>
  (state === 'snoozed' || (state === 'closed' && closedBy === 'system')) &&
  overflowedAt !== undefined &&
  overflowedAt >= createdAt;
