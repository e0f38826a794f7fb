import { useNavigate } from '@tanstack/react-router';
import type { CallView } from '../../../server/contract/index.js';
import { composeIn } from '../composer/focus.js';

/** Leads to the conversation of a call, where a text to its customer can be written; null where it has none. */
export function useWriteText({ conversationId }: CallView): (() => void) | null {
  const navigate = useNavigate();
  if (!conversationId) return null;
  return () => {
    composeIn(conversationId, 'sms');
    void navigate({ to: '/inbox/$conversationId', params: { conversationId } });
  };
}
