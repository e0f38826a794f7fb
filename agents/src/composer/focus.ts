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
/** Of a conversation that is not on the screen yet: what it is to begin with. */
let awaited: string | null = null;

/** Turns the composer on the screen to a reply, a note or a whisper and puts the caret in it. */
export function focusComposer(kind: WritingKind): void {
  listener?.heard(kind);
}

/** Turns a conversation's composer to a text, at once or when it opens. */
export function composeText(conversationId: string): void {
  awaited = conversationId;
  tellAwaited();
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
  if (!listener || listener.conversationId !== awaited) return;
  awaited = null;
  listener.heard('message', 'sms');
}
