import type { ConversationRecord } from '../contract/index.js';
import { isAsleep } from '../conversations/index.js';
import type { IntakeNeeds } from './index.js';

const MOST_WAKINGS = 5;

/** Somebody wrote to it. It may be closed at that very moment: looked at until somebody has it, or is to have it. */
export function makeWaking({ conversations, resume }: Pick<IntakeNeeds, 'conversations' | 'resume'>) {
  return async function wake(found: ConversationRecord | null): Promise<void> {
    let c = found;
    for (let tries = 0; c && isAsleep(c) && tries < MOST_WAKINGS; tries += 1) {
      await resume(c);
      c = await conversations.byId(c._id);
    }
  };
}
