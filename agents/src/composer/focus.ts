import type { AttachmentView } from '../../../server/contract/index.js';
import type { WritingKind } from '../live/outgoing-item.js';

/** What one writes in, whatever its kind. */
export interface ComposerField {
  focus(): void;
  /** Where a text can show pictures: puts one at the caret, if it is one. */
  showPicture?(file: AttachmentView): void;
  /** In plain text: puts the caret on these words, so that the next ones stand in their place. */
  select?(words: string): void;
}

type Heard = (kind: WritingKind, by?: 'sms') => void;
interface Listener {
  conversationId: string;
  heard: Heard;
}

let listener: Listener | null = null;
/** A conversation that is not on the screen yet, and what is to be written there. */
let awaited: { conversationId: string; by?: 'sms' } | null = null;

/** Turns the composer on the screen to a reply, a note or a whisper and puts the caret in it. */
export function focusComposer(kind: WritingKind): void {
  listener?.heard(kind);
}

/** Puts the caret in a conversation's composer, for a text if that is said, at once or when it opens. */
export function composeIn(conversationId: string, by?: 'sms'): void {
  awaited = { conversationId, by };
  tellAwaited();
}

/** Out of what one writes in: to the messages above it, where arrows scroll and letters are the console's keys. */
export function leaveField(field: Element | null): void {
  field?.closest(':has([role="log"])')?.querySelector<HTMLElement>('[role="log"]')?.focus({ preventScroll: true });
}

export function onFocusComposer(conversationId: string, heard: Heard): () => void {
  const mine = { conversationId, heard };
  listener = mine;
  tellAwaited();
  return () => {
    if (listener === mine) listener = null;
  };
}

function tellAwaited(): void {
  if (!listener || listener.conversationId !== awaited?.conversationId) return;
  const { by } = awaited;
  awaited = null;
  listener.heard('message', by);
}
