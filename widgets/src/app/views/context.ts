import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Client } from '../client.js';
import type { Key, Tongue, Values } from '../i18n.js';
import { Refused } from '../refused.js';
import type { ChatState } from '../state.js';

export type View = 'home' | 'form' | 'chat';

export interface Chat {
  client: Client;
  state: ChatState;
  tongue: Tongue;
  view: View;
  /** The topic that was chosen on the way to the form. */
  topic: string | null;
  go(view: View, topic?: string): void;
  /** Closes the panel; null when we are a page of our own. */
  close: (() => void) | null;
}

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat & Pick<Tongue, 't'> {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('outside of the chat');
  return { ...chat, t: chat.tongue.t };
}

/** Plain words for any error. */
export function errorText({ t }: Tongue, error: unknown, values: Values = {}): string {
  const key = `error.${error instanceof Refused ? error.code : 'internal'}` as Key;
  const text = t(key, values);
  return text === key ? t('error.internal') : text;
}

/** An address within a sentence, whose direction may be another. */
export const isolate = (address: string): string => `\u2068${address}\u2069`;
