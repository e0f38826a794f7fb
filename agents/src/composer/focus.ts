import type { WritingKind } from '../live/outgoing-item.js';

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
