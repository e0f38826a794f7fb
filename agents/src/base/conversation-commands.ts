import { createStore, useStore } from './store.js';

/** What can be done with the conversation on the screen; the thread says so, keys and the command bar offer it. */
export interface ConversationCommand {
  id:
    | 'reply'
    | 'note'
    | 'whisper'
    | 'join'
    | 'withdraw'
    | 'transfer'
    | 'snooze'
    | 'close'
    | 'pick'
    | 'takeOver'
    | 'resume'
    | 'markUnread'
    | 'needs';
  run: () => void;
}

const NONE: readonly ConversationCommand[] = [];
const offered = createStore(NONE);

export function offerCommands(commands: readonly ConversationCommand[]): () => void {
  offered.set(commands);
  return () => offered.set((now) => (now === commands ? NONE : now));
}

export const useConversationCommands = (): readonly ConversationCommand[] => useStore(offered);
