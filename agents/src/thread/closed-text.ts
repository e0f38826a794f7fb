import type { ConversationView } from '../../../server/contract/index.js';

/** What whoever closed it is told: where an outcome is still to be noted, it is not closed yet. */
export const closedText = ({ state }: Pick<ConversationView, 'state'>) =>
  state === 'closed' ? 'close.done' : 'close.writeUp';
