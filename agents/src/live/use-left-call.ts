import { useEffect, useRef } from 'react';
import { useDesk } from './use-desk.js';

/** Calls back when one was on the call of a conversation, and is not any more. */
export function useLeftCall(conversationId: string, onLeft: () => void): void {
  const isOn = useDesk(({ calls }) => calls.some((call) => call.conversationId === conversationId));
  const was = useRef(isOn);
  const told = useRef(onLeft);
  told.current = onLeft;
  useEffect(() => {
    if (was.current && !isOn) told.current();
    was.current = isOn;
  }, [isOn]);
}
