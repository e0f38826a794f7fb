import { makeFollowing } from './following.js';
import { makeLineOf } from './line-of.js';
import type { VoiceNeeds } from './needs.js';
import { makeReconciling } from './reconciling.js';
import { makeRecordings } from './recordings.js';
import { makeTold } from './told.js';

/** What happens to calls: what the carrier tells of them, and what follows from it. */
export function makeControl(needs: VoiceNeeds) {
  const lineOf = makeLineOf(needs);
  const following = makeFollowing(needs, lineOf);
  const { legTold, conferenceTold } = makeTold(needs, following);
  const { recordingTold, fetchDue } = makeRecordings(needs);
  const { reconcileSilent } = makeReconciling(needs, lineOf, following);

  return {
    ...{ legTold, conferenceTold, recordingTold },
    onConversation: following.onConversation,
    async sweep(): Promise<void> {
      await fetchDue();
      await reconcileSilent();
    },
  };
}
