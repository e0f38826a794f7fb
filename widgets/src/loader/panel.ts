import { seal, type ToApp, type ToHost, unseal } from '../shared/envelope.js';
import type { Launcher } from './launcher.js';

/** The chat in its iframe: not there until it is wanted, and heard only from its own window and origin. */
export interface Panel {
  loaded(): boolean;
  /** @param query what the chat is to know from the start; what is null is left out */
  load(query: Record<string, string | null>, title: string): void;
  /** Dropped while the chat has not said `ready`: its `hello` then tells it all. */
  send(message: ToApp): void;
  focus(): void;
  stop(): void;
}

export function createPanel(home: string, launcher: Launcher, hear: (message: ToHost) => void): Panel {
  let frame: HTMLIFrameElement | null = null;
  let ready = false;
  const onMessage = (event: MessageEvent): void => {
    const message = frame && unseal<ToHost>(event, frame.contentWindow, home);
    if (!message) return;
    if (message.type === 'ready') ready = true;
    hear(message);
  };
  addEventListener('message', onMessage);
  return {
    loaded: () => frame !== null,
    load(query, title) {
      if (frame) return;
      const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
      frame = launcher.frame(`${home}/widget/?${new URLSearchParams(given)}`, title);
    },
    send(message) {
      if (ready) frame?.contentWindow?.postMessage(seal(message), home);
    },
    focus: () => frame?.focus(),
    stop: () => removeEventListener('message', onMessage),
  };
}
