/** Whether the visitor has the conversation before their eyes: panel open, chat on screen, page visible and focused. */
export interface Attention {
  set(change: Partial<{ open: boolean; reading: boolean; hostFocused: boolean }>): void;
  attentive(): boolean;
}

/** @param askHost asks the host page whether it has the focus that left us */
export function watchAttention(first: { open: boolean }, askHost: () => void, changed: () => void): Attention {
  const now = { open: first.open, reading: false, hostFocused: false };
  const moved = (): void => {
    askHost();
    changed();
  };
  window.addEventListener('focus', moved);
  window.addEventListener('blur', moved);
  document.addEventListener('visibilitychange', changed);
  return {
    set(change) {
      Object.assign(now, change);
      changed();
    },
    attentive: () =>
      now.open && now.reading && document.visibilityState === 'visible' && (document.hasFocus() || now.hostFocused),
  };
}
