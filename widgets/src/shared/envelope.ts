/** What the loader (in the host page) and the chat app (in the iframe) say to each other by postMessage. */
import type { PageSeen } from '../../../server/contract/sockets.js';

export type ToApp =
  /** First word, in answer to `ready`. */
  | {
      type: 'hello';
      open: boolean;
      focused: boolean;
      pages: PageSeen[];
      referrer: string;
      jwt: string | null;
      out: boolean;
    }
  | { type: 'shown'; open: boolean; focus: boolean }
  | { type: 'focused'; focused: boolean }
  | { type: 'page'; page: PageSeen }
  | { type: 'locale'; explicit: string | null; host: string }
  | { type: 'look'; color: string | null }
  | { type: 'identify'; jwt: string }
  | { type: 'shutdown' };

export type ToHost =
  | { type: 'ready' }
  | { type: 'close' }
  /** Does the host page have the keyboard focus? */
  | { type: 'askFocus' }
  | { type: 'unread'; count: number }
  /** The visitor is somebody now (or nobody again): whether later pages load the chat in the background. */
  | { type: 'known'; known: boolean }
  | { type: 'signedOut' }
  | { type: 'happened'; name: HostEvent; data: Record<string, unknown> };

/** What a host page may listen to with Payvand('on', …). None of them carries what was written. */
export const HOST_EVENTS = ['ready', 'open', 'close', 'unread', 'started', 'message', 'ended', 'signedOut'] as const;
export type HostEvent = (typeof HOST_EVENTS)[number];

/** Every message carries this, so that other scripts' messages are told apart cheaply. */
export const MARK = 'payvand';
export type Envelope<T> = { [MARK]: 1 } & T;

export function seal<T extends object>(message: T): Envelope<T> {
  return { [MARK]: 1, ...message } as Envelope<T>;
}

/** The message inside, or null when the event is not from the expected window and origin, or not ours. */
export function unseal<T>(event: MessageEvent, source: unknown, origin: string): T | null {
  if (event.source !== source || event.origin !== origin) return null;
  const data: unknown = event.data;
  return typeof data === 'object' && data !== null && (data as Record<string, unknown>)[MARK] === 1
    ? (data as T)
    : null;
}
