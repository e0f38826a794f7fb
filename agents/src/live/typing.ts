import type { Notice } from './desk.js';
import { desk, typing } from './state.js';

/** Who stopped without saying so stops here. The server promises a repeat at least this often. */
const LAPSE_MS = 6_000;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function applyTyping({ conversationId, who, on }: Extract<Notice, { name: 'typing:changed' }>['data']): void {
  if (who.id === desk.get()?.me.id) return;
  clearTimeout(timers.get(conversationId));
  if (!on) {
    stop(conversationId);
    return;
  }
  timers.set(
    conversationId,
    setTimeout(() => stop(conversationId), LAPSE_MS),
  );
  typing.set((now) => ({ ...now, [conversationId]: { name: who.name, who: who.type } }));
}

function stop(conversationId: string): void {
  typing.set((now) => {
    if (!(conversationId in now)) return now;
    const { [conversationId]: _gone, ...rest } = now;
    return rest;
  });
}
