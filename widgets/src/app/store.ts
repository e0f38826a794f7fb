import { type Action, type ChatState, emptyState, reduce } from './state.js';

export interface Store {
  readonly state: ChatState;
  dispatch(action: Action): void;
  /** Called after every change. @returns stops it */
  subscribe(hear: (state: ChatState, before: ChatState) => void): () => void;
}

export function createStore(): Store {
  let state = emptyState;
  const hearers = new Set<(state: ChatState, before: ChatState) => void>();
  return {
    get state() {
      return state;
    },
    dispatch(action) {
      const before = state;
      state = reduce(before, action);
      if (state !== before) for (const hear of hearers) hear(state, before);
    },
    subscribe(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
  };
}
