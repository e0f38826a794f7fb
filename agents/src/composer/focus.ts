import type { AttachmentView } from '../../../server/contract/index.js';
import type { WritingKind } from '../live/outgoing-item.js';

/** What one writes in, whatever its kind. */
export interface ComposerField {
  focus(): void;
  /** Where a text can show pictures: puts one at the caret, if it is one. */
  showPicture?(file: AttachmentView): void;
}

let listener: ((kind: WritingKind) => void) | null = null;

/** Turns the composer on the screen to a reply, a note or a whisper and puts the caret in it. */
export function focusComposer(kind: WritingKind): void {
  listener?.(kind);
}

export function onFocusComposer(heard: (kind: WritingKind) => void): () => void {
  listener = heard;
  return () => {
    if (listener === heard) listener = null;
  };
}
