import { useEffect, useRef } from 'react';
import { tell } from '../live/socket.js';

/** The other side forgets after 6 s, so it is told again every 3 s while writing goes on. */
const REPEAT_MS = 3_000;

export function useTellTyping(conversationId: string, visible: boolean): (on: boolean) => void {
  const told = useRef(0);
  const say = (on: boolean) => {
    const now = Date.now();
    if (on && (!visible || now - told.current < REPEAT_MS)) return;
    if (!on && told.current === 0) return;
    told.current = on ? now : 0;
    tell('typing:set', { conversationId, on });
  };
  const last = useRef(say);
  last.current = say;
  useEffect(() => () => last.current(false), []);
  return say;
}
