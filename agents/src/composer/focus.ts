type Kind = 'message' | 'note';
let listener: ((kind: Kind) => void) | null = null;

/** Turns the composer on the screen to a reply or a note and puts the caret in it. */
export function focusComposer(kind: Kind): void {
  listener?.(kind);
}

export function onFocusComposer(heard: (kind: Kind) => void): () => void {
  listener = heard;
  return () => {
    if (listener === heard) listener = null;
  };
}
